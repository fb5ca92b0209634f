// A server on this machine that answers each path as a test says, and remembers what was asked of it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** What a path answers; a function decides anew at each call. */
export interface StubAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string;
}
type Answers = Readonly<Record<string, StubAnswer | ((calls: number) => StubAnswer)>>;

/** What came. */
export interface Heard {
  readonly call: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** Serves `METHOD /path`; everything else is 404 in plain text. Closed with the test. */
export async function startStub(t: TestContext, answers: (url: string) => Answers) {
  const heard: Heard[] = [];
  let url = '';
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const call = `${request.method} ${request.url}`;
    const { authorization } = request.headers;
    heard.push({ call, authorization, body: Buffer.concat(chunks).toString('utf8') });
    const found = answers(url)[call];
    const calls = heard.filter((each) => each.call === call).length;
    const answer = typeof found === 'function' ? found(calls) : found;
    const { status = 200, headers = {}, body = 'nothing here' } = answer ?? { status: 404 };
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, heard };
}
