// Every state's card against its golden file (UPDATE_GOLDEN=1 writes them), and what must hold for any card whatever was asked.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AfterTheFact } from '../../../approvals/mark.ts';
import type { CardView } from '../../../approvals/prompt/card-ports.ts';
import type { ApprovalRequest, Person } from '../../../approvals/words.ts';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { summarise } from '../../../bot/cards/summary.ts';
import { withoutApart } from '../../hostile/read-back.ts';
import { longText } from '../../support/long-text.ts';
import { ALICE, at, digest, REQUESTS, STATES, type State, viewOf, vote } from './views.ts';

const GOLDEN = new URL('../../../../test/bot/cards/golden/', import.meta.url);
const LIMIT = 20 * 1024;
/** Recorded after the fact, and nobody has looked yet. */
const TO_REVIEW: readonly State[] = ['recorded', 'recorded-of-agent'];

interface Json {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly text?: unknown;
  readonly verb?: unknown;
  readonly data?: unknown;
}

/** Every object of a card with the path of keys that leads to it. */
function* walk(
  value: unknown,
  path: readonly string[] = [],
): Generator<{ node: Json; path: readonly string[] }> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { node: value as Json, path };
  for (const [key, item] of Object.entries(value)) yield* walk(item, [...path, key]);
}
const nodes = (card: unknown) => [...walk(card)].map(({ node }) => node);
const bytes = (card: unknown) => Buffer.byteLength(JSON.stringify(card), 'utf8');
const verbs = (card: unknown) =>
  nodes(card).flatMap((node) => (node.type === 'Action.Execute' ? [node.verb] : []));
const told = (card: unknown) =>
  nodes(card)
    .flatMap((node) => (node.type === 'TextRun' ? [node.text] : []))
    .join('');

test('approvals that are enough by now ask for one of them once more, and were not given in the end', () => {
  const votes = [vote(ALICE, '15:02'), vote({ ...ALICE, oid: 'another' }, '15:03')];
  assert.match(told(buildCard(viewOf('waiting-new', {}, { votes }))), /enough by now: one who approved/);
  assert.match(told(buildCard(viewOf('expired', {}, { votes }))), /enough in the end, and none of them/);
});

