// The probes of the host, run against the local one: what it shows is what the genuine host shows, but for what is meant to differ.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startFlow } from '../support/flow.ts';

const flow = await startFlow();
after(flow.stop);
const url = flow.world.urls.functions;
const MAIN = fileURLToPath(new URL('../../../local/functions-host/probe/main.js', import.meta.url));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
interface Line {
  readonly what: string;
  readonly verdict: string;
}

/** The command as a process of its own. */
function probe(token: string, ...args: readonly string[]): Promise<Ended> {
  const { connectionString } = flow.world;
  const env = { ...process.env, COUNTERSIGN_TOKEN: token, COUNTERSIGN_STORAGE: connectionString };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

it('the local host shows what the genuine one does; what differs is meant to', async (t) => {
  const before = await flow.records.count();
  const { code, out, err } = await probe(await flow.world.tokens.agent('nightly-etl'), url);
  t.diagnostic(`\n${out}`);
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /, 1 as the local host differs on purpose, 0 differ, 4 cannot be seen from here\./);
  assert.equal(await flow.records.count(), before, 'nothing was recorded');
});

it('sees what becomes of messages that mean nothing, given the storage account', async () => {
  const { code, out, err } = await probe('', url, '--queue');
  assert.deepEqual([code, err], [0, ''], out);
  assert.match(out, /same {5}a message that is not base64 never reaches the app/);
  assert.match(out, /same {5}a message in base64 that means nothing is taken once and dropped/);
});

it('without a token it says what it cannot see, and two addresses stand side by side', async () => {
  const { code, out } = await probe('', url, url, '--json');
  const lines = JSON.parse(out) as readonly (Line & { sights: readonly string[] })[];
  assert.equal(code, 0);
  const unseen = lines.filter(({ verdict }) => verdict === 'cannot be seen from here');
  assert.equal(unseen.length, 4);
  assert.ok(lines.every((line) => unseen.includes(line) || line.sights.length === 2));
});

it('a host that answers otherwise is found out, line by line, with 1', async (t) => {
  // It reads what it is sent before it answers: one that does not may close on a large body, and then nothing is seen of it.
  const other = createServer((req, res) => {
    req.resume().on('end', () => res.writeHead(405, { allow: 'GET' }).end('no'));
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  t.after(() => other.close());
  const { code, out } = await probe('', `http://127.0.0.1:${(other.address() as AddressInfo).port}`);
  assert.equal(code, 1);
  assert.match(
    out,
    /DIFFERS {2}an unknown route is 404 without a body\n +here: 405 untyped body; content-length: /,
  );
  assert.match(out, /genuine: 404 empty; content-length: 0/);
});

it('a wrong call, a dead address and a token in the clear end with 2 and say what to do', async () => {
  for (const args of [[], ['nonsense'], [url, url, url], ['ftp://127.0.0.1/']])
    assert.equal((await probe('', ...args)).code, 2, args.join(' '));
  assert.match(
    (await probe('', '127.0.0.1:7071')).err,
    /"127\.0\.0\.1:7071" is no address: begin it with http/,
  );
  const dead = await probe('', 'http://127.0.0.1:9');
  assert.equal(dead.code, 2);
  assert.match(dead.err, /http:\/\/127\.0\.0\.1:9 does not answer/);
  const clear = await probe('a.b.c', 'http://example.com');
  assert.equal(clear.code, 2);
  assert.match(clear.err, /https addresses only/);
});
