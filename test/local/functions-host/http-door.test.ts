import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Host, startHost } from '../../../local/functions-host/start.ts';
import { sendRaw, until } from './support.ts';

let host: Host;
let seen: Record<string, unknown[]>;
const lines: string[] = [];
const keys = { master: 'master-key', host: 'host-key', functions: { closed: 'own-key' } };

before(async () => {
  host = await startHost({
    appFile: fileURLToPath(new URL('./fixture-app.js', import.meta.url)),
    hostJson: { version: '2.0' },
    port: 0,
    keys,
    log: (level, category, message) => lines.push(`${level} ${category} ${message}`),
  });
  // The same instance the host has loaded; loaded before it, the library would have found no host.
  ({ seen } = await import('./fixture-app.ts'));
});
after(() => host.close());

const get = (path: string, init?: RequestInit) => fetch(host.url + path, init);
const echo = async (path: string, init?: RequestInit) => {
  const reply = await get(path, init);
  assert.equal(reply.status, 200, path);
  return JSON.parse(await reply.text());
};
const statusOf = async (path: string, init?: RequestInit) => {
  const reply = await get(path, init);
  assert.equal(await reply.text(), '');
  return reply.status;
};

test('a function without a route answers under its name, below the prefix api', async () => {
  assert.equal((await echo('/api/named')).name, 'named');
  assert.equal((await echo('/API/NAMED/')).name, 'named');
  assert.equal(await statusOf('/named'), 404);
});

test('unknown routes, wrong methods and failed constraints are all 404 without a body', async () => {
  assert.equal(await statusOf('/api/none'), 404);
  assert.equal(await statusOf('/api/named', { method: 'DELETE' }), 404);
  assert.equal(await statusOf('/api/named', { method: 'HEAD' }), 404);
  assert.equal(await statusOf('/api/named', { method: 'OPTIONS' }), 404);
  assert.equal(await statusOf('/api/typed/abc'), 404);
  assert.equal(await statusOf('/api/typed/4'), 404);
  assert.equal(await statusOf('/api//named'), 404);
});

test('the first function by name wins, not the literal route', async () => {
  assert.equal((await echo('/api/things/first')).name, 'a-first');
  assert.equal((await echo('/api/things/literal')).name, 'b-param');
});

test('parameters are decoded except %2F; a missing optional one is absent', async () => {
  assert.deepEqual((await echo('/api/things/a%20b%2Fc')).params, { id: 'a b%2Fc' });
  assert.deepEqual((await echo('/api/typed/7')).params, { id: '7' });
  assert.deepEqual((await echo('/api/typed/7/x')).params, { id: '7', part: 'x' });
  assert.deepEqual((await echo('/api/fallback')).params, { p: 'five' });
  assert.deepEqual((await echo('/api/rest')).params, {});
  assert.deepEqual((await echo('/api/rest/a/b%20c/')).params, { rest: 'a/b c/' });
  assert.deepEqual((await echo('/api/x-1.2.3')).params, { y: '1.2', z: '3' });
});

test('a repeated query parameter and a repeated header are joined by a comma', async () => {
  const seenBy = await echo('/api/named?x=1&x=2&y=a+b');
  assert.deepEqual(seenBy.query, { x: '1,2', y: 'a b' });
  assert.match(seenBy.url, /\/api\/named\?x=1&x=2&y=a\+b$/);
  const reply = await sendRaw(
    host.port,
    'GET /api/named HTTP/1.1\r\nHost: x\r\nX-Many: 1\r\nx-many: 2\r\nConnection: close\r\n\r\n',
  );
  assert.match(reply, /"many":"1,2"/);
});

test('a body arrives with a Content-Length and is dropped without', async () => {
  assert.equal((await echo('/api/named', { method: 'POST', body: 'hello' })).body, 'hello');
  const chunked =
    'POST /api/named HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n';
  assert.match(await sendRaw(host.port, chunked), /"body":""/);
  const withGet = 'GET /api/named HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello';
  assert.match(await sendRaw(host.port, withGet), /"body":""/);
});

test('a handler that returns nothing is 204', async () => {
  assert.equal(await statusOf('/api/nothing'), 204);
});

test('a handler that returns a string or throws is 500 with an empty body', async () => {
  assert.equal(await statusOf('/api/wrong'), 500);
  assert.equal(await statusOf('/api/throws'), 500);
  await until(
    () => lines.some((line) => /^error Function\.throws .*on purpose/.test(line)),
    'the error is logged',
  );
});

