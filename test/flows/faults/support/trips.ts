// The trips that faults are placed on: how a request is brought to where the trip begins, the call that makes it, and what must be true
// afterwards whatever broke on the way.
import assert from 'node:assert/strict';
import { PEOPLE } from '../../../../local/directory.ts';
import { ask, click, onRequest, read, redeem, revoke, type Word } from './client.ts';
import type { FaultWorld } from './fault-world.ts';
import { cardsOf, type Expected } from './soundness.ts';

/** One call for the request of this key; made again it carries the same keys. */
type Act = (world: FaultWorld, key: string) => Promise<Word>;

export interface Trip {
  readonly name: string;
  /** What brings the request to where the trip begins, each step when the one before has come to rest. */
  readonly before: readonly Act[];
  /** What is true when it begins; absent where nothing is there yet. */
  readonly from?: Expected;
  /** The call that makes the trip; absent where the clock makes it. */
  readonly act?: Act;
  readonly expected: Expected;
}

const PENDING: Expected = { events: ['requested'], status: 'pending', cards: 1, callback: false };
const APPROVED: Expected = {
  events: ['requested', 'voted', 'approved'],
  status: 'approved',
  cards: 1,
  callback: true,
};
const REDEEMED: Expected = { ...APPROVED, events: [...APPROVED.events, 'redeemed'] };

const press =
  (verb: string, user: string, data: object = {}): Act =>
  async (world, key) => {
    const [card] = cardsOf(world, world.idFor(key));
    return card === undefined
      ? { known: false, told: 'no card yet' }
      : await click(world, card, { user, verb, data });
  };
const approve = press('approve', PEOPLE.alice);

async function use(world: FaultWorld, key: string): Promise<Word> {
  const { result } = await read(world, world.idFor(key)).catch(() => ({ result: undefined }));
  if (result === undefined) return { known: false, told: 'no status' };
  const word = await redeem(world, { id: result.approval.id, state: result.approval.state }, `use-${key}`);
  if (word.known) {
    const grant = (await world.store.load(world.idFor(key)))?.data.grant;
    const { context } = word.body as { context: { redemption: { id: string } } };
    assert.equal(context.redemption.id, grant?.redemption?.id, 'the caller was told of another redemption');
  }
  return word;
}

const own =
  (what: string, body: object, member: string, value: string) => async (world: FaultWorld, key: string) => {
    const word = await onRequest(world, world.idFor(key), what, body);
    if (word.known) {
      const { task } = word.body as { task: Record<string, unknown> };
      assert.equal(
        JSON.stringify(task[member])?.includes(value),
        true,
        `${what} was told ${JSON.stringify(task)}`,
      );
    }
    return word;
  };

/** Every trip but the clock's. */
export const CALLED: readonly Trip[] = [
  { name: 'ask', before: [], act: askOnce, expected: PENDING },
  { name: 'a vote that decides', before: [askOnce], from: PENDING, act: approve, expected: APPROVED },
  {
    name: 'comment',
    before: [askOnce],
    from: PENDING,
    act: press('comment', PEOPLE.carmen, { comment: 'which customers?' }),
    expected: { ...PENDING, events: ['requested', 'commented'] },
  },
  {
    name: 'cancel',
    before: [askOnce],
    from: PENDING,
    act: own('cancel', { comment: 'no longer needed' }, 'status', 'cancelled'),
    expected: { ...APPROVED, events: ['requested', 'cancelled'], status: 'cancelled' },
  },
  {
    name: 'revoke',
    before: [askOnce, approve],
    from: APPROVED,
    act: (world, key) => revoke(world, world.idFor(key), 'alice@contoso.example'),
    expected: { ...APPROVED, events: [...APPROVED.events, 'revoked'] },
  },
  { name: 'redeem', before: [askOnce, approve], from: APPROVED, act: use, expected: REDEEMED },
  {
    name: 'outcome',
    before: [askOnce, approve, use],
    from: REDEEMED,
    act: own('outcome', { result: 'succeeded', detail: '3 rows' }, 'outcome', 'succeeded'),
    expected: { ...REDEEMED, events: [...REDEEMED.events, 'outcome'] },
  },
];

/** Nobody decided: the sweep ends it. */
export const EXPIRE: Trip = {
  name: 'expire',
  before: [askOnce],
  from: PENDING,
  expected: { ...APPROVED, events: ['requested', 'expired'], status: 'expired' },
};

async function askOnce(world: FaultWorld, key: string): Promise<Word> {
  const word = await ask(world, key);
  if (word.known) assert.equal((word.body as { task: { id: string } }).task.id, world.idFor(key));
  return word;
}
