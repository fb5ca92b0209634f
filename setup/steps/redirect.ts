// Where Entra may send people back to after a sign-in for the review page: known only once the app has an address.
import { APPLICATION_ADMINISTRATOR } from '../rights/rights.ts';
import type { Step, StepState } from '../step.ts';
import type { World } from '../world.ts';
import { outputOf } from './outputs.ts';
import { findRegistration } from './registration.ts';
import { judgeHolders, otherDoors } from './strangers.ts';

/** The page's address on its registration. */
export function redirectStep(world: World): Step {
  const { graph, deployment, values } = world;
  return {
    id: 'redirect',
    title: 'Address of the review page',
    why: 'Entra sends people back to registered addresses only. This one belongs to the app that was just provisioned.',
    needs: APPLICATION_ADMINISTRATOR,
    check: async (): Promise<StepState> => {
      const address = `${outputOf(values, 'COUNTERSIGN_URL')}/review-signin`;
      const review = await findRegistration(graph, deployment.mark('review'));
      if (review === undefined) {
        return {
          is: 'refused',
          says: 'The registration of the review page is not there.',
          cure: 'Run setup for the tenant first: npm run setup',
        };
      }
      const judged = await judgeHolders(world, review);
      if (judged.refused !== undefined) return judged.refused;
      const kept = review.spa?.redirectUris ?? [];
      const alarms = [...judged.alarms, ...otherDoors(review, address)];
      if (kept.includes(address)) return { is: 'there', says: address, alarms };
      return {
        is: 'todo',
        changes: [address],
        change: async () => {
          await graph.patch(`/applications/${review.id}`, {
            spa: { ...review.spa, redirectUris: [...kept, address] },
          });
          return address;
        },
        alarms,
      };
    },
  };
}
