// Every route: where it leads, who linked it, and how the cards of open requests fare there. For administrators.
import { type AdminDesk, askAdministrator } from '../approvers/administrator.ts';
import { deliveryOf } from '../prompt/delivery.ts';
import { type Answer, accept } from '../refusal.ts';
import type { Person } from '../words.ts';
import type { Prompt } from '../work.ts';
import type { Link, LinkBook } from './link-book.ts';
import { type LookDesk, openPrompts } from './open-prompts.ts';

/** What it takes. */
export type RoutesDesk = AdminDesk & LookDesk & { readonly links: Pick<LinkBook, 'all'> };

/** One route. */
export interface RouteState {
  readonly route: string;
  /** The policy names it: cards can come by it. */
  readonly isKnown: boolean;
  readonly link?: Link;
  /**
   * Cards of open requests by how they fare. `held`: they wait for their turn in the conversation. `beside`: the card of another route stands in
   * the same conversation and tells the request.
   */
  readonly cards: Readonly<Record<'standing' | 'held' | 'beside' | 'onTheirWay' | 'failed', number>>;
  /** Why one of those that failed did. */
  readonly why?: string;
}

/** The routes, and whether all open requests were looked through. */
export interface RouteStates {
  readonly routes: readonly RouteState[];
  readonly isCut: boolean;
}

const LOOKED_THROUGH = 200;

/** Those of the policy in its order, then others that are linked. Refusals: those of `askAdministrator`. Throws `StoreFault`. */
export async function listRoutes(
  desk: RoutesDesk,
  named: readonly string[],
  person: Person,
): Promise<Answer<RouteStates>> {
  const admin = await askAdministrator(desk, person);
  if (!admin.ok) return admin;
  const [links, looked] = await Promise.all([desk.links.all(), openPrompts(desk, LOOKED_THROUGH)]);
  const prompts = looked.prompts.map(({ prompt }) => prompt);
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
  return accept({ routes, isCut: looked.isCut });
}

function faring(prompts: readonly Prompt[]): Pick<RouteState, 'cards' | 'why'> {
  const of = (...states: readonly string[]) => prompts.filter((each) => states.includes(deliveryOf(each)));
  const failed = of('dead', 'gone');
  const onTheirWay = of('waiting', 'unconfirmed');
  const why = [...failed, ...onTheirWay].find(({ lastError }) => lastError !== undefined)?.lastError;
  return {
    cards: {
      standing: of('delivered').length,
      held: of('held').length,
      beside: of('beside').length,
      onTheirWay: onTheirWay.length,
      failed: failed.length,
    },
    ...(why === undefined ? {} : { why }),
  };
}
