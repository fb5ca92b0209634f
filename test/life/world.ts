// The product as one life meets it: the real verbs, requests and standings in Table Storage. The worklists beside them are their twins in
// memory, so that lives run side by side without seeing each other's sweeps; the clock and the directory are those of the plain life.
import assert from 'node:assert/strict';
import { pauseAgent, resumeAgent } from '../../approvals/agent/pause.ts';
import { standingId } from '../../approvals/agent/standing.ts';
import { judge } from '../../approvals/approvers/eligibility.ts';
import { cancel } from '../../approvals/ask/cancel.ts';
import { submit } from '../../approvals/ask/submit.ts';
import { comment } from '../../approvals/decision/comment.ts';
import { decide } from '../../approvals/decision/decide.ts';
import { revoke } from '../../approvals/decision/revoke.ts';
import { StoreFault } from '../../approvals/faults.ts';
import { grantIdOf } from '../../approvals/grant/grant.ts';
import { redeem } from '../../approvals/grant/redeem.ts';
import { reportOutcome } from '../../approvals/grant/report-outcome.ts';
import { sweep } from '../../approvals/lapse/sweep.ts';
import { evaluatePolicy } from '../../approvals/policy/judgement/evaluation.ts';
import { judgePolicy } from '../../approvals/policy/judgement/judge.ts';
import type { Question } from '../../approvals/policy/judgement/matching.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import type { RecordStore, RequestStore, StandingStore, Watch } from '../../approvals/ports.ts';
import type { Answer } from '../../approvals/refusal.ts';
import { instant } from '../../approvals/time.ts';
import type { ApprovalRequest, ChainEvent, Person, SignIn } from '../../approvals/words.ts';
import { createMint } from '../../keys/mint.ts';
import { GROUPS, PEOPLE, REVIEW_APP_ID, TENANT } from '../../local/directory.ts';
import { anAsk, aPerson, INTENT_HASH } from '../support/builders.ts';
import { createTestDesk, type TestDesk } from '../support/test-desk.ts';
import type { Deed, Earlier, SignedIn, Who } from './deeds.ts';
import { MINUTE, type Plain, type Told } from './plain-state.ts';
import { DENYING } from './policies.ts';

/** Where requests and standings are kept. */
export interface Stores {
  readonly store: RequestStore;
  readonly standings: StandingStore;
}

/** What the product did, as far as a life sees it. */
export interface LivedWorld {
  readonly id: string;
  /** The request as storage last gave it. */
  request(): ApprovalRequest;
  /** The kinds of events of each commit to the request that was stored. */
  readonly commits: readonly (readonly string[])[];
  /** The earliest moment at which somebody looks at it again. */
  nextLook(): string | undefined;
  /** May this person decide it now? Asks the rule alone. */
  mayDecide(who: Who): boolean;
  /** Does it; `winner`: whose use it was where two came at once. */
  live(deed: Deed): Promise<{ readonly told: Told; readonly winner?: string }>;
  /** Has the agent ask the same once more; how that is born, or why it is refused. */
  askAgain(): Promise<string>;
  /** How those stand that were asked before and left to wait. */
  waiting(): Promise<readonly string[]>;
  /** All events of the request, and of its agent's standing, as stored. */
  chains(): Promise<{ readonly request: readonly ChainEvent[]; readonly standing: readonly ChainEvent[] }>;
}

const ELSEWHERE = { type: 'database', id: 'prod/orders' };
const otherHash = (hash: string): string => hash.replace(/^./, (first) => (first === '0' ? '1' : '0'));

/** As the policies' step-up asks for it, or all but. */
const signIn = (how: SignedIn, now: number): SignIn => ({
  app: REVIEW_APP_ID,
  at: instant(how === 'long ago' ? now - 11 * MINUTE : now),
  acrs: how === 'weakly' ? [] : ['c1'],
});

const mint = createMint();
const person = (who: Who): Person => aPerson(who);