test('strings are text/plain, bytes carry no content type', async () => {
  const text = await get('/api/text');
  assert.equal(text.headers.get('content-type'), 'text/plain;charset=UTF-8');
  assert.equal(await text.text(), 'plain');
  const bytes = await get('/api/bytes');
  assert.equal(bytes.headers.get('content-type'), null);
  assert.equal(bytes.headers.get('content-length'), '3');
});

test('cookies are written as ASP.NET writes them; of Set-Cookie headers the last survives', async () => {
  const reply = await get('/api/cookies');
  assert.deepEqual(reply.headers.getSetCookie(), [
    'two=2',
    'c=a%20b%27; expires=Thu, 01 Jan 1970 00:00:01 GMT; max-age=9; path=/p; secure; samesite=none; httponly',
    'd=e; path=/',
  ]);
});

test('keys: the header wins over ?code=, a function takes its own, the host and the master key', async () => {
  const withKey = (key: string) => ({ headers: { 'x-functions-key': key } });
  assert.equal(await statusOf('/api/closed'), 401);
  assert.equal(await statusOf('/api/closed', withKey('wrong')), 401);
  assert.equal((await get('/api/closed', withKey('own-key'))).status, 200);
  assert.equal((await get('/api/closed?code=host-key')).status, 200);
  assert.equal(await statusOf('/api/closed?code=host-key', withKey('wrong')), 401);
  assert.equal(await statusOf('/api/admins', withKey('host-key')), 401);
  assert.equal((await get('/api/admins', withKey('master-key'))).status, 200);
  assert.equal((await get('/api/named')).status, 200);
});

test('pre-invocation hooks change inputs, post-invocation hooks rescue an error, log hooks rewrite the app’s log', async () => {
  assert.equal(await (await get('/api/hooked')).text(), 'changed by the hook');
  const saved = await get('/api/saved');
  assert.equal(saved.status, 299);
  assert.equal(await saved.text(), 'saved by the hook');
  assert.equal(await statusOf('/api/throws'), 500);
  assert.ok(lines.includes('information user the key is ***'));
  assert.ok(!lines.some((line) => line.includes('s3cret')));
  assert.deepEqual(seen.appStart, [{ started: true }]);
  assert.ok(seen.post?.some((one) => Reflect.get(Object(one), 'pre') === 'saved'));
});

test('the trace of the caller reaches the handler', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  assert.equal((await echo('/api/named', { headers: { traceparent } })).trace, traceparent);
  assert.match((await echo('/api/named')).trace, /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
});

test('/admin needs the master key, tells the state and runs a timer by hand', async () => {
  const headers = { 'x-functions-key': 'master-key', 'content-type': 'application/json' };
  assert.equal(await statusOf('/admin/host/status'), 401);
  const status = await get('/admin/host/status', { headers });
  assert.equal(JSON.parse(await status.text()).state, 'Running');
  const runs = seen.daily?.length ?? 0;
  const run = { method: 'POST', headers, body: '{"input":""}' };
  assert.equal(await statusOf('/admin/functions/daily', run), 202);
  await until(() => seen.daily?.length === runs + 1, 'the timer runs');
  assert.equal(await statusOf('/admin/functions/none', run), 404);
  assert.equal(
    await statusOf('/admin/functions/daily', { ...run, headers: { 'x-functions-key': 'master-key' } }),
    415,
  );
});

test('timers run by the second and at startup, never past due without a status', async () => {
  await until(() => (seen.tick?.length ?? 0) >= 2, 'two ticks');
  assert.deepEqual(seen.tick?.[0], {
    schedule: { adjustForDST: true },
    scheduleStatus: null,
    isPastDue: false,
  });
  const daily = Object(seen.daily?.[0]);
  assert.equal(daily.isPastDue, false);
  assert.match(daily.scheduleStatus.next, /T03:00:00\.000Z$/);
});

test('the host lists its functions with their routes', () => {
  const typed = host.functions.find((one) => one.name === 'typed');
  assert.deepEqual(typed, {
    name: 'typed',
    type: 'httpTrigger',
    route: 'api/typed/{id:int:min(5)}/{part?}',
    methods: ['GET', 'POST', 'PUT'],
  });
  assert.deepEqual(host.functions.map((one) => one.name).slice(0, 3), ['a-first', 'admin-like', 'admins']);
});

test('closing waits for what runs, then tells the app', async () => {
  const reply = get('/api/slow');
  await new Promise((resolve) => setTimeout(resolve, 100));
  await host.close();
  assert.equal(await (await reply).text(), 'slow');
  assert.deepEqual(seen.slow, ['ended']);
  assert.deepEqual(seen.appTerminate, ['ended']);
  await assert.rejects(get('/api/named'));
});
