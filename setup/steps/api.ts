// The registration of the API: every token that Countersign believes is issued for it.
import { SetupFault } from '../faults.ts';
import { APPLICATION_ADMINISTRATOR } from '../rights/rights.ts';
import type { Step, StepState } from '../step.ts';
import type { Found, World } from '../world.ts';
import { DECIDE, missingOfApi, OPERATE } from './api-members.ts';
import { findPrincipal, principalStep } from './principal.ts';
import {
  commonDrift,
  commonMembers,
  findRegistration,
  putRegistration,
  type Registration,
  refuseTaken,
  registered,
} from './registration.ts';
import { judgeHolders, otherDoors } from './strangers.ts';

/** The registration with its roles, scopes, claims and address. */
export function apiRegistration(world: World): Step {
  const { graph, deployment, found } = world;
  const mark = deployment.mark('api');
  const title = deployment.title('API');
  return {
    id: 'api',
    title: 'Registration of the API',
    why: 'Agents, enforcers and people get their tokens for it. Its roles say what software may do; its scope says that a person may present a decision, who is then looked up anew each time. It holds no secret.',
    needs: APPLICATION_ADMINISTRATOR,
    check: async (): Promise<StepState> => {
      const api = await findRegistration(graph, mark);
      if (api === undefined) {
        const refused = await refuseTaken(graph, mark, title);
        if (refused !== undefined) return refused;
      }
      const judged = api === undefined ? undefined : await judgeHolders(world, api);
      if (judged?.refused !== undefined) return judged.refused;
      if (api !== undefined) remember(found, api);
      const alarms = [...(judged?.alarms ?? []), ...(api === undefined ? [] : otherDoors(api, undefined))];
      const common = commonMembers(deployment, title);
      const mending = missingOfApi(api, deployment);
      const drift = api === undefined ? [] : commonDrift(api, common);
      const hasAddress = api?.identifierUris.includes(`api://${api.appId}`) === true;
      const changes = [
        ...(api === undefined ? [`registration "${title}", for this tenant alone`] : drift),
        ...mending.map(({ says }) => says),
        ...(hasAddress ? [] : ['its address api://<its application id>']),
      ];
      if (changes.length === 0) {
        return { is: 'there', says: `"${title}", application id ${api?.appId}`, alarms };
      }
      return {
        is: 'todo',
        changes,
        alarms,
        change: async () => {
          const members = Object.assign({}, ...mending.map((each) => each.members));
          const writes = api === undefined || drift.length > 0 || mending.length > 0;
          const made = writes ? await putRegistration(graph, mark, { ...common, ...members }) : api;
          const address = `api://${made.appId}`;
          if (!made.identifierUris.includes(address)) {
            await graph.patch(`/applications/${made.id}`, {
              identifierUris: [...made.identifierUris, address],
            });
          }
          remember(found, made);
          return `"${title}", application id ${made.appId}`;
        },
      };
    },
  };
}

/** Its service principal: what roles and scopes are given on. */
export function apiPrincipal(world: World): Step {
  const { found } = world;
  return principalStep(world, {
    id: 'api-principal',
    title: 'Service principal of the API',
    why: "The API's presence in your tenant, on which roles are given to agents. Anybody of the tenant may get a token for it, and a token without a role or an eligible person behind it opens nothing: so approvers need no assignment here, which would take licences and would not follow nested groups.",
    appId: () => found.api?.appId,
    keep: (principal) => {
      found.apiPrincipal = principal;
    },
  });
}

/** The API as an earlier run left it. Throws `SetupFault` where it is not whole, or not ours alone. */
export async function findApi(world: World): Promise<void> {
  const { graph, deployment, found } = world;
  const api = await findRegistration(graph, deployment.mark('api'));
  const principal = api === undefined ? undefined : await findPrincipal(graph, api.appId);
  if (api === undefined || principal === undefined) {
    throw new SetupFault(
      'The API is not registered in this tenant yet.',
      'Run setup for the tenant first: npm run setup',
    );
  }
  const { refused } = await judgeHolders(world, api);
  if (refused !== undefined) throw new SetupFault(refused.says, refused.cure);
  remember(found, api);
  found.apiPrincipal = principal;
}

function remember(found: Found, api: Registration): void {
  found.api = registered(api);
  const scopeOf = (name: string) => api.api.oauth2PermissionScopes?.find(({ value }) => value === name)?.id;
  const [decide, operate] = [scopeOf(DECIDE), scopeOf(OPERATE)];
  if (decide !== undefined) found.decideScope = decide;
  if (operate !== undefined) found.operateScope = operate;
  found.roles = Object.fromEntries(
    api.appRoles.flatMap(({ id, value }) => (typeof value === 'string' ? [[value, id]] : [])),
  );
}
