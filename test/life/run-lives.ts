// Lives lived twice, in plain code and in the product, and compared after each deed. Many at a time: one waits for storage while others work.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { verifyChain } from '../../approvals/change/chain.ts';
import { instant } from '../../approvals/time.ts';
import { PEOPLE } from '../../local/directory.ts';
import { createRequestStore } from '../../store/request-store.ts';
import { createStandingStore } from '../../store/standing-store.ts';
import { openStorage } from '../../store/storage.ts';
import { startEmulator } from '../bench/emulator.ts';
import { aLife, type Deed, type Life, PEOPLE_THERE } from './deeds.ts';
import { live } from './plain.ts';
import { ask, askEarlier } from './plain-beside.ts';
import { barredFrom } from './plain-seats.ts';
import { begin, type Plain, type Terms } from './plain-state.ts';
import { nextEscalation, nextReminder } from './plain-time.ts';
import { ASKED_UNDER } from './policies.ts';
import { Disturbed, enter, type LivedWorld, type Stores } from './world.ts';

const SIDE_BY_SIDE = 20;
const MOST_TIMES = 10;
const START = Date.parse('2026-11-21T14:00:00.000Z');

/** How many lives, drawn from which seed. */
export interface Order {
  readonly lives: number;
  readonly seed: number;
  /** Of one life alone, as a failure names it. */
  readonly path?: string;
}

/** What was lived: how often each event was recorded, and how often each deed was told what. */
export interface Lived {
  readonly lives: number;
  readonly deeds: number;
  readonly events: ReadonlyMap<string, number>;
  readonly answers: ReadonlyMap<string, number>;
  /** In how many lives a cool-down denied something, a limit stopped a yes, a step-up sent somebody to sign in, more people were let in, and votes decided then. */
  readonly met: ReadonlyMap<string, number>;
}

/** Starts an emulator and lives them all. Throws at the first that differ, shrunk, with the command that repeats it. */
export async function runLives({ lives, seed, path }: Order): Promise<Lived> {
  const emulator = await startEmulator();
  try {
    const storage = openStorage({ connectionString: emulator.connectionString, prefix: `life${seed}` });
    await storage.ensure();
    const stores = { store: createRequestStore(storage), standings: createStandingStore(storage) };
    const tally = {
      lives: 0,
      deeds: 0,
      events: new Map<string, number>(),
      answers: new Map<string, number>(),
      met: new Map<string, number>(),
    };
    const lanes = path === undefined ? Math.min(SIDE_BY_SIDE, lives) : 1;
    const runs = Array.from({ length: lanes }, (_, lane) =>
      runLane(stores, tally, {
        seed: seed + lane,
        ...(path === undefined
          ? { numRuns: Math.ceil(lives / lanes) }
          : { path, numRuns: 1, endOnFailure: true }),
      }),
    );
    await Promise.all(runs);
    return tally;
  } finally {
    await emulator.stop();
  }
}

interface Tally {
  lives: number;
  deeds: number;
  readonly events: Map<string, number>;
  readonly answers: Map<string, number>;
  readonly met: Map<string, number>;
}

async function runLane(stores: Stores, tally: Tally, how: fc.Parameters<[Life]>): Promise<void> {
  const details = await fc.check(
    fc.asyncProperty(aLife(ASKED_UNDER), async (life) => liveTwice(stores, life, tally)),
    how,
  );
  if (!details.failed) return;
  const [life] = details.counterexample ?? [];
  const trace = life?.deeds.map((deed) => `  ${JSON.stringify(deed)}`).join('\n');
  const why =
    details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  throw new Error(
    `SEED=${details.seed}/${details.counterexamplePath} npm test -- life repeats this:\npolicy ${life?.policy}, asked before: ${JSON.stringify(life?.earlier)}\n${trace}\n${why}`,
  );
}

async function liveTwice(stores: Stores, life: Life, tally: Tally): Promise<void> {
  for (let again = 1; ; again++) {
    try {
      return await liveOnce(stores, life, tally);
    } catch (error) {
      if (!(error instanceof Disturbed) || again === MOST_TIMES) throw error;
    }
  }
}