for (const state of STATES) {
  test(`tells ${state} as its golden file does`, () => {
    const card = `${JSON.stringify(buildCard(viewOf(state)), null, 1)}\n`;
    const file = new URL(`${state}.json`, GOLDEN);
    if (process.env.UPDATE_GOLDEN === '1') {
      mkdirSync(GOLDEN, { recursive: true });
      writeFileSync(file, card);
    }
    assert.equal(card, readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
  });

  test(`builds ${state} so that the Adaptive Cards library has nothing to object`, () => {
    const { AdaptiveCard, SerializationContext, Version } = createRequire(import.meta.url)(
      'adaptivecards/dist/adaptivecards.js',
    );
    const parsed = new AdaptiveCard();
    const context = new SerializationContext(new Version(1, 5));
    const card = buildCard(viewOf(state));
    parsed.parse(card, context);
    assert.equal(context.eventCount, 0);
    assert.deepEqual(parsed.validateProperties().validationEvents, []);
    const ids = nodes(card).flatMap((node) => (typeof node.id === 'string' ? [node.id] : []));
    assert.equal(new Set(ids).size, ids.length);
  });
}

/** More differs, or was said, than a card tells. */
const CUT: readonly State[] = [
  'waiting-denied-before',
  'waiting-denied-meanwhile',
  'waiting-differences-cut',
  'waiting-words-cut',
];
const UNUSED: readonly State[] = [
  ...(['approved-unused', 'approved-late-deny', 'approved-paused', 'small-approved'] as const),
  ...(['approved-reported', 'alarm-late'] as const),
];

test('offers approve, deny and comment while it waits, taking back while unused, a look at a record, and nothing afterwards', () => {
  for (const state of STATES) {
    const expected = state.startsWith('waiting')
      ? [
          ...(state === 'waiting-policy-change' ? [] : ['report']),
          ...(CUT.includes(state) ? [] : ['approve']),
          'deny',
          'comment',
        ]
      : UNUSED.includes(state)
        ? ['revoke']
        : TO_REVIEW.includes(state)
          ? ['looks_right', 'needs_follow_up']
          : state === 'trial-waiting'
            ? ['approve', 'deny']
            : state === 'small-waiting'
              ? ['report', 'deny', 'comment']
              : [];
    assert.deepEqual(verbs(buildCard(viewOf(state))), expected, state);
    const inputs = nodes(buildCard(viewOf(state))).filter((node) => String(node.type).startsWith('Input.'));
    assert.equal(
      inputs.length,
      state.startsWith('waiting') || state === 'small-waiting' ? 2 : TO_REVIEW.includes(state) ? 1 : 0,
      state,
    );
  }
});

test('says of a test first and last that it does nothing, and who pressed what', () => {
  const card = (state: State) => told(buildCard(viewOf(state)));
  assert.match(card('trial-waiting'), /Test: deciding this does nothing.*Nothing can run from this test/);
  assert.match(card('trial-answered'), /way to a person and back works.*Alice Aho, who pressed Approve/);
  assert.match(card('trial-expired'), /Nobody answered the test/);
  assert.match(card('trial-failed'), /nobody is left who may approve this/);
  assert.match(summarise(viewOf('trial-waiting')), /^Test: deciding this does nothing\./);
});

test('puts only ids and the nonce in a button, and never the grant or the whole intent hash anywhere', () => {
  for (const state of STATES) {
    const card = buildCard(viewOf(state));
    for (const node of nodes(card).filter((each) => each.type === 'Action.Execute')) {
      assert.deepEqual(node.data, { request: REQUESTS[state].id, prompt: 'prompt-1', nonce: 'n_91ab' });
    }
    assert.ok(!JSON.stringify(card).includes('secret-grant'), state);
    assert.ok(!JSON.stringify(card).includes(REQUESTS[state].intentHash), state);
  }
});

test('says which approvers are still needed', () => {
  const needed = (change: Partial<ApprovalRequest>) => told(buildCard(viewOf('waiting-new', {}, change)));
  assert.match(needed({}), /two data owners needed/);
  assert.match(needed({ votes: [vote(ALICE, '15:02')] }), /one more data owner needed/);
  assert.match(needed({ votes: [vote(ALICE, '15:02', { counted: false })] }), /two data owners needed/);
});

test('says which counted approval came with the fresh sign-in its rule asked for, and claims it of no other', () => {
  const approvers = (change: Partial<ApprovalRequest>) =>
    told(buildCard(viewOf('approved-step-up', {}, change)));
  assert.match(
    approvers({}),
    /Bob Berg 16:02, signed in afresh {2}and {2}Alice Aho 16:06, signed in afresh “fine/,
  );
  const { votes, verdict } = REQUESTS['approved-step-up'];
  const [first, second] = votes;
  assert.ok(first && second);
  assert.match(
    approvers({ votes: [{ ...first, counted: false }, second] }),
    /Bob Berg 16:02 \(not counted: no longer an approver\) {2}and {2}Alice Aho 16:06, signed in afresh/,
  );
  const { stepUp: _none, ...plainRule } = verdict;
  assert.doesNotMatch(approvers({ verdict: plainRule }), /afresh/, 'nobody checked how old that sign-in was');
});

test('says its times once in UTC too when it is over, and keeps the approvals that did not suffice', () => {
  for (const state of STATES.filter((each) => !each.startsWith('waiting'))) {
    assert.equal(told(buildCard(viewOf(state))).match(/ UTC\)/g)?.length, 1, state);
  }
  const early = vote(ALICE, '15:01', { text: digest('v') });
  for (const state of ['denied-by-person', 'cancelled', 'failed', 'expired'] as const) {
    const card = buildCard(viewOf(state, {}, { votes: [early, ...REQUESTS[state].votes] }));
    assert.match(told(card), /ApprovalsAlice Aho 16:01 “fine for the churn model”/, state);
  }
});

test('tells a person’s comment as a comment, not as a question', () => {
  assert.match(told(buildCard(viewOf('waiting-one-vote'))), /Alice Aho commented 16:02: “Why all columns\?”/);
});

test('tells of a record who did it, why, that nobody approved it, and what another person found', () => {
  const card = (state: State) => told(buildCard(viewOf(state)));
  const open = card('recorded');
  assert.match(
    open,
    /Recorded after the fact, not looked at yet.*Done without an approval: export database prod\/customers/,
  );
  assert.match(open, /Done bySam Sato 15:20, as toldRecorded bySam SatoApproved bynobody: no one was asked/);
  assert.match(
    open,
    /“Teams was away.*Second lookwanted by one of data-owners, but not Sam SatoOpen in full {2}↗Nothing may run from this record/,
  );
  assert.match(
    card('recorded-of-agent'),
    /Done byagent nightly-etl 20 Nov 23:40, as toldRecorded bySam Sato/,
  );
  assert.match(
    card('recorded-looks-right'),
    /after the fact, looks right.*Looked at byAlice Aho 17:20: looks right “I saw the call/,
  );
  assert.match(card('recorded-follow-up'), /needs follow-up.*Looked at byAlice Aho 17:20: needs follow-up/);
  assert.equal(
    summarise(viewOf('recorded')),
    'Recorded after the fact, not looked at yet: Sam Sato recorded that this was done without an approval: export database prod/customers.',
  );
});

test('tells a text that was erased as erased', () => {
  assert.match(told(buildCard(viewOf('denied-by-person', { texts: {} }))), /Too much: \(text erased\)/);
});

test('quotes an action the policy does not list, and its button never carries the agent’s word', () => {
  const card = buildCard(viewOf('waiting-unlisted'));
  assert.match(told(card), /asks for “cluster\.drain” \(the agent’s own word\) on kubernetes prod\/blue/);
  assert.deepEqual(
    card.actions?.map((action) => action.title),
    ['Approve', 'Deny', 'Send comment only'],
  );
});

