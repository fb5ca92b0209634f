// The registration of the review page, a browser app of its own.
import { APPLICATION_ADMINISTRATOR } from '../rights/rights.ts';
import { known, type Step, type StepState } from '../step.ts';
import type { World } from '../world.ts';
import { principalStep } from './principal.ts';
import {
  commonDrift,
  commonMembers,
  findRegistration,
  putRegistration,
  refuseTaken,
  registered,
} from './registration.ts';
import { judgeHolders, otherDoors } from './strangers.ts';

/** The registration of the page. */
export function reviewRegistration(world: World): Step {
  const { graph, deployment, found, values } = world;
  const mark = deployment.mark('review');
  const title = deployment.title('review page');
  return {
    id: 'review',
    title: 'Registration of the review page',
    why: 'People sign in to the page with it. It is a browser app without a secret and may ask for one thing: to present a decision. A sign-in for a step-up counts only from this registration, so it is no other app of yours.',
    needs: APPLICATION_ADMINISTRATOR,
    check: async (): Promise<StepState> => {
      const review = await findRegistration(graph, mark);
      if (review === undefined) {
        const refused = await refuseTaken(graph, mark, title);
        if (refused !== undefined) return refused;
      }
      const judged = review === undefined ? undefined : await judgeHolders(world, review);
      if (judged?.refused !== undefined) return judged.refused;
      if (review !== undefined) found.review = registered(review);
      const alarms = [
        ...(judged?.alarms ?? []),
        ...(review === undefined ? [] : otherDoors(review, `${values.COUNTERSIGN_URL}/review-signin`)),
      ];
      const common = commonMembers(deployment, title);
      const drift = review === undefined ? [] : commonDrift(review, common);
      const { api, decideScope } = found;
      const asks = review?.requiredResourceAccess.some(
        ({ resourceAppId, resourceAccess }) =>
          resourceAppId === api?.appId && resourceAccess.some(({ id }) => id === decideScope),
      );
      const changes = [
        ...(review === undefined ? [`registration "${title}", for this tenant alone`] : drift),
        ...(asks === true ? [] : ["permission to ask for the API's scope Approvals.Decide"]),
      ];
      if (changes.length === 0) {
        return { is: 'there', says: `"${title}", application id ${review?.appId}`, alarms };
      }
      return {
        is: 'todo',
        changes,
        alarms,
        change: async () => {
          const scope = { id: known(decideScope), type: 'Scope' };
          const others = (review?.requiredResourceAccess ?? []).filter(
            ({ resourceAppId }) => resourceAppId !== api?.appId,
          );
          const made = await putRegistration(graph, mark, {
            ...common,
            requiredResourceAccess: [...others, { resourceAppId: known(api).appId, resourceAccess: [scope] }],
          });
          found.review = registered(made);
          return `"${title}", application id ${made.appId}. Its address follows after azd provision.`;
        },
      };
    },
  };
}

/** Its service principal. */
export function reviewPrincipal(world: World): Step {
  const { found } = world;
  return principalStep(world, {
    id: 'review-principal',
    title: 'Service principal of the review page',
    why: 'Without it nobody could sign in to the page.',
    appId: () => found.review?.appId,
    keep: (principal) => {
      found.reviewPrincipal = principal;
    },
  });
}
