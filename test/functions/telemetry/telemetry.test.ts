import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InvocationContext, LogHookContext } from '@azure/functions';
import { StoreFault } from '../../../approvals/faults.ts';
import { replyRefusal } from '../../../functions/http-reply.ts';
import { meaning } from '../../../functions/reply-meaning.ts';
import { createTelemetry, guardLogs } from '../../../functions/telemetry/telemetry.ts';
import { aCallOf, aTelemetry, hooked } from '../../support/a-telemetry.ts';
import { idOf } from '../../support/builders.ts';

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const about = (id: string) => ({ params: { id } });

test('a refusal is said with its exact reason, the door and the request of its path', async () => {
  const { lines, run } = aTelemetry();
  const door = () => replyRefusal({ reason: 'already_ended', status: 'denied' });
  await run(door, about(idOf('req')), aCallOf('cancelRequest', TRACE));
  assert.deepEqual(lines, [
    {
      event: 'refused',
      request: idOf('req'),
      reason: 'already_ended',
      door: 'cancelRequest',
      traceparent: TRACE,
    },
  ]);
});

test('a path that names no request puts nothing of it into a line', async () => {
  const { lines, run } = aTelemetry();
  await run(() => replyRefusal({ reason: 'unknown_request' }), about('hunter2'), aCallOf('getRequest'));
  assert.equal(lines[0]?.request, undefined);
  assert.ok(!JSON.stringify(lines).includes('hunter2'));
});

test('the meaning of an answer outlives a copy of it, and is not part of what is sent', async () => {
  const { lines, run } = aTelemetry();
  const marked = meaning({ status: 200, body: '{}' }, { refused: 'approval_expired' });
  assert.equal(JSON.stringify(marked), '{"status":200,"body":"{}"}');
  await run(() => ({ ...marked, headers: { 'x-request-id': '7' } }), {}, aCallOf('evaluate'));
  assert.deepEqual([lines[0]?.reason, lines[0]?.door], ['approval_expired', 'evaluate']);
});

test('an answer that means yes is not said', async () => {
  const { lines, run } = aTelemetry();
  for (const reply of [{ status: 200 }, undefined, null, 'text']) await run(() => reply, {});
  assert.deepEqual(lines, []);
});

test('what a door throws is said once, and thrown on to the host without its words', async () => {
  const { lines, levels, run } = aTelemetry();
  const door = () => Promise.reject(new TypeError('AccountKey=abc'));
  await assert.rejects(run(door, {}, aCallOf('sweepDue')), (error: Error) => {
    assert.doesNotMatch(`${error.message} ${error.stack}`, /AccountKey/);
    return error.name === 'TypeError';
  });
  assert.deepEqual(
    [lines.length, lines[0]?.event, lines[0]?.door, levels[0]],
    [1, 'fault', 'sweepDue', 'error'],
  );
});

test('our own faults keep their words on the way to the host', async () => {
  const { run } = aTelemetry();
  const door = () => Promise.reject(new StoreFault('reading: status 503 from storage', true));
  await assert.rejects(run(door, {}), /status 503 from storage/);
});

test('calls at the same time are told apart: each line stands under the trace of its own', async () => {
  const { telemetry, lines, run } = aTelemetry();
  const traces = Array.from({ length: 20 }, (_, n) => TRACE.replace('4bf9', String(1000 + n)));
  const born = new Map<string, string | undefined>();
  await Promise.all(
    traces.map((trace, n) =>
      run(
        async () => {
          await new Promise((resolve) => setImmediate(resolve));
          telemetry.note({ event: 'swept', looked: n });
          born.set(trace, telemetry.traced().trace);
        },
        {},
        aCallOf('sweepDue', trace),
      ),
    ),
  );
  for (const { looked, traceparent } of lines) assert.equal(traceparent, traces[Number(looked)]);
  for (const trace of traces) assert.equal(born.get(trace), trace);
});

test('a call without a proper traceparent begins a trace of its own, the same for all it says', async () => {
  const { telemetry, lines, run } = aTelemetry();
  const door = () => {
    telemetry.note({ event: 'swept' });
    telemetry.note({ event: 'health' });
  };
  await run(door, {}, aCallOf('sweepDue', '|forged.hunter2.'));
  const [first, second] = lines.map(({ traceparent }) => String(traceparent));
  assert.match(first ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  assert.equal(first, second);
  await run(door, {}, aCallOf('sweepDue'));
  assert.notEqual(lines[2]?.traceparent, first);
});

test('outside of a call nothing is born under a trace', () => {
  assert.deepEqual(aTelemetry().telemetry.traced(), {});
});

test('a log that cannot be written stops nothing and changes nothing', async () => {
  const telemetry = createTelemetry(() => {
    throw new Error('no log');
  });
  telemetry.note({ event: 'health' });
  telemetry.onFault(new Error('x'));
  const refused = replyRefusal({ reason: 'busy' });
  assert.equal(await hooked(telemetry, () => refused)({}, aCallOf('a')), refused);
  const failing = hooked(telemetry, () => Promise.reject(new StoreFault('no storage', true)));
  await assert.rejects(async () => failing({}, aCallOf('a')), /no storage/);
});

test('lines go to the host as logs of the call, each as loud as it is', async () => {
  const said: string[] = [];
  const keep = (level: string) => (text: string) => void said.push(`${level} ${JSON.parse(text).event}`);
  const context = {
    ...aCallOf('sweepDue'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
  } as unknown as InvocationContext;
  const telemetry = createTelemetry();
  await hooked(telemetry, () => {
    telemetry.note({ event: 'health' });
    telemetry.note({ event: 'work_dead' });
    telemetry.onFault(new Error('x'));
  })({}, context);
  assert.deepEqual(said, ['info health', 'warn work_dead', 'error fault']);
});

test('what anybody logs in a call passes the redaction; what the host logs is its own', () => {
  const { telemetry, lines } = aTelemetry();
  let guardLog: (hook: LogHookContext) => void = () => undefined;
  guardLogs((guard) => {
    guardLog = guard;
  }, telemetry.note);
  const hook = { category: 'user', message: 'Bearer hunter2\nAccountKey=hunter2' } as LogHookContext;
  guardLog(hook);
  assert.equal(hook.message, 'Bearer [redacted]\\nAccountKey=[redacted]');
  const system = { category: 'system', message: 'Bearer x' } as LogHookContext;
  guardLog(system);
  assert.equal(system.message, 'Bearer x');
  assert.deepEqual(lines, []);
});

test('a worker without that hook does not keep the app from starting; it is said', () => {
  const { telemetry, lines } = aTelemetry();
  const hookIn = () => {
    throw new RangeError('Unrecognized hook "log".');
  };
  guardLogs(hookIn, telemetry.note);
  assert.deepEqual(
    lines.map(({ event, name }) => [event, name]),
    [['fault', 'NoLogHook']],
  );
});
