// What of the parts' talk reaches the terminal.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { lineForPeople } from '../../../local/start/line-for-people.ts';
import { faultOf } from '../../../store/faults.ts';

const told = (error: unknown): string => {
  const fault = faultOf('reading a row', error);
  return `[error] sweep: ${fault.name}: ${fault.message}`;
};

it('shows warnings, errors and crashes, and keeps the rest for the log', () => {
  for (const line of ['[warning] a: b', '[error] a: b', 'functions-host: no app', 'Exit due to unhandled']) {
    assert.equal(lineForPeople(line), line);
  }
  assert.equal(lineForPeople('[information] sweep: 3 due'), undefined);
  assert.equal(lineForPeople('GET /devstoreaccount1 200'), undefined);
});

it('tells a fault of the app as a sentence, never as JSON', () => {
  const fault = (members: object) => `[error] user: ${JSON.stringify({ event: 'fault', ...members })}`;
  const what = 'reading a row: no answer from storage';
  const passing = fault({ name: 'StoreFault', what, door: 'sweepDue', traceparent: '00-1-2-01' });
  assert.equal(lineForPeople(passing), `[error] sweepDue met a fault: ${what} (it is tried again by itself)`);
  assert.equal(
    lineForPeople(
      fault({ name: 'TypeError', code: 'E1', what: 'withheld', request: 'req_1', at: ['a:1:2'] }),
    ),
    '[error] a fault for req_1: withheld (TypeError E1)',
  );
});

it('says that storage which was away for a moment is asked again, and only then', () => {
  for (const error of [new Error('socket hang up'), { statusCode: 503 }, { statusCode: 429 }]) {
    assert.equal(lineForPeople(told(error)), `${told(error)} (it is tried again by itself)`);
  }
  assert.equal(lineForPeople(told({ statusCode: 403 })), told({ statusCode: 403 }));
});
