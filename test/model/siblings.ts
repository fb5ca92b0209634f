// The same asked twice by one agent, denied on one request and approved on the other at the same moment, in every order: what is recorded
// first wins, no yes is recorded after the no, and what waits is denied with it, also when whoever denied died.

import { submit } from '../../approvals/ask/submit.ts';
import { decide } from '../../approvals/decision/decide.ts';
import type { DenialBook } from '../../approvals/denial/denial-book.ts';
import { REQUEST_KEY } from '../../approvals/row-keys.ts';
import { later } from '../../approvals/time.ts';
import type { ApprovalRequest } from '../../approvals/words.ts';
import { anAsk, aPerson, aVerdict, idOf, MINUTE_MS } from '../support/builders.ts';
import { createMemoryDenials } from '../support/memory-denials.ts';
import { createMemoryQuotaBook, createMemoryStore } from '../support/memory-store.ts';
import { type Around, atOnce } from '../support/memory-tables.ts';
import { decideAct } from './acts.ts';
import { REQUEST_ID } from './check.ts';
import type { Limits } from './run.ts';
import type { Act, FinalRecord, Scenario } from './scenario.ts';
import type { Mutation, World } from './world.ts';

/** The other request; the scenarios are about `REQUEST_ID`, which is approved where anything is. */
const OTHER = idOf('req', 2);
const WRONG = 'approved-after-the-denial';

const statusOf = (world: World, id: string) =>
  (world.tables.get(id, REQUEST_KEY)?.data as ApprovalRequest | undefined)?.status;

/** Noted so long ago that nobody waits for them: what then keeps a yes and a no apart is what is tried here. The clock stands still. */
const agedDenials = (book: DenialBook): DenialBook => ({
  ...book,
  note: (denial) => book.note({ ...denial, at: later(denial.at, -MINUTE_MS) }),
});

/** The rows about denials and places are rows like others, and each write is seen at the moment it lands. */
const watched: Mutation = (desk, world, around) => {
  const seen: Around = (access, apply) =>
    around(access, () => {
      const wasDenied = statusOf(world, OTHER) === 'denied';
      const wasPending = statusOf(world, REQUEST_ID) === 'pending';
      const value = apply();
      if (wasDenied && wasPending && statusOf(world, REQUEST_ID) === 'approved')
        world.tables.transact(WRONG, [{ key: 'it', data: {} }]);
      return value;
    });
  const scheduled = createMemoryQuotaBook(world.tables, around);
  return {
    ...desk,
    store: createMemoryStore(world.tables, seen, () => desk.mint('mark')),
    denials: agedDenials(createMemoryDenials(world.tables, around)),
    quota: {
      ...scheduled,
      put: async (what, place) => (what.kind === 'pending' ? scheduled.put(what, place) : undefined),
      list: async (what) => (what.kind === 'pending' ? scheduled.list(what) : []),
      // Clearing is upkeep: places left behind are looked at and found ended.
      clear: async () => undefined,
    },
  };
};

const prepare = async (world: World): Promise<void> => {
  const desk = world.desk('y', atOnce);
  const verdict = aVerdict({ notify: [], coolDownMs: 60 * MINUTE_MS });
  for (const id of [REQUEST_ID, OTHER]) await submit(desk, anAsk({ id, verdict }));
};

const denyOther = (who: 'bob' | 'carmen'): Act => ({
  name: `${who} denies the other`,
  run: (desk) => decide(desk, OTHER, { person: aPerson(who), choice: 'deny', via: 'api' }),
  judge: () => [],
});

function check(world: World, { request }: FinalRecord): readonly string[] {
  const problems = world.tables.get(WRONG, 'it') === undefined ? [] : ['approved after the same was denied'];
  const isDenied = statusOf(world, OTHER) === 'denied';
  if (isDenied && request?.status !== 'approved' && request?.status !== 'denied')
    problems.push(`the same was denied, and it is ${request?.status}`);
  return problems;
}

const limits = (faults: number, preemptions: number): Limits => ({ faults, preemptions, workers: 0 });
const common = { prepare, mutate: watched, check };

/** What keeps a yes and a no apart, and finds what waits. */
export const SIBLING_PARTS = [
  'the fence of the denial',
  'the fence of the yes',
  'the book of denials',
  'the list of what waits',
] as const;
type Part = (typeof SIBLING_PARTS)[number];

/** The desk of these scenarios, without one part. */
export const withoutPart =
  (part: Part): Mutation =>
  (plain, world, around) => {
    const desk = watched(plain, world, around);
    const unfenced = (meant: string) => async (id: string, etag: string) =>
      id === meant || (await desk.store.fence(id, etag));
    switch (part) {
      case 'the fence of the denial':
        return { ...desk, store: { ...desk.store, fence: unfenced(REQUEST_ID) } };
      case 'the fence of the yes':
        return { ...desk, store: { ...desk.store, fence: unfenced(OTHER) } };
      case 'the book of denials':
        return { ...desk, denials: { ...desk.denials, ofIntent: async () => [] } };
      case 'the list of what waits':
        return { ...desk, quota: { ...desk.quota, list: async () => [] } };
    }
  };

export const SIBLING_CASES: readonly (Scenario & { readonly limits: Limits })[] = [
  {
    ...common,
    name: 'approved while the same is denied',
    acts: [decideAct('alice', 'approve'), denyOther('bob')],
    limits: limits(0, 3),
  },
  {
    ...common,
    name: 'approved while the same is denied, with every fault',
    acts: [decideAct('alice', 'approve'), denyOther('bob')],
    limits: limits(1, 0),
  },
  {
    ...common,
    name: 'both denied at once',
    acts: [decideAct('alice', 'deny'), denyOther('carmen')],
    limits: limits(0, 2),
  },
  {
    ...common,
    name: 'the same denied, with every fault',
    acts: [denyOther('bob')],
    limits: limits(1, 0),
  },
];