/** Asks under a policy, for an agent of its own, after what it asked before. */
export async function enter(
  stores: Stores,
  policy: Policy,
  plain: Plain,
  earlier: readonly Earlier[],
): Promise<LivedWorld> {
  const id = mint('req');
  const clientId = crypto.randomUUID();
  const seen: { request?: ApprovalRequest } = {};
  const commits: string[][] = [];
  const announced = new Set<string>();
  const looks: string[] = [];
  const base = createTestDesk();
  const desk: TestDesk['desk'] = {
    ...base.desk,
    store: {
      ...watched(stores.store, announced, { id, commits }),
      intent: (key) => undisturbed(() => stores.store.intent(key)),
      peekIntent: (key) => undisturbed(() => stores.store.peekIntent(key)),
      load: async (key) => {
        const row = await undisturbed(() => stores.store.load(key));
        if (row !== undefined && key === id) seen.request = row.data;
        return row;
      },
    },
    standings: { ...watched(stores.standings, announced), all: stores.standings.all },
    watch: {
      add: async ({ request, event, due }) => {
        announced.add(`${request} ${event}`);
        if (request === id) looks.push(due);
      },
      // The row that brings the sweep here; what it writes instead of it is looked at apart.
      due: async () => [
        { key: 'now', shard: 0, due: at(), request: id, event: 0, since: at() } satisfies Watch,
      ],
      remove: async () => undefined,
    },
    clock: at,
    mint,
    lookUp: async (oid, groups) => found(plain, oid, groups),
    ownersOf: async () => [],
    membersLeft: async (group, barred, most) =>
      [...plain.directory.keys()]
        .map((who) => found(plain, PEOPLE[who], [group]))
        .flatMap((each) => (each?.enabled && !each.guest && each.groups.includes(group) ? [each.oid] : []))
        .filter((oid) => !barred.includes(oid))
        .slice(0, most),
  };
  function at(): string {
    return instant(plain.now);
  }

  const agent = { clientId, name: 'nightly-etl', registered: true } as const;
  const question = (): Question => ({
    agent,
    viaEnforcer: false,
    now: at(),
    intent: {
      subject: { type: 'agent', id: clientId, tenant: TENANT },
      action: { name: 'data.export' },
      resource: { type: 'database', id: 'prod/customers' },
    },
  });
  const ask = (own: string, elsewhere: boolean) => {
    const other = elsewhere ? { intentHash: otherHash(INTENT_HASH), resource: ELSEWHERE } : {};
    const wish = anAsk({ id: own, agent, excluded: [PEOPLE.dana], ...other });
    return submit(desk, { ...wish, ...judgePolicy(policy, question()) });
  };
  const left: string[] = [];
  const start = plain.now;
  for (const { ago, elsewhere, denied } of earlier) {
    plain.now = start - ago * 1000;
    const own = mint('req');
    const born = await ask(own, elsewhere);
    assert.ok(born.ok, JSON.stringify(born));
    if (born.value.status !== 'pending') continue;
    if (!denied) left.push(own);
    else {
      const no = await decide(desk, own, {
        person: person('alice'),
        choice: 'deny',
        comment: 'no',
        via: 'api',
      });
      assert.ok(no.ok, JSON.stringify(no));
    }
  }
  plain.now = start;
  const asked = await ask(id, false);
  assert.ok(asked.ok, JSON.stringify(asked));

  const agentCaller = { clientId, kind: 'agent', name: 'nightly-etl' } as const;
  const present = (key: string, other: boolean) =>
    redeem(desk, id, {
      grantId: grantIdOf(id),
      token: seen.request?.grant?.token ?? '',
      requestId: key,
      caller: agentCaller,
      intentHash: other ? otherHash(INTENT_HASH) : INTENT_HASH,
      deniedNow: evaluatePolicy(plain.denies ? DENYING : policy, question()).effect === 'deny',
    });

  async function answered(deed: Deed): Promise<Answer<unknown> | undefined> {
    switch (deed.does) {
      case 'vote':
        return decide(desk, id, {
          person: person(deed.who),
          choice: deed.choice,
          via: 'api',
          ...(deed.words === undefined ? {} : { comment: deed.words }),
          ...(deed.signedIn === undefined ? {} : { signIn: signIn(deed.signedIn, plain.now) }),
        });
      case 'cancel':
        return cancel(desk, id, agentCaller);
      case 'comment': {
        const by =
          deed.who === 'agent' ? agentCaller : ({ kind: 'person', person: person(deed.who) } as const);
        return comment(desk, id, { text: deed.words, by });
      }
      case 'take back':
        return revoke(desk, id, person(deed.who));
      case 'redeem':
        return present(deed.key, deed.other);
      case 'report':
        return reportOutcome(desk, id, { ...agentCaller, result: deed.result });
      case 'pause':
        return pauseAgent(desk, { clientId, person: person(deed.who), reason: 'why', via: 'api' });
      case 'resume':
        return resumeAgent(desk, { clientId, person: person(deed.who), via: 'api' });
      case 'sweep':
        looks.length = 0;
        await sweep(desk);
        return undefined;
      // Two at once are told apart by their keys; the rest is the clock's, the directory's and the policy's.
      default:
        return undefined;
    }
  }

  return {
    id,
    request: () => seen.request ?? asked.value,
    commits,
    nextLook: () => looks.toSorted()[0],
    mayDecide: (who) => {
      const word = { person: found(plain, PEOPLE[who], Object.values(GROUPS)), owners: [] };
      return judge(seen.request ?? asked.value, person(who), word).ok;
    },
    live: async (deed) => {
      if (deed.does !== 'redeem twice') return { told: toldOf(await answered(deed)) };
      const keys = ['x-1', 'x-2'];
      const answers = await Promise.all(keys.map((key) => present(key, false)));
      const winners = keys.filter((_, n) => answers[n]?.ok);
      assert.ok(winners.length <= 1, 'both of two uses were let in');
      const [winner] = winners;
      return winner === undefined ? { told: toldOf(answers[0]) } : { told: 'yes', winner };
    },
    askAgain: async () => {
      const again = await ask(mint('req'), false);
      return again.ok ? again.value.status : again.refusal.reason;
    },
    waiting: () =>
      Promise.all(
        left.map(async (each) => (await undisturbed(() => stores.store.load(each)))?.data.status ?? 'gone'),
      ),
    chains: async () => {
      const of = async (records: RecordStore<object>, chain: string) =>
        (await undisturbed(() => records.list<ChainEvent>(chain, 'event-'))).map(({ row }) => row.data);
      const [request, standing] = await Promise.all([
        of(stores.store, id),
        plain.standingEvents.length === 0 ? [] : of(stores.standings, standingId(clientId)),
      ]);
      return { request, standing };
    },
  };
}

