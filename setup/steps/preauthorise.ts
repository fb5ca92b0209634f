// Who may ask for the API's scopes without a question of consent: the review page to decide, the Azure CLI to operate, nobody else.
// Promises: whoever else was given Approvals.Decide loses it again; what else others were given is named and left.
import { APPLICATION_ADMINISTRATOR } from '../rights/rights.ts';
import { known, type Step, type StepState } from '../step.ts';
import type { World } from '../world.ts';
import { AZURE_CLI, DECIDE, OPERATE } from './api-members.ts';
import { findRegistration, type Registration } from './registration.ts';

type Entry = NonNullable<Registration['api']['preAuthorizedApplications']>[number];

/** Each of the two may ask for its scope without each person consenting. A step of its own: Graph takes it only once the scopes are stored. */
export function preauthorisation(world: World): Step {
  const { graph, found } = world;
  return {
    id: 'preauthorise',
    title: 'No question of consent',
    why: 'The review page may present a decision for the person who signed in; the Azure CLI may operate Countersign for them, and decides nothing. Others would have to ask you.',
    needs: APPLICATION_ADMINISTRATOR,
    check: async (): Promise<StepState> => {
      const { api, decideScope } = found;
      const read =
        api === undefined ? undefined : await findRegistration(graph, world.deployment.mark('api'));
      const kept = read?.api.preAuthorizedApplications ?? [];
      const clients = clientsOf(world);
      const isOurs = (appId: string, scope: string) =>
        clients.some((each) => each.appId === appId && each.scope === scope);
      const missing = clients.filter(
        ({ appId, scope }) =>
          !kept.some(
            (each) => each.appId === appId && each.delegatedPermissionIds.some((id) => id === scope),
          ),
      );
      const given = kept.flatMap(({ appId, delegatedPermissionIds }) =>
        delegatedPermissionIds.filter((id) => !isOurs(appId, id)).map((id) => ({ appId, id })),
      );
      const deciders = given.filter(({ id }) => id === decideScope).map(({ appId }) => appId);
      const nameOfScope = (id: string) =>
        read?.api.oauth2PermissionScopes?.find((scope) => scope.id === id)?.value ?? id;
      const alarms = given.map(({ appId, id }) =>
        id === decideScope
          ? `${clientName(appId)} could decide for every approver who signs in to it: it has ${DECIDE} without a question of consent.`
          : `${clientName(appId)} has ${nameOfScope(id)} without a question of consent. Setup did not give it and leaves it: see who did (Entra, the API's registration, "Expose an API").`,
      );
      if (missing.length === 0 && deciders.length === 0) {
        return { is: 'there', says: 'the review page and the Azure CLI', alarms };
      }
      return {
        is: 'todo',
        changes: [
          ...missing.map(({ what, name }) => `${what} may ask for ${name}`),
          ...deciders.map((appId) => `take ${DECIDE} from ${clientName(appId)}`),
        ],
        alarms,
        change: async () => {
          const others = withoutDecide(kept, decideScope, found.review?.appId);
          const wanted = missing.map(({ appId, scope }) => ({
            appId: known(appId),
            delegatedPermissionIds: [known(scope)],
          }));
          await graph.patch(`/applications/${known(api).id}`, {
            api: { ...read?.api, preAuthorizedApplications: merged(others, wanted) },
          });
          return 'the review page and the Azure CLI, nobody else to decide';
        },
      };
    },
  };
}

/** Who gets which scope. In a plan an id may not be there yet. */
const clientsOf = ({ found: { review, decideScope, operateScope } }: World) => [
  { appId: review?.appId, what: 'the review page', name: DECIDE, scope: decideScope },
  { appId: AZURE_CLI, what: 'the Azure CLI', name: OPERATE, scope: operateScope },
];

const clientName = (appId: string): string =>
  appId === AZURE_CLI ? 'the Azure CLI' : `the app with client id ${appId}`;

/** Without that scope for anybody but the page; who has nothing left goes. */
const withoutDecide = (
  kept: readonly Entry[],
  decide: string | undefined,
  page: string | undefined,
): readonly Entry[] =>
  kept
    .map((each) =>
      each.appId === page
        ? each
        : { ...each, delegatedPermissionIds: each.delegatedPermissionIds.filter((id) => id !== decide) },
    )
    .filter(({ delegatedPermissionIds }) => delegatedPermissionIds.length > 0);

function merged(kept: readonly Entry[], wanted: readonly Entry[]): readonly Entry[] {
  const more = (appId: string) => wanted.find((each) => each.appId === appId)?.delegatedPermissionIds ?? [];
  return [
    ...kept.map((each) => ({
      ...each,
      delegatedPermissionIds: [...each.delegatedPermissionIds, ...more(each.appId)],
    })),
    ...wanted.filter(({ appId }) => !kept.some((each) => each.appId === appId)),
  ];
}
