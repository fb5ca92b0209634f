// What a person denied, asked again: unchanged within the cool-down it is born denied, through each way in; changed, people are told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ask } from '../../../approvals/ask/birth.ts';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { recordEvaluation } from '../../../approvals/ask/record-evaluation.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { DENIALS_KEPT_MS } from '../../../approvals/denial/earlier-denial.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import { canonicalIntent, type Intent, intentHash } from '../../../approvals/intent/intent.ts';
import { viewOf } from '../../../approvals/prompt/view.ts';
import { INTENT_KEY, REQUEST_KEY } from '../../../approvals/row-keys.ts';
import { taskOf } from '../../../approvals/task.ts';
import { later } from '../../../approvals/time.ts';
import type { ApprovalRequest, ChainEvent } from '../../../approvals/words.ts';
import { AGENTS, PEOPLE, TENANT } from '../../../local/directory.ts';
import {
  anAsk,
  aPerson,
  aRequirement,
  aVerdict,
  BASE_URL,
  idOf,
  MINUTE_MS,
  NOW,
} from '../../support/builders.ts';
import { createEmptyStage, type Stage } from '../../support/stage.ts';

const HOUR_MS = 60 * MINUTE_MS;
const cooling = aVerdict({ coolDownMs: HOUR_MS });
const intent: Intent = {
  subject: { type: 'agent', id: AGENTS.nightlyEtl, tenant: TENANT },
  action: { name: 'data.export', properties: { rows: 5000, password: 'hunter2-hunter2' } },
  resource: { type: 'database', id: 'prod/customers' },
};

/** The n-th ask, for this intent. */
function asking(n: number, change: Partial<Ask> = {}, what: Intent = intent): Ask {
  const bytes = canonicalIntent(what);
  const { name: action } = what.action;
  const { type, id } = what.resource;
  return anAsk({
    id: idOf('req', n),
    intent: bytes,
    intentHash: intentHash(bytes),
    action,
    resource: { type, id },
    verdict: cooling,
    ...change,
  });
}
const requestOf = (stage: Stage, n: number) =>
  stage.tables.get(idOf('req', n), REQUEST_KEY)?.data as ApprovalRequest;
const eventOf = (stage: Stage, n: number, seq: number) =>
  stage.tables.get(idOf('req', n), `event-00000${seq}`)?.data as ChainEvent | undefined;
const deny = (stage: Stage, n: number, more: object = {}) =>
  decide(stage.desk, idOf('req', n), { person: aPerson('alice'), choice: 'deny', via: 'api', ...more });

/** A stage on which Alice denied request 1 at `NOW`; ten minutes have passed. */
async function denied(change: Partial<Ask> = {}, what: Intent = intent): Promise<Stage> {
  const stage = createEmptyStage();
  const asked = await submit(stage.desk, asking(1, change, what));
  assert.ok(asked.ok);
  assert.ok((await deny(stage, 1, { comment: 'Not this month.', reason: 'too_much' })).ok);
  stage.advance(10 * MINUTE_MS);
  stage.forget();
  return stage;
}

test('the row about a denial is put down before the denial, and once', async () => {
  const stage = createEmptyStage();
  await submit(stage.desk, asking(1));
  stage.forget();
  await deny(stage, 1);
  assert.deepEqual(stage.writes(), ['note denial', 'watch', 'commit voted+denied']);
});

test('an approval, a refused deny and the end of a request without a person put none down', async () => {
  const stage = createEmptyStage();
  for (const n of [1, 2, 3]) await submit(stage.desk, asking(n));
  await decide(stage.desk, idOf('req', 1), { person: aPerson('alice'), choice: 'approve', via: 'api' });
  await decide(stage.desk, idOf('req', 2), { person: aPerson('olivia'), choice: 'deny', via: 'api' });
  const withdrawal = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;
  await cancel(stage.desk, idOf('req', 3), withdrawal);
  assert.deepEqual(
    stage.writes().filter((name) => name === 'note denial'),
    [],
  );
});

