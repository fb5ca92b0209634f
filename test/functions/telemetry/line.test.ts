import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatLine, type Line, levelOf } from '../../../functions/telemetry/line.ts';
import { oneLine, redact } from '../../../functions/telemetry/redact.ts';
import { AGENTS } from '../../../local/directory.ts';
import { idOf } from '../../support/builders.ts';

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const whole: Line = {
  event: 'decided',
  request: idOf('req'),
  agent: AGENTS.nightlyEtl,
  status: 'approved',
  by: 'person',
  seconds: 12.3456,
  traceparent: TRACE,
};

test('a line is one JSON object, its event first, and no redaction has anything to do in it', () => {
  const text = formatLine(whole);
  assert.equal(
    text,
    `{"event":"decided","request":"${idOf('req')}","agent":"${AGENTS.nightlyEtl}","status":"approved","by":"person","seconds":12.346,"traceparent":"${TRACE}"}`,
  );
  assert.equal(oneLine(redact(text)), text);
});

test('numbers, words and lists that belong are kept', () => {
  const text = formatLine({
    event: 'fault',
    what: 'committing to req_1: status 503 from storage',
    name: 'StoreFault',
    code: 'ECONNREFUSED',
    at: ['decide app.cjs:12:345', 'app.cjs:1:2'],
    pending: 0,
    oldest_due_s: 0,
    trial: false,
  });
  assert.deepEqual(JSON.parse(text), {
    event: 'fault',
    pending: 0,
    oldest_due_s: 0,
    trial: false,
    name: 'StoreFault',
    code: 'ECONNREFUSED',
    what: 'committing to req_1: status 503 from storage',
    at: ['decide app.cjs:12:345', 'app.cjs:1:2'],
  });
});

const wrong: readonly (readonly [member: string, value: unknown])[] = [
  ['request', 'req_1'],
  ['request', 'Bearer eyJhbGciOiJub25lIn0.e30.'],
  ['request', { id: idOf('req') }],
  ['agent', 'nightly-etl'],
  ['agent', 'alice@contoso.example'],
  ['work', 'prompt-1; DROP'],
  ['status', 'Approved by Alice'],
  ['reason', 'because I say so'],
  ['reason', 'a\nb'],
  ['choice', ['approve']],
  ['door', 'submitRequest?code=hunter2'],
  ['seconds', '12'],
  ['seconds', -1],
  ['seconds', Number.NaN],
  ['pending', 1.5],
  ['pending', '3'],
  ['trial', 'true'],
  ['name', 'Error: AccountKey=abc'],
  ['code', 'hunter2'],
  ['what', 'two\nlines'],
  ['what', 'x'.repeat(301)],
  ['reference', 'somewhere'],
  ['traceparent', 'hunter2'],
  ['traceparent', `${TRACE}\n{"event":"decided"}`],
  ['password', 'hunter2'],
  ['parameters', { rows: 5 }],
  ['__proto__', { event: 'decided' }],
];
for (const [member, value] of wrong) {
  test(`leaves out ${member} when it is ${JSON.stringify(value).slice(0, 60)}`, () => {
    const line = Object.defineProperty({ event: 'health' }, member, { value, enumerable: true }) as Line;
    assert.equal(formatLine(line), '{"event":"health"}');
  });
}

test('of a list only the places in the code are kept', () => {
  const at = ['app.cjs:1:2', 'AccountKey=abc', 'https://host/x?sig=1:2:3', 7];
  assert.equal(formatLine({ event: 'fault', at }), '{"event":"fault","at":["app.cjs:1:2"]}');
});

test('rows of a newer version are named by record, row and version, and nothing else is', () => {
  const good = [
    `${idOf('req')} prompt-1 2`,
    `${idOf('req')} 2026-11-21T13:59:55.000Z|${idOf('req')}|${idOf('w')} 2`,
    'agent_7c0ffee0-0000-4000-8000-00000000c001 standing 12',
  ];
  const text = formatLine({ event: 'newer_version', count: 5, rows: [...good, 'hunter2', { row: 'x' }] });
  assert.deepEqual(JSON.parse(text), { event: 'newer_version', count: 5, rows: good });
});

test('what is broken is an error, what a person should look at a warning, all else information', () => {
  const levels = (['fault', 'work_dead', 'nobody_reached', 'health', 'refused'] as const).map((event) =>
    levelOf({ event }),
  );
  assert.deepEqual(levels, ['error', 'warning', 'warning', 'information', 'information']);
});
