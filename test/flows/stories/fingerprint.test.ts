// People compare a request by its fingerprint, on the phone, the page and the command line: it is the same wherever they meet it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { AGENTS } from '../../../local/directory.ts';
import { agentEnvironment } from '../../../local/start/agent-environment.ts';
import { listen } from '../support/agent-ear.ts';
import { EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { pageToken } from '../support/page-sign-in.ts';
import { asked } from '../support/steps.ts';

const flow = await startFlow();
after(flow.stop);
const ear = await listen(flow.world.ports.agent);
after(ear.close);
const scratch = mkdtempSync(join(tmpdir(), 'countersign-fingerprint-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const MAIN = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));

/** What a command of this agent prints. */
function printed(as: keyof typeof AGENTS, ...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH, ...agentEnvironment(flow.world.urls, as) };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env }, (_error, out, err) => resolve(out + err));
  });
}

async function byMcp(id: string): Promise<string> {
  const client = new Client({ name: 'test', version: '1' });
  const headers = { authorization: `Bearer ${await flow.world.tokens.agent('nightly-etl')}` };
  const url = new URL(`${flow.world.urls.functions}/mcp`);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }) as Transport);
  try {
    return JSON.stringify(await client.callTool({ name: 'get_request', arguments: { request: id } }));
  } finally {
    await client.close();
  }
}

/** Everything in it that has the form of a fingerprint. */
const fingerprintsIn = (text: string) => new Set(text.match(/\b[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}\b/g));

it('is one and the same on the card, the page, the command line, by API, MCP, callback and in the export', async () => {
  const id = await asked(flow, { ...EXPORT, callback: { endpoint: ear.endpoint, state: 'job' } });
  const onPage = async () => {
    const page = flow.bearer(await pageToken(flow, 'alice'));
    const { card, task } = (await page.read(`${id}/review`)).body as Record<string, unknown>;
    return [JSON.stringify(card), JSON.stringify(task)];
  };
  const waiting = (await flow.teams.card(id)).words;
  const [expected = 'none'] = fingerprintsIn(waiting);
  const [pageWaiting = '', pageTask = ''] = await onPage();
  const asking = {
    'countersign status': await printed('nightlyEtl', 'status', id),
    'the API': (await flow.agent('nightly-etl').read(id)).text,
    'an MCP client': await byMcp(id),
  };
  await flow.teams.click(id, 'alice', 'approve');
  await flow.records.tells(id, 'requested', 'voted', 'approved');
  const folder = join(scratch, 'record');
  await printed('auditExport', 'audit', 'export', '--out', folder);
  const [pageOver = ''] = await onPage();
  const surfaces = {
    'the waiting card': waiting,
    'the card once approved': (await flow.teams.card(id)).words,
    'the waiting page': pageWaiting,
    'the task on the page': pageTask,
    'the page once approved': pageOver,
    ...asking,
    'the callback': ear.heard[0]?.bytes ?? '',
    'countersign explain': await printed('auditExport', 'explain', id),
    'countersign explain of an export': await printed('auditExport', 'explain', id, '--from-export', folder),
  };
  assert.match(expected, /^[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}$/);
  for (const [surface, text] of Object.entries(surfaces)) {
    assert.deepEqual([...fingerprintsIn(text)], [expected], surface);
  }
});
