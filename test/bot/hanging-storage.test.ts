// Storage that does not come back while Teams waits for the bot.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { createOnActivity } from '../../bot/on-activity.ts';
import { PEOPLE, TENANT } from '../../local/directory.ts';
import { commandParts } from '../support/bot-parts.ts';
import { createTestDesk } from '../support/test-desk.ts';

const parsed = parsePolicy(readFileSync('countersign.yaml', 'utf8'));
assert.ok(parsed.ok);
const { policy } = parsed;

test('answers Teams within eight seconds while storage hangs, and what was asked for is said once it came back', async (t) => {
  const turn = new AbortController();
  const times: number[] = [];
  t.mock.method(AbortSignal, 'timeout', (ms: number) => {
    times.push(ms);
    return turn.signal;
  });
  let comeBack = () => {};
  const hanging = new Promise<void>((resolve) => {
    comeBack = resolve;
  });
  const parts = commandParts(createTestDesk(), policy);
  const said: string[] = [];
  const handle = createOnActivity({
    ...parts,
    people: { ...parts.people, remember: () => hanging, forget: async () => undefined },
    answer: async () => assert.fail('nobody clicked'),
    greetings: { first: async () => false, forget: async () => undefined },
    untilTurn: async () => undefined,
    adapter: { say: async (_to, text) => void said.push(text), post: async () => assert.fail('no card') },
  });
  const answered = handle({
    type: 'message',
    text: 'help',
    serviceUrl: 'http://127.0.0.1:3979/',
    from: { id: '29:alice', name: 'Alice Aho', aadObjectId: PEOPLE.alice },
    conversation: { id: 'a:alice', conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
  });
  turn.abort();
  assert.deepEqual([await answered, times, said.length], [undefined, [8000], 0]);
  comeBack();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(said.length, 1);
});
