// In local mode a call must name this machine, in its address and in its Host header; whatever the host listens on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InvocationContext, PreInvocationContext } from '@azure/functions';
import { answerThisMachineOnly } from '../../functions/local-calls.ts';

const through = () => ({ status: 200 });

/** What becomes of a call: its own handler, or the refusal. */
async function statusOf(url: string, host?: string, trigger = 'httpTrigger'): Promise<number> {
  const context = {
    inputs: [{ url, headers: new Headers(host === undefined ? {} : { host }) }],
    functionHandler: through,
    invocationContext: { options: { trigger: { type: trigger } } },
  } as unknown as PreInvocationContext;
  answerThisMachineOnly(context);
  const reply = await context.functionHandler(undefined, context.invocationContext as InvocationContext);
  return (reply as { status: number }).status;
}

test('lets calls through that name this machine', async () => {
  for (const name of ['127.0.0.1:7071', 'localhost:7071', '[::1]:7071', 'LOCALHOST']) {
    assert.equal(await statusOf(`http://${name}/api/health`, name), 200, name);
    assert.equal(await statusOf(`http://${name}/api/health`), 200, name);
  }
});

test('runs no door for a call that names another machine', async () => {
  for (const name of [
    '192.168.0.7:7071',
    'dev.example.com',
    '127.0.0.1.example.com',
    'localhost.example.com',
    '0.0.0.0:7071',
    '',
  ]) {
    assert.equal(await statusOf(`http://127.0.0.1:7071/api/health`, name), 421, name);
    if (name !== '') assert.equal(await statusOf(`http://${name}/api/health`, '127.0.0.1:7071'), 421, name);
  }
});

test('leaves the queue and the timer alone', async () => {
  assert.equal(await statusOf('http://dev.example.com/', 'dev.example.com', 'queueTrigger'), 200);
});
