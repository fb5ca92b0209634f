import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { lapse } from '../../../approvals/change/time-out.ts';
import type { RequestStore } from '../../../approvals/ports.ts';
import type { ApprovalRequest, ChainEvent } from '../../../approvals/words.ts';
import type { Line } from '../../../functions/telemetry/line.ts';
import { lineOfRequest, lineOfStanding, watchCommits } from '../../../functions/telemetry/tell-events.ts';
import { AGENTS, PEOPLE, TENANT } from '../../../local/directory.ts';
import { anAsk, aRequest, aVerdict, idOf } from '../../support/builders.ts';
import { createEmptyStage } from '../../support/stage.ts';

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const WHO = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;

function watched(ask = anAsk({ trace: TRACE })) {
  const stage = createEmptyStage(ask);
  const lines: Line[] = [];
  const store = watchCommits<ApprovalRequest, RequestStore>(stage.desk.store, (after, event) => {
    const line = lineOfRequest(after, event);
    if (line !== undefined) lines.push(line);
  });
  return { stage, lines, desk: { ...stage.desk, store }, ask };
}
const names = (lines: readonly Line[]) =>
  lines.map(({ event, status }) => [event, status].filter(Boolean).join(' '));

test('each event that reached the record is one line, under the trace of its birth', async () => {
  const { desk, lines, ask } = watched();
  await submit(desk, ask);
  await cancel(desk, ask.id, WHO);
  assert.deepEqual(names(lines), ['requested', 'decided cancelled']);
  assert.deepEqual(lines[1], {
    event: 'decided',
    request: ask.id,
    agent: AGENTS.nightlyEtl,
    traceparent: TRACE,
    status: 'cancelled',
    by: 'agent',
    seconds: 0,
  });
});

test('what was born decided is two lines of one commit', async () => {
  const { desk, lines, ask } = watched(anAsk({ verdict: aVerdict({ effect: 'deny', requirements: [] }) }));
  await submit(desk, ask);
  assert.deepEqual(names(lines), ['requested', 'decided denied']);
  assert.deepEqual([lines[0]?.effect, lines[1]?.by], ['deny', 'policy']);
});

test('how long it took is told in seconds', async () => {
  const { desk, lines, ask, stage } = watched();
  await submit(desk, ask);
  stage.advance(31 * 60_000);
  await lapse(desk, ask.id);
  assert.deepEqual([names(lines).at(-1), lines.at(-1)?.seconds], ['decided expired', 31 * 60]);
});

test('commits that lost their reply, and the reading back too, are told once', async () => {
  const { desk, lines, ask, stage } = watched();
  stage.spoil('commit', 'lost');
  stage.spoil('read event-000001', 'fail');
  await submit(desk, ask);
  stage.spoil('commit', 'lost');
  stage.spoil('read event-000002', 'fail');
  await cancel(desk, ask.id, WHO);
  assert.deepEqual(stage.told(), ['cancelled']);
  assert.deepEqual(names(lines), ['requested', 'decided cancelled']);
});

test('what never reached the record is never told', async () => {
  const { desk, lines, ask, stage } = watched();
  stage.spoil('commit', 'fail', 'fail', 'fail', 'fail', 'fail', 'fail');
  const asked = await submit(desk, ask).catch((error: unknown) => error);
  assert.ok(asked instanceof Error || (asked as { ok: boolean }).ok === false);
  assert.deepEqual(lines, []);
});

test('two who decide at once: the one that is stored is told, the other is not', async () => {
  const { desk, lines, ask } = watched();
  await submit(desk, ask);
  await Promise.all([cancel(desk, ask.id, WHO), cancel(desk, ask.id, WHO)]);
  assert.deepEqual(names(lines), ['requested', 'decided cancelled']);
});

const event = (type: ChainEvent['type'], facts = {}): ChainEvent => ({
  type,
  actor: { kind: 'person', id: PEOPLE.alice, name: 'Alice' },
  facts,
  request: idOf('req'),
  seq: 2,
  at: '2026-11-21T14:00:30.000Z',
  op: 'op_1',
  prev: '',
  hash: '',
});

test('a person is never in a line, not even where a person stands as the agent', () => {
  const self = { agent: { clientId: PEOPLE.dana, name: 'Dana', registered: false } };
  const person = { oid: PEOPLE.dana, tenant: TENANT, name: 'Dana' };
  const record = { by: person, doneAt: '2026-11-21T13:00:00.000Z', text: 'x', actor: 'person' } as const;
  const told = [
    lineOfRequest(aRequest({ ...self, record }), event('recorded')),
    lineOfRequest(aRequest({ ...self, trial: { by: person } }), event('requested')),
    lineOfRequest(aRequest(), event('voted', { choice: 'approve', via: 'teams', comment: 'hunter2' })),
    lineOfStanding(
      { v: 1, id: 'agent_1', clientId: AGENTS.nightlyEtl, tenant: TENANT, seq: 1, head: '', salt: '' },
      event('paused', { agent: AGENTS.nightlyEtl }),
    ),
  ];
  assert.deepEqual(
    told.map((line) => [line?.event, line?.agent]),
    [
      ['recorded', undefined],
      ['requested', undefined],
      ['voted', AGENTS.nightlyEtl],
      ['paused', AGENTS.nightlyEtl],
    ],
  );
  assert.doesNotMatch(JSON.stringify(told), new RegExp(`${PEOPLE.alice}|${PEOPLE.dana}|Alice|Dana|hunter2`));
});

test('a record is told as recorded and not as decided, a test ends without being a decision', () => {
  const person = { oid: PEOPLE.dana, tenant: TENANT, name: 'Dana' };
  const record = { by: person, doneAt: '2026-11-21T13:00:00.000Z', text: 'x', actor: 'agent' } as const;
  assert.equal(lineOfRequest(aRequest({ record }), event('failed')), undefined);
  const ended = lineOfRequest(aRequest({ trial: { by: person } }), event('cancelled'));
  assert.deepEqual([ended?.event, ended?.trial, ended?.status], ['trial_ended', true, 'cancelled']);
});