async function liveOnce(
  stores: Stores,
  { policy, earlier: drawn, deeds }: Life,
  tally: Tally,
): Promise<void> {
  const under = ASKED_UNDER[policy];
  assert.ok(under);
  const { terms } = under;
  // Elsewhere nothing hangs on it.
  const earlier = terms.coolDownMs === undefined && terms.limit === undefined ? [] : drawn;
  const beside = askEarlier(terms, earlier, START);
  const born = ask(terms, beside, false, START);
  const plain = begin(terms, START, beside, born);
  const met = new Set<string>(metAt(terms, born));
  const world = await enter(stores, under.policy, plain, earlier);
  assert.equal(world.request().status, born, 'it is born otherwise');
  for (const deed of deeds) {
    // The product goes first: plain code moves the clock and the directory, for both.
    const before = { events: plain.events.length, commits: world.commits.length };
    const { told, winner } = await world.live(deed);
    const expected = live(plain, deed, winner);
    count(tally.answers, `${deed.does}: ${typeof told === 'string' ? told : (told.why ?? told.refused)}`);
    assert.deepEqual(told, expected, `${JSON.stringify(deed)} was answered otherwise`);
    compare(world, plain, deed, before);
    if (typeof told === 'object' && told.refused === 'step_up_required') met.add('step-up');
    if (plain.escalated.length > 0) {
      met.add('escalation');
      const ended = deed.does === 'vote' ? plain.events.slice(before.events).at(-1)?.type : undefined;
      if (ended === 'approved' || ended === 'denied') met.add(`vote behind an escalation: ${ended}`);
    }
  }
  assert.deepEqual(
    await world.waiting(),
    beside.waiting.map(({ status }) => status),
  );
  const again = plain.pausedBy === undefined ? ask(terms, beside, false, plain.now) : 'agent_paused';
  // That it waits is what the beginning tried already.
  if (earlier.length > 0 && (again !== 'pending' || terms.limit !== undefined)) {
    assert.equal(await world.askAgain(), again, 'the same asked again is born otherwise');
    for (const each of metAt(terms, again)) met.add(each);
  }
  const chains = await world.chains();
  assert.deepEqual(
    chains.request.map(({ type, at }) => [type, at]),
    plain.events.map(({ type, at }) => [type, instant(at)]),
  );
  assert.deepEqual(
    chains.standing.map(({ type }) => type),
    plain.standingEvents,
  );
  assert.deepEqual(verifyChain(chains.request, world.request()), { ok: true });
  tally.lives += 1;
  tally.deeds += deeds.length;
  for (const { type } of plain.events) count(tally.events, type);
  for (const each of met) count(tally.met, each);
}

/** What it says of a request that it was born so. */
const metAt = ({ coolDownMs, limit }: Terms, born: string): readonly string[] => [
  ...(coolDownMs !== undefined && born === 'denied' ? ['cool-down'] : []),
  ...(limit !== undefined && born === 'pending' ? ['limit'] : []),
];

/** What storage holds is what plain code says, after each deed. */
function compare(
  world: LivedWorld,
  plain: Plain,
  deed: Deed,
  before: { readonly events: number; readonly commits: number },
): void {
  const { status, votes, grant, commentCount, seq, revision, expiresAt, ...rest } = world.request();
  const added = plain.events.slice(before.events).map(({ type }) => type);
  const commits = world.commits.slice(before.commits);
  const after = `after ${JSON.stringify(deed)}`;
  assert.deepEqual(commits.flat(), added, `other events ${after}`);
  // A sweep may find two things due, each a change of its own.
  if (deed.does !== 'sweep')
    assert.equal(commits.length, Math.min(1, added.length), `not one commit ${after}`);
  assert.deepEqual(
    {
      status,
      seq,
      comments: commentCount,
      revision,
      expiresAt,
      reminded: rest.reminded?.times ?? 0,
      escalated: rest.escalated?.map(({ at }) => at) ?? [],
    },
    {
      status: plain.status,
      seq: plain.events.length,
      comments: plain.comments.length,
      revision: world.commits.length,
      expiresAt: instant(plain.expires),
      reminded: plain.reminded.length,
      escalated: plain.escalated.map((at) => instant(at)),
    },
    after,
  );
  assert.deepEqual(
    votes.map(({ person, choice, counted }) => [person.oid, choice, counted]),
    [...plain.votes].map(([who, { choice, counted }]) => [PEOPLE[who], choice, counted]),
    after,
  );
  assert.deepEqual(
    grant && [grant.state, grant.expiresAt, grant.redemption?.requestId, grant.outcome?.result],
    plain.grant && [plain.grant.state, instant(plain.grant.expires), plain.grant.key, plain.grant.outcome],
    after,
  );
  if (plain.status === 'pending') {
    for (const who of PEOPLE_THERE)
      assert.equal(
        world.mayDecide(who),
        barredFrom(plain, who) === undefined,
        `${who} may decide it ${after}`,
      );
  }
  if (deed.does === 'sweep') compareNextLook(world, plain, after);
}

const LOOK_AGAIN_MS = 20_000;
/** A due time is a slot, so that rows coalesce. */
const SLOT_MS = 15_000;

/** After a sweep somebody will look again in time, as long as the clock has anything left to end. */
function compareNextLook(world: LivedWorld, plain: Plain, after: string): void {
  const { grant } = plain;
  const owed =
    plain.status === 'pending'
      ? Math.min(plain.expires, nextReminder(plain) ?? Infinity, nextEscalation(plain) ?? Infinity)
      : grant?.state === 'unused'
        ? grant.expires
        : grant?.state === 'redeemed' && grant.outcome === undefined
          ? grant.due
          : undefined;
  if (owed === undefined) return;
  const latest = Math.max(owed, plain.now + LOOK_AGAIN_MS) + SLOT_MS;
  assert.ok((world.nextLook() ?? '~') <= instant(latest), `nobody looks again in time ${after}`);
}

function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}
