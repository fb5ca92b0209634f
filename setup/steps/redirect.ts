// Where Entra may send people back to after a sign-in for the review page: known only once the app has an address.
import { z } from 'zod';
import type { Finding, Step } from '../step.ts';
import type { World } from '../world.ts';
import { APPLICATION_ADMINISTRATOR } from './api.ts';
import { outputOf } from './outputs.ts';

const reviewSchema = z.object({
  id: z.string(),
  appId: z.string(),
  spa: z.looseObject({ redirectUris: z.array(z.string()).default([]) }).nullish(),
});

/** The page's address on its registration. */
export function redirectStep({ graph, deployment, values }: World): Step {
  return {
    id: 'redirect',
    title: 'Address of the review page',
    why: 'Entra sends people back to registered addresses only. This one belongs to the app that was just provisioned.',
    needs: APPLICATION_ADMINISTRATOR,
    look: async (): Promise<Finding> => {
      const address = `${outputOf(values, 'COUNTERSIGN_URL')}/review-signin`;
      const review = await graph.get(
        `/applications(uniqueName='${deployment.mark('review')}')`,
        reviewSchema,
        {
          $select: 'id,appId,spa',
        },
      );
      if (review === undefined) {
        return {
          is: 'refused',
          says: 'The registration of the review page is not there.',
          cure: 'Run setup for the tenant first: npm run setup',
        };
      }
      const kept = review.spa?.redirectUris ?? [];
      const others = kept.filter((each) => each !== address);
      // An address that is given up can be taken by somebody else, who would then get people's sign-ins.
      const notes =
        others.length === 0
          ? []
          : [`Also registered: ${others.join(', ')}. Take off in Entra what is no longer yours.`];
      if (kept.includes(address)) return { is: 'there', says: address, notes };
      return {
        is: 'todo',
        changes: [address],
        change: async () => {
          await graph.patch(`/applications/${review.id}`, {
            spa: { ...review.spa, redirectUris: [...kept, address] },
          });
          return address;
        },
        notes,
      };
    },
  };
}
