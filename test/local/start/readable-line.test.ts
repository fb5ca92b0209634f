import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readableLine } from '../../../local/start/readable-line.ts';

test('a line of telemetry is told in words, without its trace', () => {
  const line =
    '[warning] user: {"event":"work_dead","request":"req_1","work":"todo-tell-1","traceparent":"00-1-2-01"}';
  assert.equal(readableLine(line), '[warning] user: work_dead request=req_1 work=todo-tell-1');
});

for (const line of [
  '[error] Function.sweepDue: StoreFault: no answer',
  '[information] user: {"event":"cut',
  '[information] user: {"event":"cut"}}',
  'functions-host: {"event":"x"}',
  '',
]) {
  test(`any other line stays as it is: ${line}`, () => assert.equal(readableLine(line), line));
}
