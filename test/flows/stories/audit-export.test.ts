// The record as an auditor takes it away, over the real wire and out of real storage; and whoever is no auditor, or brings a cursor that is
// not theirs. After each attempt the log of the record has exactly the events it should.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { RequestLine } from '../../../approvals/audit/package.ts';
import { verifyChain } from '../../../approvals/change/chain.ts';
import type { ChainEvent } from '../../../approvals/words.ts';
import { TENANT } from '../../../local/directory.ts';
import { createRecordStore } from '../../../store/record-store.ts';
import { DEV_READ, EXPORT, PROD_DELETION } from '../support/caller.ts';
import { MINUTE_MS } from '../support/clock.ts';
import { fetchExport, pageOf, today } from '../support/export.ts';
import { startFlow } from '../support/flow.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import { assertProblem } from '../support/problems.ts';
import { approved, asked } from '../support/steps.ts';
import type { Reply } from '../support/told.ts';

const REDACTING = policyWith(ROOMY).replace(/^( {2}data\.export:\n)/m, '$1    redact: [/target]\n');
const flow = await startFlow({ policyText: REDACTING });
after(flow.stop);
const auditor = flow.agent('audit-export');
const audrey = flow.person('audrey');
const etl = flow.agent('nightly-etl');
const HOUR_MS = 60 * MINUTE_MS;

/** Types of the log's events, in order; its chain is whole. */
async function logTells(): Promise<readonly string[]> {
  const store = createRecordStore<{ seq: number; head: string }>(flow.storage.requests, 'log');
  const id = `log_${TENANT}`;
  const [head, rows] = [await store.load(id), await store.list<ChainEvent>(id, 'event-')];
  const events = rows.map(({ row }) => row.data);
  assert.deepEqual(verifyChain(events, head?.data ?? { seq: 0, head: '' }), { ok: true });
  return events.map(({ type }) => type);
}

/** What the log got more while this was done. */
async function addedTo(run: () => Promise<unknown>): Promise<readonly string[]> {
  const before = (await logTells()).length;
  await run();
  return (await logTells()).slice(before);
}

const lastOf = (page: Reply) => JSON.parse(page.text.trimEnd().split('\n').at(-1) ?? '');

it('an export holds every request of its days with its whole chain, signed, and the log tells who took it', async () => {
  const { id, approval } = await approved(flow);
  await etl.redeem(approval, 'export-1');
  const waiting = await asked(flow);
  await etl.ask(DEV_READ);
  await etl.ask(PROD_DELETION);

  const { files, manifest, jws } = await fetchExport(auditor);
  const requests = (files['requests.ndjson'] ?? []) as unknown as RequestLine[];
  assert.deepEqual(
    requests.map((row) => row.id),
    requests.map((row) => row.id).toSorted(),
  );
  assert.ok([id, waiting].every((each) => requests.some((row) => row.id === each)));
  const events = (files['events.ndjson'] ?? []) as unknown as ChainEvent[];
  for (const row of requests) {
    const chain = events.filter(({ request }) => request === row.id);
    assert.deepEqual(verifyChain(chain, row), { ok: true });
  }
  assert.deepEqual(manifest.counts.by_status, { approved: 2, denied: 1, pending: 1 });
  assert.deepEqual(
    manifest.policies,
    (files['policies.ndjson'] ?? []).map(({ version }) => version),
  );
  assert.equal(decodeProtectedHeader(jws).typ, 'countersign-manifest+jws');
  assert.deepEqual(decodeJwt(jws), manifest);
  assert.deepEqual(await logTells(), ['policy_loaded', 'route_linked', 'export_started', 'exported']);
  assert.equal(events.at(-1)?.type, 'export_started');
});

it('the same query over the same record gives the same bytes, but for the log, time and number of the export', async () => {
  const [first, second] = [await fetchExport(auditor), await fetchExport(audrey)];
  const without = ({ pages }: typeof first) =>
    pages[0]
      ?.split('\n')
      .filter((line) => !line.includes('"request":"log_') && !line.startsWith('{"next"'))
      .join('\n');
  assert.equal(without(first), without(second));
  assert.equal(second.manifest.export.by.kind, 'person');
  assert.equal(second.manifest.export.event, first.manifest.export.event + 2);
});

