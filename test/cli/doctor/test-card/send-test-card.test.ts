// Following the test card: until somebody pressed and the card shows it, and no longer than there is something to wait for.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Terminal } from '../../../../cli/doctor/terminal.ts';
import { sendTestCard } from '../../../../cli/doctor/test-card/send-test-card.ts';
import { type StubAnswer, startStub } from '../../support/stub-server.ts';

const QUICK = { lookEveryMs: 5, updateWithinMs: 60_000 };
const decided = { by: { name: 'Alice Aho' }, decision: 'deny', at: '2026-11-21T14:00:07.400Z' };
const problem = (detail: string, problems: readonly object[] = []) => ({
  type: 'urn:countersign:error:x',
  title: 'No',
  detail,
  problems,
});
const prompt = (state: string, current = false, error?: string) => ({
  route: 'data-approvals',
  state,
  current,
  error,
});
const trial = (change: object = {}): StubAnswer => ({
  body: {
    trial: {
      id: 'req_1',
      status: 'waiting',
      created_at: '2026-11-21T14:00:00.000Z',
      expires_at: '2026-11-21T14:10:00.000Z',
      prompts: [prompt('waiting')],
      ...change,
    },
  },
});

/** Follows a card whose states come one after the other; the last one stays. */
async function follow(
  t: TestContext,
  states: readonly StubAnswer[],
  signal = new AbortController().signal,
  times = QUICK,
) {
  const told: string[] = [];
  const { url, heard } = await startStub(t, () => ({
    'POST /access/v1/trials': { ...trial(), status: 202 },
    'GET /access/v1/trials/req_1': (calls) => states[Math.min(calls, states.length) - 1] ?? {},
  }));
  const terminal: Terminal = { print: () => {}, tell: (line) => told.push(line), progress: () => {}, signal };
  const { name, ...found } = await sendTestCard(
    { url, token: 'a.b.c', route: 'data-approvals' },
    terminal,
    times,
  );
  assert.equal(name, 'test card');
  return { ...found, told, heard };
}

test('tells who pressed what after how long, once the card shows it', async (t) => {
  const shown = { status: 'answered', decided, prompts: [prompt('delivered', true)] };
  const states = [
    trial({ prompts: [prompt('delivered', true)] }),
    trial({ ...shown, prompts: [prompt('delivered')] }),
    trial(shown),
  ];
  const { state, says, told, heard } = await follow(t, states);
  assert.deepEqual([state, says], ['ok', 'Alice Aho pressed deny after 7 s, and the card shows it']);
  assert.match(
    told.join(),
    /^A test card goes to data-approvals\. .* within 10 minutes\. Ctrl-C stops waiting\.$/,
  );
  assert.deepEqual([heard[0]?.body, heard.length], ['{"route":"data-approvals"}', 4]);
});

test('stops waiting once it has come to an end', async (t) => {
  const found = await follow(t, [trial(), trial({ status: 'expired' })]);
  assert.match(`${found.state} ${found.says}`, /^failed no card came: data-approvals waiting/);
  assert.ok((found.cure ?? '').length > 20);
});

test('says that the card still shows the old state when nothing changes it', async (t) => {
  const answered = trial({ status: 'answered', decided, prompts: [prompt('delivered')] });
  const found = await follow(t, [answered], undefined, { lookEveryMs: 5, updateWithinMs: 20 });
  assert.match(
    `${found.state} ${found.says}`,
    /^failed Alice Aho pressed deny after 7 s, but the card does not show it/,
  );
});

test('bears answers that get lost, and not for ever', async (t) => {
  const busy = { status: 503, body: problem('Not available just now') };
  const shown = trial({ status: 'answered', decided, prompts: [prompt('delivered', true)] });
  assert.equal((await follow(t, [busy, busy, busy, shown])).state, 'ok');
  const gone = await follow(t, [busy]);
  assert.match(
    `${gone.state} ${gone.says}`,
    /^unknown it cannot be followed any more: Not available just now/,
  );
});

test('is not known when the person stops waiting', async (t) => {
  const stop = new AbortController();
  const follows = follow(t, [trial({ prompts: [prompt('delivered', true)] })], stop.signal);
  setTimeout(() => stop.abort(), 30);
  const found = await follows;
  assert.match(`${found.state} ${found.says}`, /^unknown nobody was waited for/);
});

test('tells why it could not be sent', async (t) => {
  const body = problem('The input is wrong.', [{ at: '/route', message: 'is not a route' }]);
  const { url } = await startStub(t, () => ({ 'POST /access/v1/trials': { status: 400, body } }));
  const terminal = {
    print: () => {},
    tell: () => {},
    progress: () => {},
    signal: new AbortController().signal,
  };
  const { state, says } = await sendTestCard({ url, token: 'a.b.c', route: 'x' }, terminal);
  assert.deepEqual(
    [state, says],
    ['failed', 'it could not be sent: The input is wrong. /route is not a route'],
  );
});