/** A record by somebody of this name, looked at by the same name. */
const hostileRecord = (record: AfterTheFact, by: Person): AfterTheFact => ({
  ...record,
  by,
  ...(record.look === undefined ? {} : { look: { ...record.look, by } }),
});

const trick = fc.constantFrom(
  '[Approve](https://evil.example)',
  '**bold**',
  '{{DATE(2026-01-01T00:00:00Z)}}',
  '{',
  '\u202E',
  '\u200B',
  '<at>CEO</at>',
  '\n\n# Approved by Alice Aho',
  '",\n"style": "good',
);
/** Marked, so that it can be found wherever it comes out. */
const hostile = fc
  .tuple(trick, fc.string({ unit: 'binary', maxLength: 40 }), trick)
  .map((parts) => `EVIL${parts.join('')}EVIL`);
const nested = fc.oneof(
  hostile,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constant(null),
  fc.array(hostile, { maxLength: 3 }),
  fc.dictionary(hostile, hostile, { maxKeys: 3 }),
);

test('lets words of others appear nowhere but in TextRuns, sanitised', () => {
  const input = fc.record({ text: hostile, key: hostile, value: nested, state: fc.constantFrom(...STATES) });
  fc.assert(
    fc.property(input, ({ text, key, value, state }) => {
      const base = REQUESTS[state] as ApprovalRequest;
      const person = { ...ALICE, name: text };
      const request: ApprovalRequest = {
        ...base,
        agent: { ...base.agent, name: text },
        action: text,
        resource: { type: text, id: text },
        claims: { model: text, run: text, source: text },
        votes: base.votes.map((each) => ({ ...each, person })),
        comments: base.comments.map((each) => ({ ...each, by: { ...each.by, name: text } })),
        ...(base.endReason === undefined ? {} : { endReason: text }),
        ...(base.record === undefined ? {} : { record: hostileRecord(base.record, person) }),
        ...(base.grant?.endedBy === undefined ? {} : { grant: { ...base.grant, endedBy: person } }),
      };
      const texts = Object.fromEntries('jvqaofdrl'.split('').map((letter) => [digest(letter), text]));
      const view: CardView = { ...viewOf(state), request, parameters: { [key]: value }, texts };
      const card = buildCard(view);
      assert.ok(bytes(card) <= LIMIT);
      for (const node of nodes(card)) {
        for (const [name, item] of Object.entries(node)) {
          if (typeof item !== 'string') continue;
          if (item.includes('EVIL'))
            assert.ok(node.type === 'TextRun' && name === 'text', `${name}: ${item}`);
          assert.doesNotMatch(withoutApart(item), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          assert.ok(!item.includes('{{') && !item.endsWith('{'), item);
        }
      }
      assert.doesNotMatch(withoutApart(summarise(view)), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\{\{/u);
    }),
    { numRuns: 300 },
  );
});

test('stays under 20 KB at the largest inputs, and then does not offer to approve', () => {
  const long = longText(4000, '\u{1F600}');
  const name = 'Ö'.repeat(200);
  const who = { ...ALICE, name };
  const groups = Array.from({ length: 20 }, (_, index) => ({ name: `${name}s`, id: `g${index}` }));
  const states: readonly State[] = [
    'waiting-one-vote',
    'approved-failed',
    'denied-by-person',
    'expired',
    'taken-back',
    'recorded-of-agent',
    'recorded-looks-right',
  ];
  for (const state of states) {
    const base = REQUESTS[state] as ApprovalRequest;
    const many = Array.from({ length: 30 }, (_, index) =>
      vote({ ...who, oid: `o${index}` }, '15:02', {
        text: digest('v'),
        choice: base.votes[0]?.choice ?? 'approve',
      }),
    );
    const comment = {
      by: { kind: 'person' as const, id: 'x', name },
      at: at('15:02'),
      seq: 9,
      text: digest('q'),
    };
    const request: ApprovalRequest = {
      ...base,
      agent: { ...base.agent, name, onBehalfOf: ALICE.oid },
      action: long,
      resource: { type: long, id: long },
      claims: { model: long, run: long, source: long },
      votes: many,
      comments: Array.from({ length: 20 }, () => comment),
      commentCount: 2000,
      endReason: long,
      ...(base.record === undefined ? {} : { record: hostileRecord(base.record, who) }),
      verdict: {
        ...base.verdict,
        rules: Array.from({ length: 20 }, () => ({
          id: name,
          effect: 'deny',
          description: long,
          error: long,
        })),
        requirements: Array.from({ length: 10 }, () => ({ groups, people: ['a', 'b'], count: 9 })),
        risk: { level: 'critical', reasons: Array.from({ length: 20 }, () => long) },
        display: { ...base.verdict.display, verb: long, button: long },
      },
    };
    const parameters = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${name}${n}`, long]));
    const texts = Object.fromEntries('jvqaofdrl'.split('').map((letter) => [digest(letter), long]));
    const card = buildCard({ ...viewOf(state), request, parameters, texts });
    assert.ok(bytes(card) <= LIMIT, `${state}: ${bytes(card)}`);
    assert.ok(!verbs(card).includes('approve'), state);
  }
});
