// The registration of the review page, a browser app of its own, and who may ask for the API's scope without a question of consent.
import { APPLICATION_ADMINISTRATOR } from '../rights/rights.ts';
import { known, type Step, type StepState } from '../step.ts';
import type { World } from '../world.ts';
import { AZURE_CLI, DECIDE, OPERATE } from './api-members.ts';
import { principalStep } from './principal.ts';
import {
  commonDrift,
  commonMembers,
  findRegistration,
  putRegistration,
  refuseTaken,
  registered,
} from './registration.ts';

/** The registration of the page. */
export function reviewRegistration(world: World): Step {
  const { graph, deployment, found } = world;
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
      } else {
        found.review = registered(review);
      }
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
      if (changes.length === 0) return { is: 'there', says: `"${title}", application id ${review?.appId}` };
      return {
        is: 'todo',
        changes,
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

/** Each of the two may ask for its scope without each person consenting. A step of its own: Graph takes it only once the scopes are stored. */
export function preauthorisation(world: World): Step {
  const { graph, deployment, found } = world;
  return {
    id: 'preauthorise',
    title: 'No question of consent',
    why: 'The review page may present a decision for the person who signed in; the Azure CLI may operate Countersign for them, and decides nothing. Others would have to ask you.',
    needs: APPLICATION_ADMINISTRATOR,
    check: async (): Promise<StepState> => {
      const { api, review } = found;
      const read = api === undefined ? undefined : await findRegistration(graph, deployment.mark('api'));
      const kept = read?.api.preAuthorizedApplications ?? [];
      const clients = [
        { appId: review?.appId, what: 'the review page', name: DECIDE, scope: found.decideScope },
        { appId: AZURE_CLI, what: 'the Azure CLI', name: OPERATE, scope: found.operateScope },
      ];
      const missing = clients.filter(
        ({ appId, scope }) =>
          !kept.some(
            (each) => each.appId === appId && each.delegatedPermissionIds.some((id) => id === scope),
          ),
      );
      if (missing.length === 0) return { is: 'there', says: 'the review page and the Azure CLI' };
      return {
        is: 'todo',
        changes: missing.map(({ what, name }) => `${what} may ask for ${name}`),
        change: async () => {
          const wanted = missing.map(({ appId, scope }) => ({
            appId: known(appId),
            delegatedPermissionIds: [known(scope)],
          }));
          const others = kept.map((each) => {
            const again = wanted.find(({ appId }) => appId === each.appId);
            return again === undefined ? each : withScopes(each, again.delegatedPermissionIds);
          });
          const added = wanted.filter(({ appId }) => !kept.some((each) => each.appId === appId));
          await graph.patch(`/applications/${known(api).id}`, {
            api: { ...read?.api, preAuthorizedApplications: [...others, ...added] },
          });
          return missing.map(({ what }) => what).join(' and ');
        },
      };
    },
  };
}

const withScopes = <T extends { readonly delegatedPermissionIds: readonly string[] }>(
  each: T,
  scopes: readonly string[],
) => ({ ...each, delegatedPermissionIds: [...each.delegatedPermissionIds, ...scopes] });