it('a page whose answer was lost is fetched again, the last one five times at once: one event, one manifest', async () => {
  const added = await addedTo(async () => {
    const first = await auditor.get(pageOf({}));
    const { next } = lastOf(first);
    const pages = await Promise.all(Array.from({ length: 5 }, () => auditor.get(pageOf({ after: next }))));
    assert.deepEqual(
      pages.map(({ status }) => status),
      [200, 200, 200, 200, 200],
    );
    assert.equal(new Set(pages.map(({ text }) => text)).size, 1);
    const again = await auditor.get(pageOf({ after: next }));
    assert.equal(again.text, pages[0]?.text);
  });
  assert.deepEqual(added, ['export_started', 'exported']);
});

it('thirty exports that begin at once are thirty events, or are told to come again', async () => {
  let begun = 0;
  const added = await addedTo(async () => {
    const pages = await Promise.all(Array.from({ length: 30 }, () => auditor.get(pageOf({}))));
    begun = pages.filter(({ status }) => status === 200).length;
    for (const page of pages.filter(({ status }) => status !== 200)) assertProblem(page, 503, 'busy');
  });
  assert.ok(begun > 0);
  assert.deepEqual(
    added,
    Array.from({ length: begun }, () => 'export_started'),
  );
});

it('whoever is no auditor gets nothing, and the log nothing either', async () => {
  const added = await addedTo(async () => {
    for (const name of ['nightly-etl', 'deploy-bot', 'warehouse']) {
      for (const path of [pageOf({}), '/api/audit/heads', '/api/audit/heads?n=1']) {
        assertProblem(await flow.agent(name).get(path), 403, 'not_permitted', `${name} ${path}`);
      }
      assertProblem(await flow.agent(name).post('/api/audit/seals', {}), 403, 'not_permitted', name);
    }
    for (const name of ['alice', 'ada', 'gus']) {
      assertProblem(await flow.person(name).get(pageOf({})), 403, 'not_permitted', name);
      assertProblem(await flow.person(name).get('/api/audit/heads'), 403, 'not_permitted', name);
    }
    assertProblem(await flow.person('alice').post('/api/audit/seals', {}), 403, 'not_permitted');
    assertProblem(await flow.bearer().get(pageOf({})), 401, 'unauthenticated');
    const both = { roles: ['Requests.Create', 'Approvals.Audit'] };
    assertProblem(
      await flow.bearer(await flow.directory.mint(both)).get(pageOf({})),
      403,
      'not_permitted',
      'an agent that was given the role of auditors',
    );
  });
  assert.deepEqual(added, []);
});

it('days that are none, turned around or not begun are told as such, and nothing is recorded', async () => {
  const tomorrow = new Date(Date.now() + 24 * HOUR_MS).toISOString().slice(0, 10);
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['', today(), /is no day/],
    ['2026-02-30', today(), /is no day/],
    ['yesterday', today(), /is no day/],
    ['2026-1-1', today(), /is no day/],
    ["2026-01-01' or PartitionKey ne '", today(), /is no day/],
    ['+002026-01-01', today(), /is no day/],
    [today(), '2020-01-01', /comes after/],
    [today(), tomorrow, /has not begun/],
  ];
  const added = await addedTo(async () => {
    for (const [from, to, says] of wrong) {
      const reply = await auditor.get(pageOf({ from, to }));
      assertProblem(reply, 400, 'invalid', `${from} ${to}`);
      assert.match(reply.body.problems?.[0]?.message ?? '', says);
    }
    assertProblem(await auditor.get('/api/audit'), 400, 'invalid');
    assertProblem(await auditor.get(`/api/audit?from=${today()}`), 400, 'invalid');
  });
  assert.deepEqual(added, []);
});

it('a hundred years cost no more than the days on which something was asked', async () => {
  const begun = performance.now();
  const { manifest, pages } = await fetchExport(auditor, { from: '1926-01-01' });
  assert.equal(manifest.counts.requests, 4);
  assert.equal(pages.length, 2);
  // A query for each of the 36,500 days would take minutes.
  assert.ok(performance.now() - begun < 20_000);
});

