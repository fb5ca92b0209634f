// A population of requests for the record: each kind of story there is, told by the real use cases over the memory twins, judged by the shipped
// policy, with grants that are really signed.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cancel } from '../../approvals/ask/cancel.ts';
import { record } from '../../approvals/ask/record.ts';
import { recordEvaluation } from '../../approvals/ask/record-evaluation.ts';
import { lapse } from '../../approvals/change/time-out.ts';
import { comment } from '../../approvals/decision/comment.ts';
import { lookAgain } from '../../approvals/decision/look-again.ts';
import { revoke } from '../../approvals/decision/revoke.ts';
import { orderTrial } from '../../approvals/decision/trial.ts';
import { reportOutcome } from '../../approvals/grant/report-outcome.ts';
import { canonicalForm, intentOf, type Wish } from '../../approvals/intent/intent.ts';
import { endIfUndecidable } from '../../approvals/lapse/undecidable.ts';
import { judgeAfterwards } from '../../approvals/policy/judgement/evaluation.ts';
import { judgeTrial } from '../../approvals/policy/judgement/judge-trial.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import { purge } from '../../approvals/retention/purge.ts';
import type { ApprovalRequest, RequestId } from '../../approvals/words.ts';
import { createSigner } from '../../keys/sign.ts';
import { AGENTS, AUDIENCE, GATEWAY_ID, GROUPS, PEOPLE, TENANT } from '../../local/directory.ts';
import { POLICY_FILE } from '../../local/start/project.ts';
import { aPerson, BASE_URL, MINUTE_MS } from './builders.ts';
import { goodPolicy } from './good-policy.ts';
import { pause, resume } from './pausing.ts';
import { type ReadFile, tellChanged } from './population/changed-policy.ts';
import { tellOpened } from './population/opened.ts';
import { tellReported } from './population/reported.ts';
import { ASSIGN, createTeller, DELETE, EXPORT, READ } from './population/teller.ts';
import { tellUrged, URGING } from './population/urged.ts';
import { createTestDesk, type FullDesk, type TestDesk } from './test-desk.ts';

/** What stands in the stores, and what signed it. */
export interface Population {
  readonly world: TestDesk;
  readonly policies: readonly { readonly version: string; readonly text: string }[];
  readonly signingKey: Readonly<Record<string, unknown>>;
}

/** A fresh private key. */
export const aSigningKey = (): Readonly<Record<string, unknown>> =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as Record<
    string,
    unknown
  >;

const SHIPPED = readFileSync(POLICY_FILE, 'utf8');
const URGED = SHIPPED.replace(/(id: prod-export\n)/, `$1    ${URGING}\n`);
const REVIEWED = `${URGED}\nreviewPolicyChanges: true\n`;
/**
 * The shipped one, one that redacts where the data goes, one that keeps nothing for long, one that allows twice an hour, one that does not let
 * exports wait, that one reviewed, and what follows it.
 */
