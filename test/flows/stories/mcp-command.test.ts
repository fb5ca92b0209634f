// `countersign mcp` as hosts start it: the official client speaks to it over stdio, and it gets the agent's token by itself.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { agentEnvironment } from '../../../local/start/agent-environment.ts';
import { DEV_READ, EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';

const flow = await startFlow();
after(flow.stop);
const MAIN = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
const env = {
  PATH: process.env.PATH ?? '',
  ...agentEnvironment(flow.world.urls, 'nightlyEtl'),
};

async function host(change: Readonly<Record<string, string>> = {}): Promise<Client> {
  const client = new Client({ name: 'host', version: '1' });
  const command = { command: process.execPath, args: [MAIN, 'mcp'], env: { ...env, ...change } };
  await client.connect(new StdioClientTransport({ ...command, stderr: 'ignore' }));
  after(() => client.close());
  return client;
}

/** The command with these lines on stdin, which is then closed after so many lines of answers. */
async function raw(lines: readonly string[], answers: number, change: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [MAIN, 'mcp'], { env: { ...env, ...change } });
  const said = { out: '', err: '' };
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
    if (said.out.split('\n').length > answers) child.stdin.end();
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(lines.map((line) => `${line}\n`).join(''));
  if (answers === 0) child.stdin.end();
  const [code] = await once(child, 'close');
  return { code, err: said.err, out: said.out.trim().split('\n') };
}

it('gives a host all tools, and a person answers meanwhile', async () => {
  const client = await host();
  const { tools } = await client.listTools();
  assert.equal(tools.length, 7);
  const asked = await client.callTool({ name: 'request_approval', arguments: EXPORT });
  const { id } = (asked.structuredContent as { task: { id: string } }).task;
  await flow.teams.card(id);
  const waiting = client.callTool({ name: 'wait_for_decision', arguments: { request: id } });
  const read = await client.callTool({ name: 'check_policy', arguments: DEV_READ });
  assert.equal((read.structuredContent as { decision: boolean }).decision, true);
  await flow.teams.click(id, 'alice', 'deny');
  const { structuredContent } = await waiting;
  assert.equal((structuredContent as { task: { status: string } }).task.status, 'denied');
});

it('tells the host what is wrong: no identity, a wrong one, nobody there, and lines that are no message', async () => {
  const list = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/list' });
  const nobody = await raw([list], 1, { AZURE_CLIENT_ID: '' });
  assert.equal(nobody.code, 2);
  assert.match(nobody.err, /There is no token, and no identity to get one with/);
  const wrong = await raw([list], 1, { AZURE_CLIENT_SECRET: 'wrong' });
  assert.match(
    wrong.out[0] ?? '',
    /"id":7,"error":\{"code":-32000,"message":"AZURE_CLIENT_SECRET was not accepted/,
  );
  const auditor = agentEnvironment(flow.world.urls, 'auditExport');
  assert.match((await raw([list], 1, auditor)).out[0] ?? '', /Not permitted\. This call needs the app role/);
  const gone = await raw([list], 1, { COUNTERSIGN_URL: 'http://127.0.0.1:9' });
  assert.match(gone.out[0] ?? '', /does not answer/);
  const odd = await raw(
    ['nonsense', '[1]', JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }), list],
    3,
  );
  assert.equal(odd.code, 0);
  assert.equal(odd.out.filter((line) => line.includes('"code":-32700')).length, 2);
  assert.equal(odd.out.length, 3);
});

it('hands a message on as it came: what Countersign refuses of its letters is refused, not mended on the way', async () => {
  const lines = ['"x":900719925474099.31234567', '"x":1,"x":2'].map(
    (odd, id) => `{"jsonrpc":"2.0","id":${id},"method":"tools/list","params":{"_meta":{${odd}}}}`,
  );
  const { out } = await raw(lines, 2);
  for (const [id, line] of out.sort().entries()) {
    const said = out.find((each) => each.includes(`"id":${id}`)) ?? line;
    assert.match(said, /"error":\{"code":-32000,"message":"[^"]*(number|twice|more than once|JSON)/i, said);
  }
});

it('ends when the host goes, also while a call waits, and answers a pipe first', async () => {
  const client = await host();
  const asked = await client.callTool({ name: 'request_approval', arguments: EXPORT });
  const request = (asked.structuredContent as { task: { id: string } }).task.id;
  const call = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'wait_for_decision', arguments: { request } },
  };
  const piped = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'ping' });
  assert.deepEqual((await raw([piped], 0)).out, ['{"result":{},"jsonrpc":"2.0","id":2}']);
  const begun = performance.now();
  assert.equal((await raw([JSON.stringify(call)], 0)).code, 0);
  assert.ok(performance.now() - begun < 25_000, 'it waited to the end of the call');
});