it('a cursor that is forged, changed, of somebody else, of other days, of another kind or too old goes nowhere', async () => {
  const { next } = lastOf(await auditor.get(pageOf({})));
  const { manifest: _m, jws } = await fetchExport(auditor);
  const [header, payload, signature] = next.split('.');
  const said = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const richer = Buffer.from(JSON.stringify({ ...said, event: 1 })).toString('base64url');
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'countersign-export-cursor+jws' })).toString(
    'base64url',
  );
  const { approval } = await approved(flow);
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['made up', 'eyJhbGciOiJFUzI1NiJ9.e30.AAAA', /no cursor/],
    ['empty', '', /no cursor/],
    ['with another payload', `${header}.${richer}.${signature}`, /no cursor/],
    ['with no algorithm', `${none}.${payload}.`, /no cursor/],
    ['with its signature cut', `${header}.${payload}.${signature.slice(0, -4)}`, /no cursor/],
    ['a signed manifest', jws, /no cursor/],
    ['an approval', approval.state ?? '', /no cursor/],
    ['far too long', next.repeat(3), /no cursor/],
  ];
  const added = await addedTo(async () => {
    for (const [what, cursor, says] of wrong) {
      const reply = await auditor.get(pageOf({ after: cursor }));
      assertProblem(reply, 400, 'invalid', what);
      assert.match(reply.body.problems?.[0]?.message ?? '', says, what);
    }
    const foreign = await audrey.get(pageOf({ after: next }));
    assertProblem(foreign, 400, 'invalid');
    assert.match(foreign.body.problems?.[0]?.message ?? '', /somebody else/);
    const other = await auditor.get(pageOf({ from: '2026-01-01', after: next }));
    assertProblem(other, 400, 'invalid');
    assert.match(other.body.problems?.[0]?.message ?? '', /belongs to the days/);
    assertProblem(await etl.get(pageOf({ after: next })), 403, 'not_permitted');
    assert.equal((await auditor.get(pageOf({ after: next }))).status, 200);
  });
  assert.deepEqual(added, ['exported']);
  assert.ok(next.length < 6000, `${next.length}`);
});

it('nothing that could be used, and nothing that looks like a secret, is in an export', async () => {
  const secret = 'hunter2-of-the-warehouse';
  const { id } = await approved(flow, {
    action: { name: 'data.export', properties: { format: 'csv', rows: 1, target: secret } },
    resource: EXPORT.resource,
    context: { business_justification: `With password=${secret} it works.` },
    callback: { endpoint: `http://127.0.0.1:${flow.world.ports.agent}/callbacks/nightly-etl` },
  });
  const { pages, files } = await fetchExport(auditor);
  const text = pages.join('');
  assert.doesNotMatch(text, new RegExp(secret));
  const line = (files['requests.ndjson'] as unknown as RequestLine[]).find((row) => row.id === id);
  assert.ok(line !== undefined && 'intent_left_out' in line);
  assert.equal(line.intent_left_out.because, 'redacted');
  assert.match(
    JSON.stringify(line.intent_left_out),
    /⟨redacted: by the policy, 24 characters, digest [0-9a-f]{8}⟩/,
  );
  assert.deepEqual(line.grant?.state === 'unused' && 'token_left_out' in line.grant, true);
  assert.match(
    JSON.stringify(files['texts.ndjson']),
    /"redacted":true,.*"text":"With password=⟨redacted: password, 24 characters, digest [0-9a-f]{8}⟩/,
  );
  const { prompts } = await flow.records.read(id);
  const nonce = prompts[0]?.nonce ?? 'none';
  for (const never of [
    nonce,
    // Of cards; where routes lead the log tells by the id of the conversation.
    '"conversation":{',
    'serviceUrl',
    '"nonce"',
    'callbacks/nightly-etl',
    '"lease"',
    'bodyHash',
  ])
    assert.equal(text.includes(never), false, never);
});

it('seven hours later the cursor is too old', async () => {
  const { next } = lastOf(await auditor.get(pageOf({})));
  const query = { from: today(), to: today() };
  await flow.pass(7 * HOUR_MS);
  const reply = await auditor.get(pageOf({ ...query, after: next }));
  assertProblem(reply, 400, 'invalid');
  assert.match(reply.body.problems?.[0]?.message ?? '', /could be used until/);
});
