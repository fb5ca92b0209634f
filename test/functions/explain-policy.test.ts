// The dry run: who may ask for it, for whom, of which policy, and that it is the verdict of a request. Of storage only what it reads is in its parts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { HttpResponseInit } from '@azure/functions';
import type { Standing } from '../../approvals/agent/standing.ts';
import type { LookUpPerson } from '../../approvals/approvers/directory-ports.ts';
import type { Place } from '../../approvals/counting/quota-book.ts';
import { DirectoryFault } from '../../approvals/faults.ts';
import type { Explanation } from '../../approvals/policy/explanation/explanation.ts';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import type { CallerCheck } from '../../entra/callers.ts';
import { explainPolicy } from '../../functions/explain-policy.ts';
import type { Parts } from '../../functions/parts.ts';
import { AGENTS, PEOPLE, TENANT } from '../../local/directory.ts';
import { POLICY_FILE } from '../../local/start/project.ts';
import { aContext, aPost } from '../support/http-calls.ts';

const text = readFileSync(POLICY_FILE, 'utf8');
const parsed = parsePolicy(text);
assert.ok(parsed.ok);
const { policy } = parsed;
function policyOf(other: string | undefined) {
  const read = other === undefined ? parsed : parsePolicy(other);
  assert.ok(read.ok, JSON.stringify(read));
  return read.policy;
}
const NOW = '2026-11-22T12:00:00.000Z';
const CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
const EXPORT = {
  action: { name: 'data.export', properties: { format: 'csv', rows: 25 } },
  resource: { type: 'database', id: 'prod/customers' },
  subject: { type: 'agent', id: 'nightly-etl' },
};

const workload = (...roles: readonly string[]): CallerCheck => ({
  ok: true,
  caller: { kind: 'workload', clientId: AGENTS.auditExport, tenant: TENANT, roles },
});
const person = (oid: string, change: object = {}): CallerCheck => ({
  ok: true,
  caller: {
    kind: 'person',
    oid,
    tenant: TENANT,
    name: 'Somebody',
    roles: [],
    scopes: ['Approvals.Operate'],
    clientId: CLI,
    acrs: [],
    ...change,
  },
});
const AUDITOR = workload('Approvals.Audit');
const ADMIN = workload('Approvals.Admin');

/** Ada is the one administrator the directory knows; anything else of the parts would throw. */
const lookUp: LookUpPerson = async (oid, groups) => ({
  oid,
  name: 'Somebody',
  enabled: true,
  guest: false,
  groups: oid === PEOPLE.ada ? groups : [],
  source: 'test',
});

/** Places under limits, by rule, and the standing of the agent. */
interface Stored {
  readonly places?: readonly Place[];
  readonly standing?: Pick<Standing, 'pause'>;
  readonly text?: string;
}

async function ask(check: CallerCheck, body: object | string, silent = false, stored: Stored = {}) {
  const desk = {
    clock: () => NOW,
    lookUp: silent ? () => Promise.reject(new DirectoryFault('silent', 503)) : lookUp,
    report: () => undefined,
    adminsGroup: policy.admins,
    tenant: TENANT,
    // Nothing that writes is there to be called.
    quota: { list: async () => stored.places ?? [] },
    standings: { peek: async () => stored.standing && { data: stored.standing } },
  };
  const parts = {
    verifyToken: async () => check,
    policy: policyOf(stored.text),
    tenant: TENANT,
    desk,
  } as unknown as Parts;
  const sent = aPost(typeof body === 'string' ? body : JSON.stringify(body));
  const reply = (await explainPolicy(parts)(sent, aContext().context)) as HttpResponseInit;
  return {
    status: reply.status,
    body: JSON.parse(String(reply.body)) as Explanation & Record<string, unknown>,
  };
}
const detailOf = (body: object): string => JSON.stringify(body);