test('within the cool-down the same is born denied: recorded, named, and nobody is bothered', async () => {
  const stage = await denied();
  const again = await submit(stage.desk, asking(2));
  assert.ok(again.ok);
  const until = later(NOW, HOUR_MS);
  const { status, endReason, coolDown, prompts, deniedBefore, grant } = again.value;
  assert.deepEqual([status, prompts, deniedBefore, grant], ['denied', [], undefined, undefined]);
  assert.deepEqual(coolDown, { request: idOf('req', 1), deniedAt: NOW, until });
  assert.equal(
    endReason,
    `a person denied the same as ${idOf('req', 1)}; it may be asked again from ${until}`,
  );
  const { type, actor, facts } = eventOf(stage, 2, 2) ?? {};
  assert.equal(type, 'denied');
  assert.deepEqual(actor, { kind: 'policy', id: cooling.policyVersion, name: 'cool-down' });
  assert.deepEqual(facts, { because: 'cooling_down', denied: idOf('req', 1), denied_at: NOW, until });
  assert.deepEqual(stage.nudges, []);
  // It waits for nobody, so it takes no place among those that wait.
  assert.deepEqual(await stage.desk.quota.list({ kind: 'pending', agent: AGENTS.nightlyEtl }), [
    { request: idOf('req', 1), op: idOf('op', 1), at: NOW },
  ]);
  const { task } = taskOf(again.value, BASE_URL);
  assert.deepEqual(task.cool_down, { request: idOf('req', 1), denied_at: NOW, ask_again_from: until });
});

test('asked at the very end of the cool-down, by another agent, or with one value changed, people decide', async () => {
  const stage = await denied();
  const other = { clientId: AGENTS.deployBot, name: 'deploy-bot', registered: true };
  const changed = { ...intent, context: { ticket: 'INC-8' } };
  for (const ask of [asking(2, { agent: other }), asking(3, {}, changed)]) {
    const asked = await submit(stage.desk, ask);
    assert.ok(asked.ok);
    assert.deepEqual([asked.value.status, asked.value.coolDown], ['pending', undefined]);
  }
  stage.set(later(NOW, HOUR_MS - 1));
  const last = await submit(stage.desk, asking(4));
  assert.ok(last.ok && last.value.status === 'denied');
  stage.set(later(NOW, HOUR_MS));
  const after = await submit(stage.desk, asking(5));
  assert.ok(after.ok && after.value.status === 'pending');
});

test('asking again does not prolong it: the time counts from the person’s denial', async () => {
  const stage = await denied();
  await submit(stage.desk, asking(2));
  stage.set(later(NOW, HOUR_MS));
  const asked = await submit(stage.desk, asking(3));
  assert.ok(asked.ok && asked.value.status === 'pending');
});

test('what a rule would allow by now is denied all the same, and gets no grant', async () => {
  const stage = await denied();
  const verdict = aVerdict({ effect: 'allow', requirements: [], coolDownMs: HOUR_MS });
  const asked = await submit(stage.desk, asking(2, { verdict }));
  assert.ok(asked.ok);
  assert.deepEqual([asked.value.status, asked.value.grant], ['denied', undefined]);
});

test('an evaluation of it is answered with no, and no rule is asked', async () => {
  const stage = await denied();
  for (const [n, effect] of [
    [2, 'review'],
    [3, 'allow'],
  ] as const) {
    const { keyed: _keyed, ...ask } = asking(n, { verdict: aVerdict({ effect, coolDownMs: HOUR_MS }) });
    const told = await recordEvaluation(stage.desk, ask);
    assert.ok(told.ok);
    assert.deepEqual(told.value.evaluated, { decision: false, reason: 'policy_denied' });
    assert.equal(told.value.coolDown?.request, idOf('req', 1));
  }
});

test('without a cool-down in its verdict, and after a denial by rule, it is asked again', async () => {
  const stage = await denied();
  const asked = await submit(stage.desk, asking(2, { verdict: aVerdict() }));
  assert.ok(asked.ok && asked.value.status === 'pending');
  const fresh = createEmptyStage();
  await submit(fresh.desk, asking(1, { verdict: aVerdict({ effect: 'deny', requirements: [] }) }));
  const next = await submit(fresh.desk, asking(2));
  assert.ok(next.ok && next.value.status === 'pending' && next.value.deniedBefore === undefined);
});