/** Storage was too slow for one of its calls, as on a machine with much else to do: such a life is lived again from its beginning. */
export class Disturbed extends Error {}

/** The same store; each commit must have been announced before it is sent, and is remembered once it is stored. */
function watched<T extends object>(
  store: RecordStore<T>,
  announced: ReadonlySet<string>,
  remember?: { readonly id: string; readonly commits: string[][] },
): RecordStore<T> {
  const patient = Object.fromEntries(
    Object.entries(store).map(([name, call]) => [
      name,
      (...args: readonly unknown[]) => undisturbed(() => call(...args)),
    ]),
  ) as unknown as RecordStore<T>;
  return {
    ...patient,
    commit: async (commit) => {
      const [first] = commit.events;
      assert.ok(announced.has(`${commit.id} ${first?.seq}`), `${first?.type} was not announced`);
      const result = await undisturbed(() => store.commit(commit));
      if (result === 'unresolved') throw new Disturbed('no answer to a commit');
      if (result === 'won' && commit.id === remember?.id)
        remember.commits.push(commit.events.map(({ type }) => type));
      return result;
    },
  };
}

async function undisturbed<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof StoreFault && error.retry) throw new Disturbed(error.message, { cause: error });
    throw error;
  }
}

function found({ directory }: Plain, oid: string, groups: readonly string[]) {
  const who = [...directory.keys()].find((each) => PEOPLE[each] === oid);
  const account = who && directory.get(who);
  if (who === undefined || account === undefined) return undefined;
  return {
    oid,
    name: person(who).name,
    enabled: account.enabled,
    guest: account.guest,
    groups: [...account.groups].map((name): string => GROUPS[name]).filter((id) => groups.includes(id)),
    source: 'test',
  };
}

function toldOf(answer: Answer<unknown> | undefined): Told {
  if (answer === undefined) return 'nothing';
  if (answer.ok) return 'yes';
  const { refusal } = answer;
  if (refusal.reason === 'grant_unusable') return { refused: refusal.reason, why: refusal.why };
  if (refusal.reason === 'already_ended') return { refused: refusal.reason, why: refusal.status };
  return { refused: refusal.reason };
}