test('auditors and administrators are told, nobody else', async () => {
  for (const [check, status] of [
    [AUDITOR, 200],
    [ADMIN, 200],
    [person(PEOPLE.audrey, { roles: ['Approvals.Audit'] }), 200],
    [person(PEOPLE.ada), 200],
    [person(PEOPLE.alice), 403],
    [person(PEOPLE.ada, { scopes: [] }), 403],
    [person(PEOPLE.ada, { clientId: AGENTS.nightlyEtl }), 403],
    [person(PEOPLE.audrey, { roles: ['Approvals.Audit'], clientId: AGENTS.warehouse }), 403],
    [workload(), 403],
    [workload('Requests.Create'), 403],
    [workload('Requests.Create', 'Approvals.Audit', 'Approvals.Admin'), 403],
  ] as const) {
    const reply = await ask(check, EXPORT);
    assert.equal(reply.status, status, JSON.stringify([check, reply.body]));
  }
});

test('while the directory is silent a person who only it could prove is told to try again', async () => {
  const reply = await ask(person(PEOPLE.ada), EXPORT, true);
  assert.equal(reply.status, 503);
});

test('tells why a request would be answered as it would, as of now or of another time', async () => {
  const { body } = await ask(AUDITOR, EXPORT);
  assert.deepEqual([body.effect, body.as_of, body.policy_version], ['review', NOW, policy.version]);
  assert.deepEqual(body.asked.agent, { name: 'nightly-etl', id: AGENTS.nightlyEtl, registered: true });
  assert.equal(body.rules.find(({ id }) => id === 'prod-export')?.result, 'matched');
  const later = await ask(AUDITOR, { ...EXPORT, now: '2026-12-24T18:00:00+01:00' });
  assert.equal(later.body.as_of, '2026-12-24T17:00:00.000Z');
});

test('an agent is named by its name or its id; one that nobody registered is explained as such', async () => {
  const as = (id: string) => ({ ...EXPORT, subject: { type: 'agent', id } });
  const byId = await ask(AUDITOR, as(AGENTS.nightlyEtl.toUpperCase()));
  assert.equal(byId.body.asked.agent.name, 'nightly-etl');
  const stranger = await ask(AUDITOR, as('7c0ffee0-0000-4000-8000-0000000000ff'));
  assert.equal(stranger.body.asked.agent.registered, false);
  for (const [body, wanted] of [
    [as('nightly-elt'), /did you mean nightly-etl\?/],
    [as('warehouse'), /is the enforcer warehouse/],
    [{ ...EXPORT, subject: undefined }, /"\/subject".*is missing: name the agent/],
    [{ ...EXPORT, rows: 1 }, /not known here/],
    [{ ...EXPORT, now: 'tomorrow' }, /must be a time with its offset/],
    [{ ...EXPORT, action: { name: 'data.export', properties: { rows: 1 } } }, /required property 'format'/],
    ['[]', /./],
  ] as const) {
    const reply = await ask(AUDITOR, body);
    assert.equal(reply.status, 400, detailOf(reply.body));
    assert.match(detailOf(reply.body), wanted);
  }
});

test('an enforcer’s word counts when one is named, as it would at its own call', async () => {
  const claims = {
    ...EXPORT,
    resource: { type: 'database', id: 'other/x', properties: { environment: 'prod' } },
  };
  assert.equal(
    (await ask(AUDITOR, claims)).body.rules.find(({ id }) => id === 'prod-export')?.result,
    'failed',
  );
  const told = await ask(AUDITOR, { ...claims, enforcer: 'warehouse' });
  assert.equal(told.body.asked.via_enforcer, true);
  assert.equal(told.body.rules.find(({ id }) => id === 'prod-export')?.result, 'matched');
  assert.equal((await ask(AUDITOR, { ...claims, enforcer: 'warhouse' })).status, 400);
  const elsewhere = { ...claims, resource: { type: 'vault', id: 'x' }, enforcer: 'warehouse' };
  assert.equal((await ask(AUDITOR, elsewhere)).status, 403);
});