test('a row about a denial that never came is not believed', async () => {
  const stage = createEmptyStage();
  await submit(stage.desk, asking(1));
  const { id, intentHash: hash, action, resource } = asking(1);
  for (const request of [id, idOf('req', 77)])
    await stage.desk.denials.note({
      ...{ request, agent: AGENTS.nightlyEtl, at: NOW, intentHash: hash },
      ...{ action, resource },
    });
  // Denied, and of another agent; denied, and of another intent.
  const other = { clientId: AGENTS.deployBot, name: 'deploy-bot', registered: true };
  await submit(stage.desk, asking(5, { agent: other }));
  await submit(stage.desk, asking(6, {}, { ...intent, action: { name: 'data.read' } }));
  for (const n of [5, 6]) {
    assert.ok((await deny(stage, n)).ok);
    const request = idOf('req', n);
    await stage.desk.denials.note({
      ...{ request, agent: AGENTS.nightlyEtl, at: NOW, intentHash: hash },
      ...{ action, resource },
    });
  }
  const asked = await submit(stage.desk, asking(2));
  assert.ok(asked.ok);
  assert.deepEqual([asked.value.status, asked.value.deniedBefore], ['pending', undefined]);
});

test('what a newer version wrote of a denial is not judged by this one: people are asked', async () => {
  const stage = await denied();
  const store: typeof stage.desk.store = {
    ...stage.desk.store,
    peek: async <T extends object>(id: string, key: string) => {
      const row = await stage.desk.store.peek<T>(id, key);
      return row && { ...row, newer: 2 };
    },
  };
  const asked = await submit({ ...stage.desk, store }, asking(2));
  assert.ok(asked.ok);
  assert.deepEqual([asked.value.status, asked.value.deniedBefore], ['pending', undefined]);
});

test('the same key and body are the same request, cool-down or not', async () => {
  const stage = await denied({ keyed: true });
  const again = await submit(stage.desk, asking(1, { keyed: true }));
  assert.ok(again.ok);
  assert.deepEqual([again.value.status, again.value.coolDown], ['denied', undefined]);
  assert.deepEqual(stage.writes(), []);
});

test('when the book of denials is silent nothing is recorded or allowed, and the place is given back', async () => {
  const stage = await denied();
  const verdict = aVerdict({ effect: 'allow', requirements: [], coolDownMs: HOUR_MS });
  const denials = { ...stage.desk.denials, ofIntent: () => Promise.reject(new StoreFault('silent', true)) };
  for (const ask of [asking(2), asking(3, { verdict })]) {
    await assert.rejects(submit({ ...stage.desk, denials }, ask), StoreFault);
    assert.equal(requestOf(stage, Number(ask.id.slice(-1))), undefined);
  }
  const places = await stage.desk.quota.list({ kind: 'pending', agent: AGENTS.nightlyEtl });
  assert.deepEqual(
    places.map(({ request }) => request),
    [idOf('req', 1)],
  );
});

test('a deny that cannot be noted is not recorded: it is a fault, and the request still waits', async () => {
  const stage = createEmptyStage();
  await submit(stage.desk, asking(1));
  const denials = { ...stage.desk.denials, note: () => Promise.reject(new StoreFault('silent', false)) };
  const ballot = { person: aPerson('alice'), choice: 'deny', via: 'api' } as const;
  await assert.rejects(decide({ ...stage.desk, denials }, idOf('req', 1), ballot), StoreFault);
  assert.equal(requestOf(stage, 1).status, 'pending');
});