const TEXTS = [
  SHIPPED,
  SHIPPED.replace('    riskReason: personal data', '    redact: [/target]\n    riskReason: personal data'),
  SHIPPED.replace(/^# retain: .*$/m, 'retain: { parameters: 1d, records: 2d }'),
  SHIPPED.replace(/(id: dev-read\n.*\n.*\n.*)/, '$1\n    limit: { count: 2, per: agent, window: 1h }'),
  URGED,
  REVIEWED,
  `${REVIEWED}uncounted: [ticket]\n`,
];

/** Everything that can happen to a request, each once, over some days and under the policies above. */
export async function createPopulation(): Promise<Population> {
  const world = createTestDesk();
  const signingKey = aSigningKey();
  const desk: FullDesk = {
    ...world.desk,
    sign: createSigner(signingKey, { issuer: BASE_URL, audience: AUDIENCE }),
  };
  const files = TEXTS.map(fileOf);
  const [first, redacting, forgetting, limiting, urging] = files.map(({ policy }) => policy);
  const [reviewed, next] = files.slice(-2);
  assert.ok(first && redacting && forgetting && limiting && urging && reviewed && next);
  const signing = { ...world, desk };
  const teller = createStories(signing);

  const begun = world.desk.clock();
  world.set(later(begun, -3 * 24 * 60));
  const old = await teller.longAgo(first);
  world.set(begun);
  await teller.approvedAndRun(first);
  await teller.decidedOtherwise(first);
  await teller.byRule(first);
  await teller.throughGateway(first);
  world.advance(11 * 60 * MINUTE_MS);
  await tellOpened(signing, first);
  await teller.byTwo(first);
  await teller.withoutAsking(first);
  await teller.evaluated(first);
  await teller.removed(forgetting, old);
  await teller.approvedAndRun(redacting);
  await teller.limited(limiting);
  await tellUrged(signing, urging);
  await tellReported(signing, redacting);
  await teller.paused(redacting);
  await teller.evaluated(redacting);
  await teller.stillOpen(redacting);
  await tellChanged(signing, reviewed, next);
  return { world, signingKey, policies: files.map(({ version, text }) => ({ version, text })) };
}

function fileOf(text: string): ReadFile {
  const policy = goodPolicy(text);
  return { version: policy.version, text, policy };
}

function createStories(world: TestDesk) {
  const { desk } = world;
  const { wait, judgedOf, ask, vote, use, done } = createTeller(world);

  return {
    /** Approved, used, and told what came of it: by the agent, by an enforcer, by nobody in time. */
    approvedAndRun: async (policy: Policy) => {
      const own = await ask(policy, EXPORT, {
        justification: 'The monthly report.',
        claims: { model: 'gpt-x', actor: 'report run' },
        starter: { oid: PEOPLE.olivia, via: 'github', run: '4711', token: 'digest-of-a-token' },
        excluded: [PEOPLE.dana, PEOPLE.olivia],
      });
      await done(
        comment(desk, own.id, { text: 'Which month?', by: { kind: 'person', person: aPerson('dana') } }),
      );
      const by = await use(await vote(own.id, 'alice', 'approve', 'Fine for this month.'));
      await done(reportOutcome(desk, own.id, { ...by, result: 'succeeded', detail: '25 rows.' }));

      const enforced = await ask(policy, EXPORT, {
        enforcer: { clientId: AGENTS.warehouse, name: 'warehouse' },
      });
      const late = await use(await vote(enforced.id, 'bob', 'approve'));
      world.advance(120 * MINUTE_MS);
      await done(lapse(desk, enforced.id));
      await done(reportOutcome(desk, enforced.id, { ...late, result: 'failed' }));
    },
    /** Denied, withdrawn with words and without, not answered, answered by nobody who is left. */
    decidedOtherwise: async (policy: Policy) => {
      await vote((await ask(policy, EXPORT)).id, 'carmen', 'deny', 'Not on a Friday.');
      const by = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;
      await done(cancel(desk, (await ask(policy, EXPORT)).id, { ...by, words: 'No longer needed.' }));
      await done(cancel(desk, (await ask(policy, EXPORT)).id, by));
      const open = await ask(policy, EXPORT, { requestedUntil: later(desk.clock(), 20) });
      world.advance(31 * MINUTE_MS);
      await done(lapse(desk, open.id));
      const lonely = await ask(policy, EXPORT);
      const people = new Map(world.directory.people);
      world.directory.people.clear();
      await endIfUndecidable(desk, lonely);
      world.advance(2 * MINUTE_MS);
      await endIfUndecidable(desk, lonely);
      for (const [oid, person] of people) world.directory.people.set(oid, person);
    },
    /** Allowed and lapsed, denied. */
    byRule: async (policy: Policy) => {
      const free = await ask(policy, READ);
      world.advance(6 * MINUTE_MS);
      await done(lapse(desk, free.id));
      await ask(policy, DELETE);
    },
    /** Allowed, and used at once by the gateway: sent and answered; sent, and how it ended is not known. */
    throughGateway: async (policy: Policy) => {
      const caller = { clientId: GATEWAY_ID, kind: 'enforcer', name: 'gateway' } as const;
      for (const result of ['succeeded', 'unknown'] as const) {
        const atOnce = {
          redemption: desk.mint('rdm'),
          requestId: desk.mint('use'),
          caller,
          starts: { target: 'cluster', method: 'GET' },
        };
        const enforcer = { clientId: GATEWAY_ID, name: 'gateway' };
        const sent = await ask(policy, READ, { enforcer, atOnce });
        assert.equal(sent.grant?.state, 'redeemed');
        await done(reportOutcome(desk, sent.id, { ...caller, result, detail: 'answered 200' }));
      }
    },
    /** Two approve, one of whom stops counting, and comes back; taken back. A fresh sign-in. */
    byTwo: async (policy: Policy) => {
      const { id } = await ask(policy, ASSIGN);
      await vote(id, 'alice', 'approve');
      const alice = world.directory.people.get(PEOPLE.alice);
      assert.ok(alice);
      world.directory.people.set(PEOPLE.alice, { ...alice, groups: [] });
      await vote(id, 'bob', 'approve');
      world.directory.people.set(PEOPLE.alice, alice);
      const approved = await vote(id, 'carmen', 'approve');
      assert.equal(approved.status, 'approved');
      wait();
      await done(revoke(desk, id, aPerson('bob')));
      const secret: Wish = { action: { name: 'secret.reveal' }, resource: { type: 'vault', id: 'prod' } };
      await vote((await ask(policy, secret)).id, 'alice', 'approve', undefined, true);
      await ask(policy, ASSIGN);
    },
    /** Recorded afterwards, by a person and for an agent, and looked at; a test, answered. */
    withoutAsking: async (policy: Policy) => {
      for (const actor of ['person', 'agent'] as const) {
        wait();
        const isAgent = actor === 'agent';
        const agent = isAgent
          ? { clientId: AGENTS.nightlyEtl, name: 'nightly-etl', registered: true }
          : { clientId: PEOPLE.sam, name: 'Sam Sato', registered: false };
        const subject = {
          id: agent.clientId,
          tenant: TENANT,
          ...(isAgent ? {} : { type: 'person' as const }),
        };
        const intent = intentOf(EXPORT, subject, []);
        const canonical = canonicalForm(intent);
        assert.ok(canonical.ok);
        const judged = isAgent ? agent : { ...agent, name: '', registered: true };
        const id = desk.mint('req');
        const now = desk.clock();
        await done(
          record(desk, {
            id,
            tenant: TENANT,
            by: aPerson('sam'),
            app: 'the-command-line',
            agent,
            actor,
            doneAt: later(now, -40),
            reason: 'Teams was away.',
            bodyHash: 'body',
            intent: canonical.value.bytes,
            intentHash: canonical.value.hash,
            likeHash: canonical.value.likeHash,
            action: intent.action.name,
            resource: { type: intent.resource.type, id: intent.resource.id },
            verdict: judgeAfterwards(policy, { intent, agent: judged, viaEnforcer: false, now }),
            excluded: isAgent ? [PEOPLE.dana] : [],
          }),
        );
        wait();
        if (isAgent)
          await done(
            lookAgain(desk, id, {
              person: aPerson('alice'),
              finding: 'looks_right',
              comment: 'Seen.',
              via: 'api',
            }),
          );
      }
      const id = desk.mint('req');
      const verdict = judgeTrial(policy, ['data-approvals']);
      await done(orderTrial(desk, { id, tenant: TENANT, by: aPerson('ada'), bodyHash: 'body', verdict }));
      await vote(id, 'alice', 'approve');
    },
    /** Answered yes, no, and that a person has to approve; or, of a paused agent, no to all. */
    evaluated: async (policy: Policy) => {
      for (const wish of [READ, DELETE, EXPORT]) {
        const { keyed: _keyed, ...judged } = judgedOf(policy, wish);
        await done(recordEvaluation(desk, { ...judged, justification: 'May I?' }));
      }
    },
    /** A limit: within it, only looked at, beyond it, and within it again. */
    limited: async (policy: Policy) => {
      const asked: ApprovalRequest[] = [];
      for (let n = 0; n < 3; n++) asked.push(await ask(policy, READ));
      assert.deepEqual(
        asked.map(({ status }) => status),
        ['approved', 'approved', 'pending'],
      );
      world.advance(60 * MINUTE_MS);
      for (const { id } of asked) await done(lapse(desk, id));
      for (const dry of [true, false]) {
        const { keyed: _keyed, ...judged } = judgedOf(policy, READ);
        await done(recordEvaluation(desk, { ...judged, dry }));
      }
    },
    /** What is to be removed, once it was kept for long enough. */
    longAgo: async (policy: Policy): Promise<readonly RequestId[]> => {
      const ids: RequestId[] = [];
      for (let nth = 0; nth < 2; nth++) {
        const { id } = await ask(policy, EXPORT, { justification: 'Once.', claims: { model: 'gpt-x' } });
        await vote(id, 'carmen', 'deny', 'Not on a Friday.');
        ids.push(id);
      }
      return ids;
    },
    /** Kept for long enough: the content of one, and all of another but its skeleton. */
    removed: async ({ version: policyVersion, retain }: Policy, ids: readonly RequestId[]) => {
      const before = desk.clock().slice(0, 10);
      for (const [nth, id] of ids.entries()) {
        for (const what of (['parameters', 'records'] as const).slice(0, nth + 1)) {
          wait();
          const order = { what, retain: retain[what] ?? '', policyVersion, before };
          assert.equal(await purge({ ...desk, unlist: async () => undefined }, id, order), 'removed', what);
        }
      }
    },
    /** What time has ended is over; one waits for people still, one is allowed and may be used. */
    stillOpen: async (policy: Policy) => {
      for (const id of new Set([...world.tables.all()].map(([name]) => name.split('\n')[0] ?? '')))
        if (id.startsWith('req_')) await done(lapse(desk, id));
      const agent = { clientId: AGENTS.deployBot, name: 'deploy-bot', registered: true };
      await ask(policy, READ, { agent });
      await ask(policy, ASSIGN, { agent });
    },
    /** A pause denies what waits; the agent goes on; it is paused again. */
    paused: async (policy: Policy) => {
      await ask(policy, EXPORT);
      wait();
      await done(pause({ desk }));
      wait();
      await done(resume({ desk }, 'noor', 'It was rotated.'));
      await vote((await ask(policy, EXPORT)).id, 'alice', 'approve');
      wait();
      await done(pause({ desk }, 'noor', 'Again.'));
      assert.equal(GROUPS.admins.length > 0, true);
    },
  };
}

const later = (at: string, minutes: number): string =>
  new Date(Date.parse(at) + minutes * MINUTE_MS).toISOString();