test('a policy that is not in force is tried by administrators alone, and its mistakes are told', async () => {
  const stricter = text.replace('id: prod-export', 'id: stricter');
  const tried = { ...EXPORT, policy: stricter };
  for (const check of [ADMIN, person(PEOPLE.ada), person(PEOPLE.ada, { roles: ['Approvals.Audit'] })]) {
    const reply = await ask(check, tried);
    assert.equal(reply.status, 200, detailOf(reply.body));
    assert.notEqual(reply.body.policy_version, policy.version);
    assert.equal(reply.body.rules[0]?.id, 'stricter');
  }
  for (const check of [AUDITOR, person(PEOPLE.audrey, { roles: ['Approvals.Audit'] })])
    assert.equal((await ask(check, tried)).status, 403);
  const broken = await ask(ADMIN, { ...EXPORT, policy: text.replace('effect: deny', 'effect: denny') });
  assert.equal(broken.status, 400);
  assert.match(detailOf(broken.body), /Line \d+, column \d+: .*did you mean \\"deny\\"/);
  const long = await ask(ADMIN, { ...EXPORT, policy: `${text}${'# more\n'.repeat(40_000)}` });
  assert.match(detailOf(long.body), /longer than 256 KiB/);
  assert.equal((await ask(ADMIN, { ...EXPORT, policy: 'x'.repeat(1024 * 1024) })).status, 413);
});

test('what the action redacts is not told', async () => {
  const hiding = text.replace('    riskReason: personal data leaves the database\n', '    redact: [/note]\n');
  const looking = `${hiding}\n  - { id: looks, when: action.properties.note.contains("x"), effect: review }\n`;
  const asked = {
    ...EXPORT,
    action: { name: 'data.export', properties: { format: 'csv', rows: 1, note: 'hunter2hunter2' } },
  };
  const reply = await ask(ADMIN, { ...asked, policy: looking });
  assert.equal(reply.status, 200, detailOf(reply.body));
  assert.match(detailOf(reply.body), /redacted, 14 characters/);
  assert.doesNotMatch(detailOf(reply.body), /hunter2/);
});

const READ = {
  action: { name: 'data.read' },
  resource: { type: 'database', id: 'dev/orders' },
  subject: { type: 'agent', id: 'nightly-etl' },
};
const limited = text.replace(
  /( {2}- id: dev-read\n(?: {4}.*\n)*? {4}effect: allow)/,
  '$1\n    limit: { count: 2, per: agent, window: 1h }',
);
const places = (count: number): readonly Place[] =>
  Array.from({ length: count }, (_, n) => ({
    request: `req_${n}`,
    op: `op_${n}`,
    at: '2026-11-22T11:30:00.000Z',
    until: '2026-11-22T12:30:00.000Z',
    letIn: true,
  }));

test('how often rules with limits said yes by now is looked at: at the limit people are asked', async () => {
  for (const [count, effect] of [
    [0, 'allow'],
    [1, 'allow'],
    [2, 'review'],
  ] as const) {
    const { body } = await ask(AUDITOR, READ, false, { text: limited, places: places(count) });
    assert.equal(body.effect, effect);
    assert.deepEqual(body.just_now, {
      limits: [{ rule: 'dev-read', count: 2, per: 'agent', window_seconds: 3600, found: count }],
    });
    assert.deepEqual(body.not_looked_at, []);
  }
});

test('a pause of the agent is looked at, and stands above every rule', async () => {
  const pause = { at: '2026-11-22T11:00:00.000Z' } as NonNullable<Standing['pause']>;
  const { body } = await ask(AUDITOR, READ, false, { standing: { pause } });
  assert.equal(body.effect, 'deny');
  assert.equal(
    body.why[0],
    'nightly-etl is paused since 2026-11-22T11:00:00.000Z: nothing of it is let through',
  );
  assert.deepEqual(body.just_now, { paused_since: pause.at, limits: [] });
  const ended = { ...pause, ended: { by: {}, at: NOW } } as NonNullable<Standing['pause']>;
  const later = await ask(AUDITOR, READ, false, { standing: { pause: ended } });
  assert.deepEqual([later.body.effect, later.body.just_now], ['allow', { limits: [] }]);
});

test('of another time, or of a policy that is tried, nothing is looked at, and that is said', async () => {
  const stored = { text: limited, places: places(2) };
  const another = [{ now: '2026-11-23T12:00:00Z' }, { policy: limited }];
  for (const more of another) {
    const { body } = await ask(ADMIN, { ...READ, ...more }, false, stored);
    assert.deepEqual([body.effect, body.just_now, body.not_looked_at.length], ['allow', undefined, 2]);
  }
});
