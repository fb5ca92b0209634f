// One call over a network that loses answers: the same key each time, and no token to anybody else.
import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { askForAnswer } from '../../cli/call.ts';
import { CommandError } from '../../cli/exit.ts';

/** A server that answers in turn; the last answer stays. */
async function serve(t: TestContext, ...answers: readonly RequestListener[]) {
  const heard: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    heard.push(request.headers);
    request.resume();
    answers[Math.min(heard.length, answers.length) - 1]?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
const says =
  (status: number, text = '{}', headers = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(text);
const call = (url: string) =>
  askForAnswer(
    { url, token: 'a.b.c' },
    { method: 'POST', path: '/access/v1/records', body: {}, headers: { 'idempotency-key': 'k' } },
    'Nothing is known of it. Run it again.',
  );

test('tries again under the same key when the answer is lost or the server is busy', async (t) => {
  const cut: RequestListener = (request) => void request.socket.destroy();
  const { heard, url } = await serve(t, cut, says(503), says(201, '{"task":{}}'));
  assert.equal((await call(url)).status, 201);
  assert.deepEqual(
    heard.map((each) => each['idempotency-key']),
    ['k', 'k', 'k'],
  );
});

test('does not repeat a no, and gives up a server that stays broken', async (t) => {
  const no = await serve(t, says(403, '{"title":"Not permitted"}'));
  assert.deepEqual((await call(no.url)).body, { title: 'Not permitted' });
  assert.equal(no.heard.length, 1);
  const broken = await serve(t, says(502, '<html>'));
  assert.equal((await call(broken.url)).status, 502);
  assert.ok(broken.heard.length > 1);
});

test('carries the token to no other address, and says so of none that answers', async (t) => {
  const other = await serve(t, says(201));
  const first = await serve(t, says(307, '', { location: other.url }));
  await assert.rejects(call(first.url), (error) => {
    assert.ok(error instanceof CommandError && error.code === 1);
    assert.match(
      error.message,
      /^http:.* does not answer \(.+\)\.\nNothing is known of it\. Run it again\.$/,
    );
    return true;
  });
  assert.equal(other.heard.length, 0);
});