test('what comes back changed tells people what differs, value by value, secrets without their values', async () => {
  const redacting = aVerdict({ display: { ...aVerdict().display, redact: ['/password'] } });
  const stage = await denied({ verdict: redacting });
  const { properties } = intent.action;
  const changed: Intent = {
    ...intent,
    action: { name: 'data.export', properties: { ...properties, rows: 4999, password: 'hunter3-hunter3' } },
    context: { ticket: 'INC-8' },
  };
  // Redacted by the earlier policy alone: that is enough.
  const asked = await submit(stage.desk, asking(2, { verdict: aVerdict() }, changed));
  assert.ok(asked.ok);
  const { deniedBefore } = asked.value;
  const { changes, ...note } = deniedBefore ?? {};
  assert.deepEqual(note, { request: idOf('req', 1), at: NOW, by: PEOPLE.alice, same: 'target' });
  assert.ok(changes);
  assert.deepEqual(eventOf(stage, 2, 1)?.facts.denied_before, deniedBefore);
  const row = stage.tables.get(idOf('req', 2), `text-${changes}`);
  assert.ok(row);
  const { text } = row.data as { text: string };
  assert.deepEqual(JSON.parse(text), {
    changes: [
      { at: '/action/properties/password', redacted: true },
      { at: '/action/properties/rows', was: '5000', now: '4999' },
      { at: '/context/ticket', now: 'INC-8' },
    ],
    more: 0,
  });
  const prompt = { key: 'prompt-1', nonce: 'n', route: 'data-approvals' };
  const view = await viewOf(stage.desk, asked.value, prompt);
  assert.deepEqual(
    { ...view.earlier, changed: undefined },
    {
      by: 'Alice Aho',
      reason: 'too_much',
      text: 'Not this month.',
      hasText: true,
      resource: { type: 'database', id: 'prod/customers' },
      changed: undefined,
    },
  );
  assert.equal(view.earlier?.changed?.changes.length, 3);
  const told = taskOf(asked.value, BASE_URL, view.texts).task.denied_before;
  assert.deepEqual(told, {
    ...{ request: idOf('req', 1), at: NOW, same: 'target', more: 0 },
    changed: ['/action/properties/password', '/action/properties/rows', '/context/ticket'],
  });
});

test('the same resource comes first; else any denial of the same action is told, for a day', async () => {
  const stage = await denied({ verdict: aVerdict() });
  const on = (id: string): Intent => ({ ...intent, resource: { type: 'database', id } });
  const find = async (n: number, what: Intent) => {
    const asked = await submit(stage.desk, asking(n, { verdict: aVerdict() }, what));
    assert.ok(asked.ok && asked.value.status === 'pending');
    return asked.value.deniedBefore;
  };
  assert.equal((await find(2, on('prod/customers2')))?.same, 'action');
  assert.equal((await find(3, intent))?.same, 'intent');
  assert.equal(await find(4, { ...intent, action: { name: 'data.read' } }), undefined);
  assert.ok((await deny(stage, 2)).ok);
  const both = await find(5, { ...intent, context: { a: 1 } });
  assert.deepEqual([both?.request, both?.same], [idOf('req', 1), 'target']);
  stage.set(later(NOW, 24 * HOUR_MS + MINUTE_MS));
  assert.equal((await find(6, intent))?.same, 'action');
  stage.set(later(NOW, 25 * HOUR_MS));
  assert.equal(await find(7, intent), undefined);
});

test('erased words, a removed intent and an earlier request that is gone leave the note itself', async () => {
  const stage = await denied({ verdict: aVerdict() });
  const vote = requestOf(stage, 1).votes[0];
  stage.tables.remove(idOf('req', 1), `text-${vote?.text}`);
  stage.tables.remove(idOf('req', 1), INTENT_KEY);
  const changed = { ...intent, context: { ticket: 'INC-8' } };
  const asked = await submit(stage.desk, asking(2, { verdict: aVerdict() }, changed));
  assert.ok(asked.ok);
  assert.deepEqual(
    [asked.value.deniedBefore?.same, asked.value.deniedBefore?.changes],
    ['target', undefined],
  );
  const prompt = { key: 'prompt-1', nonce: 'n', route: 'data-approvals' };
  const view = await viewOf(stage.desk, asked.value, prompt);
  assert.deepEqual([view.earlier?.hasText, view.earlier?.text], [true, undefined]);
  stage.tables.remove(idOf('req', 1), REQUEST_KEY);
  assert.deepEqual((await viewOf(stage.desk, asked.value, prompt)).earlier, { hasText: false });
});

test('of two who vote, the one who denies ends it, and it is that denial that counts', async () => {
  const verdict = aVerdict({ coolDownMs: HOUR_MS, requirements: [aRequirement({ count: 2 })] });
  const stage = createEmptyStage();
  await submit(stage.desk, asking(1, { verdict }));
  await decide(stage.desk, idOf('req', 1), { person: aPerson('bob'), choice: 'approve', via: 'api' });
  stage.advance(MINUTE_MS);
  await deny(stage, 1);
  const asked = await submit(stage.desk, asking(2, { verdict }));
  assert.ok(asked.ok);
  assert.equal(asked.value.coolDown?.until, later(NOW, HOUR_MS + MINUTE_MS));
});

test('rows about denials outlive the longest cool-down', () => {
  assert.equal(DENIALS_KEPT_MS, 8 * 24 * HOUR_MS);
});
