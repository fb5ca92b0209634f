// Every route: where it leads, who linked it, and how the cards of open requests fare there. For administrators.
import { type AdminDesk, askAdministrator } from '../approvers/administrator.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { Desk, ListPending } from '../ports.ts';
import { deliveryOf } from '../prompt/prompt.ts';
import { type Answer, accept } from '../refusal.ts';
import { REQUEST_KEY } from '../row-keys.ts';
import type { ApprovalRequest, Person } from '../words.ts';
import type { Prompt } from '../work.ts';
import type { Link, LinkBook } from './link-book.ts';

/** What it takes. */
export type RoutesDesk = AdminDesk & {
  readonly store: Pick<Desk['store'], 'peek'>;
  readonly links: Pick<LinkBook, 'all'>;
  readonly listPending: ListPending;
};

/** One route. */
export interface RouteState {
  readonly route: string;
  /** The policy names it: cards can come by it. */
  readonly isKnown: boolean;
  readonly link?: Link;
  /** Cards of open requests by how they fare. */
  readonly cards: Readonly<Record<'standing' | 'onTheirWay' | 'failed', number>>;
  /** Why one of those that failed did. */
  readonly why?: string;
}

/** The routes, and whether all open requests were looked through. */
export interface RouteStates {
  readonly routes: readonly RouteState[];
  readonly isCut: boolean;
}

const LOOKED_THROUGH = 200;
const AT_ONCE = 16;

/** Those of the policy in its order, then others that are linked. Refusals: those of `askAdministrator`. Throws `StoreFault`. */
export async function listRoutes(
  desk: RoutesDesk,
  named: readonly string[],
  person: Person,
): Promise<Answer<RouteStates>> {
  const admin = await askAdministrator(desk, person);
  if (!admin.ok) return admin;
  const [links, ids] = await Promise.all([desk.links.all(), desk.listPending(LOOKED_THROUGH + 1)]);
  const looked = ids.slice(0, LOOKED_THROUGH);
  const prompts = (await eachAtOnce(looked, AT_ONCE, (id) => promptsOf(desk, id))).flat();
  const others = links.map(({ route }) => route).filter((route) => !named.includes(route));
  const routes = [...named, ...others].map((route): RouteState => {
    const link = links.find((each) => each.route === route);
    return {
      route,
      isKnown: named.includes(route),
      ...(link === undefined ? {} : { link }),
      ...faring(prompts.filter((prompt) => prompt.route === route)),
    };
  });
  return accept({ routes, isCut: ids.length > LOOKED_THROUGH });
}

async function promptsOf({ store }: RoutesDesk, id: string): Promise<readonly Prompt[]> {
  const request = (await store.peek<ApprovalRequest>(id, REQUEST_KEY))?.data;
  if (request?.status !== 'pending') return [];
  const rows = await Promise.all(request.prompts.map((key) => store.peek<Prompt>(id, key)));
  return rows.flatMap((row) => (row === undefined ? [] : [row.data]));
}

function faring(prompts: readonly Prompt[]): Pick<RouteState, 'cards' | 'why'> {
  const of = (...states: readonly string[]) => prompts.filter((each) => states.includes(deliveryOf(each)));
  const failed = of('dead', 'gone');
  const onTheirWay = of('waiting', 'unconfirmed');
  const why = [...failed, ...onTheirWay].find(({ lastError }) => lastError !== undefined)?.lastError;
  return {
    cards: { standing: of('delivered').length, onTheirWay: onTheirWay.length, failed: failed.length },
    ...(why === undefined ? {} : { why }),
  };
}
