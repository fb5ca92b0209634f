// What the app says while it works: exactly the lines that docs/telemetry.md lists, one trace from the ask to the callback and the card,
// and not a word that anybody else wrote. Everything the app's process prints is read.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { listen } from '../support/agent-ear.ts';
import { EXPORT, PROD_DELETION } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { until } from '../support/until.ts';

const CANARY = 'canary-7d1f';
/** Tokens, in whatever they stand. */
const SECRETS = new RegExp(`${CANARY}|eyJ[\\w-]{8,}|Bearer|contoso|Alice|Olivia`, 'i');
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

interface Said {
  readonly event: string;
  readonly request?: string;
  readonly traceparent?: string;
  readonly [member: string]: unknown;
}
const printed: string[] = [];
const said = (): Said[] =>
  printed.flatMap((line) => {
    const json = /^(?:\[\w+\] user: )?(\{"event":.*\})$/.exec(line)?.[1];
    return json === undefined ? [] : [JSON.parse(json) as Said];
  });
const saidOf = (id: string) => said().filter(({ request }) => request === id);
const count = (lines: readonly Said[]) => {
  const counts: Record<string, number> = {};
  for (const { event, status, reason } of lines) {
    const name = [event, status, reason].filter(Boolean).join(' ');
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

const flow = await startFlow({
  inProcessHost: false,
  onLine: (name, line) => {
    if (name === 'functions') printed.push(line);
  },
});
after(flow.stop);
const ear = await listen(flow.world.ports.agent);
after(ear.close);
const etl = flow.agent('nightly-etl');

const WISH = {
  ...EXPORT,
  action: {
    name: 'data.export',
    properties: { format: 'csv', rows: 7, note: `${CANARY} password=${CANARY}` },
  },
  context: { business_justification: `${CANARY}: please`, ticket: CANARY },
  client: { model: CANARY, run: CANARY },
  callback: { endpoint: ear.endpoint, state: CANARY },
};

/** What the bot sent to Teams. */
async function calls(): Promise<readonly { readonly traceparent?: string }[]> {
  const response = await fetch(`${flow.world.urls.teams}/_local/calls`);
  return (await response.json()) as { readonly traceparent?: string }[];
}

async function asked(headers: Record<string, string> = {}): Promise<string> {
  const reply = await etl.ask(WISH, {
    'idempotency-key': `${CANARY}-${printed.length}`,
    'x-secret': CANARY,
    cookie: `session=${CANARY}`,
    ...headers,
  });
  assert.equal(reply.status, 202, reply.text);
  const id = reply.body.task?.id ?? '';
  await flow.teams.card(id);
  return id;
}

it('tells each step of a request once, all of them under the trace that its agent began', async () => {
  const id = await asked({ traceparent: TRACEPARENT, tracestate: `vendor=${CANARY}` });
  await flow.teams.click(id, 'olivia', 'approve', { comment: CANARY });
  await flow.teams.click(id, 'alice', 'approve', { comment: `${CANARY} fine` });
  const approval = (await etl.read(id)).body.result?.approval;
  assert.ok(approval);
  const wish = { action: WISH.action, resource: WISH.resource };
  const context = { ticket: CANARY, approval };
  const redeemed = await etl.post(
    '/access/v1/evaluation',
    { ...wish, context },
    { 'x-request-id': `${CANARY}-run` },
  );
  assert.equal(redeemed.body.decision, true, redeemed.text);
  const again = await etl.post('/access/v1/evaluation', { ...wish, context }, { 'x-request-id': 'other' });
  assert.equal(again.body.decision, false);
  assert.equal((await etl.on(id, 'outcome', { result: 'succeeded', detail: CANARY })).status, 200);
  assert.equal((await etl.on(id, 'cancel', { reason: CANARY })).status, 409);
  await flow.records.quiet(id);
  await until('the callback', () => ear.heard.length === 1);
  await until('the last lines', () => {
    const { callback, 'refused already_ended': refused } = count(saidOf(id));
    return callback === 1 && refused === 1;
  });

  // What the bot says in words beside its cards belongs to no request. A card may go out once more while this looks.
  const { lines, sends } = await until('a line for each card that was sent', async () => {
    const sends = (await calls()).filter(({ traceparent }) => traceparent !== undefined);
    const lines = saidOf(id);
    return count(lines).card === sends.length ? { lines, sends } : undefined;
  });
  const { card = 0, ...others } = count(lines);
  assert.deepEqual(others, {
    requested: 1,
    'refused not_approver': 1,
    voted: 1,
    'decided approved': 1,
    callback: 1,
    redeemed: 1,
    'refused approval_expired': 1,
    outcome: 1,
    'refused already_ended': 1,
  });
  // Updates coalesce when the machine is slow: the card that asked, and the one that tells the end.
  assert.ok(card >= 2);

  const traces = [...lines.filter(({ event }) => event !== 'refused'), ...sends, ear.heard[0]?.headers ?? {}];
  for (const each of traces) assert.ok(each.traceparent?.startsWith(`00-${TRACE}-`), JSON.stringify(each));
  const refused = said().filter(({ event }) => event === 'refused');
  assert.deepEqual(
    refused.map(({ reason, door }) => `${door} ${reason}`),
    ['receiveActivity not_approver', 'evaluate approval_expired', 'cancelRequest already_ended'],
  );
  const decided = lines.find(({ event }) => event === 'decided');
  assert.deepEqual([decided?.by, typeof decided?.seconds], ['person', 'number']);
});

it('tells a callback that dies, and what was never asked of anybody', async () => {
  ear.answers.push(410);
  const id = await asked();
  await flow.teams.click(id, 'alice', 'deny', { comment: CANARY });
  await until('the dead callback', () => saidOf(id).some(({ event }) => event === 'work_dead'));
  const { card: _cards, ...others } = count(saidOf(id));
  assert.deepEqual(others, {
    requested: 1,
    voted: 1,
    'decided denied': 1,
    callback: 1,
    work_dead: 1,
  });
  const dead = saidOf(id).find(({ event }) => event === 'work_dead');
  const callback = saidOf(id).find(({ event }) => event === 'callback');
  assert.deepEqual([dead?.work, callback?.result, callback?.attempt], ['todo-tell-1', 'gone', 1]);

  const denied = await flow.agent('deploy-bot').ask(PROD_DELETION);
  const byRule = await until('both its lines', () => {
    const lines = saidOf(denied.body.task?.id ?? '');
    return lines.length >= 2 ? lines : undefined;
  });
  assert.deepEqual(
    byRule.map(({ event, effect, by }) => [event, effect ?? by]),
    [
      ['requested', 'deny'],
      ['decided', 'policy'],
    ],
  );
});

const FORGED: readonly (readonly [what: string, header: string])[] = [
  ['more behind it', `${TRACEPARENT}-${CANARY}`],
  ['another shape', `|${CANARY}.1.`],
  ['words', `Bearer ${CANARY}`],
  ['zeros', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`],
  ['eight kilobytes', `00-${'a'.repeat(8000)}`],
  ['two of them', `${TRACEPARENT}, ${TRACEPARENT}`],
  ['the forbidden version', `ff${TRACEPARENT.slice(2)}`],
];
for (const [what, traceparent] of FORGED) {
  it(`begins a trace of its own where a caller sends a forged one: ${what}`, async () => {
    ear.answers.length = 0;
    const id = await asked({ traceparent });
    const { request } = await flow.records.read(id);
    assert.match(request.trace ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    assert.ok(!request.trace?.includes(TRACE));
    assert.ok(saidOf(id).every((line) => line.traceparent === request.trace));
  });
}

it('takes no trace from the queue: whoever can write there could only mislead', async () => {
  const id = await asked();
  const message = { kind: 'show', request: id, todo: 'prompt-1', traceparent: TRACEPARENT, note: CANARY };
  await flow.storage.work.sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));
  await flow.storage.work.sendMessage(
    Buffer.from(JSON.stringify({ ...message, kind: CANARY })).toString('base64'),
  );
  await until('the line about the second', () => said().some(({ event }) => event === 'dropped'));
  await flow.records.quiet(id);
  assert.ok(saidOf(id).every(({ traceparent }) => !traceparent?.includes(TRACE)));
});

it('tells calls that are refused at the door, by reason and door', async () => {
  const before = said().length;
  await flow.bearer().ask(WISH);
  await flow.bearer(`${CANARY}.${CANARY}.${CANARY}`).ask(WISH);
  await etl.post(`/api/requests?code=${CANARY}`, `{"action":"${CANARY}"`);
  await etl.read(`req_${CANARY}`);
  await flow.person('olivia').on('req_00000000000000000000000000', 'decisions', { choice: CANARY });
  await flow.teams.send({ type: 'message', text: CANARY, serviceUrl: 'https://evil.example' });
  await flow.person('alice').get('/api/ready');
  const refused = await until('seven lines', () => {
    const lines = said().slice(before);
    const found = lines.filter(({ event }) => event === 'refused');
    return found.length >= 7 ? found : undefined;
  });
  assert.deepEqual(
    refused.map(({ door, reason }) => `${door} ${reason}`),
    [
      'submitRequest unauthenticated',
      'submitRequest unauthenticated',
      'submitRequest invalid',
      'getRequest unknown_request',
      'decideRequest unknown_request',
      'receiveActivity unauthenticated',
      'getReady not_permitted',
    ],
  );
});

it('tells once a minute how the whole fares', async () => {
  const health = await until('the line', () => said().findLast(({ event }) => event === 'health'));
  for (const member of ['pending', 'oldest_due_s', 'dead', 'queue', 'poison', 'unreached', 'newer']) {
    assert.equal(typeof health[member], 'number', member);
  }
});

it('has printed nothing that anybody else wrote: no secret, no name, no token, in all of the above', () => {
  assert.ok(said().length > 40);
  for (const line of printed) assert.doesNotMatch(line, SECRETS);
  const strange = printed.filter((line) => !/^\[(information|warning|error)\] user: \{"event":"/.test(line));
  assert.deepEqual(
    // Outside of any call no host puts its mark before our line. Newer versions of Node warn of what libraries use.
    strange.filter(
      (line) =>
        !/LOCAL MODE|^\{"event":"(?:policy_loaded|card)",.*\}$|^\{"ready":true|^\[information\] Function\.\w+: is disabled|^console: \(node:\d+\) \[DEP\d+\] /.test(
          line,
        ),
    ),
    [],
  );
});
