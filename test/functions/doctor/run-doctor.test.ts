// Who may ask, and what is told when nothing at all answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpResponseInit } from '@azure/functions';
import library from '@azure/functions';
import type { DirectoryPerson } from '../../../approvals/approvers/directory-ports.ts';
import type { Check } from '../../../approvals/doctor/check.ts';
import { DirectoryFault, StoreFault } from '../../../approvals/faults.ts';
import type { CallerCheck, PersonCaller, WorkloadCaller } from '../../../entra/callers.ts';
import { runDoctor } from '../../../functions/doctor/run-doctor.ts';
import type { Parts } from '../../../functions/parts.ts';
import { AGENTS, GROUPS, PEOPLE, TENANT } from '../../../local/directory.ts';
import { aContext } from '../../support/http-calls.ts';
import { aPersonCaller, aWorkload } from '../own-call.ts';

const policy = {
  version: 'f00d',
  admins: GROUPS.admins,
  agents: new Map([
    [
      AGENTS.nightlyEtl,
      { name: 'nightly-etl', clientId: AGENTS.nightlyEtl, owners: [], callbacks: ['https://x.example/'] },
    ],
  ]),
  enforcers: new Map(),
  groups: new Map([['data-owners', GROUPS.dataOwners]]),
  routes: new Map([['data-approvals', { timeZone: 'UTC' }]]),
  rules: [],
  defaults: {
    requirements: [{ groups: [{ name: 'data-owners', id: GROUPS.dataOwners }], people: [], count: 1 }],
  },
};
const broken = (fault: () => Error) => () => Promise.reject(fault());
const noStore = broken(() => new StoreFault('no answer from storage', true));
const noGraph = broken(() => new DirectoryFault('Microsoft Graph is away.'));
const noReason = broken(() => new Error('token eyJhbGciOi'));

/** A deployment in which nothing answers; the directory as told. */
function partsWith(
  lookUp: () => Promise<DirectoryPerson | undefined>,
  caller: PersonCaller | WorkloadCaller,
) {
  const check: CallerCheck = { ok: true, caller };
  const desk = { lookUp, adminsGroup: GROUPS.admins, tenant: TENANT, report: () => {} };
  const doctor = {
    policy,
    mode: 'azure',
    botType: 'UserAssignedMSI',
    baseUrl: 'https://countersign.example.com',
    audience: 'api',
    clock: () => '2026-11-21T14:00:00.000Z',
    lookUp: noGraph,
    nameOfGroup: noGraph,
    membersLeft: noGraph,
    ownersOf: noGraph,
    storage: { tables: noStore, queues: noStore, clock: noStore },
    backlog: noStore,
    lastSweep: noStore,
    keys: { sign: noReason, verify: noReason, jwks: { keys: [] } },
    channel: { token: noReason, keys: noReason, conversation: noReason },
    routes: { find: noStore },
    target: noReason,
  };
  return { policy, desk, doctor, verifyToken: async () => check } as unknown as Parts;
}

async function call(
  caller: PersonCaller | WorkloadCaller,
  lookUp: () => Promise<DirectoryPerson | undefined>,
): Promise<{
  readonly status: number | undefined;
  readonly says: string;
  readonly checks: readonly Check[];
}> {
  const request = new library.HttpRequest({ method: 'GET', url: 'http://127.0.0.1/any' });
  const reply = (await runDoctor(partsWith(lookUp, caller))(request, aContext().context)) as HttpResponseInit;
  const { type = '', checks = [] } = JSON.parse(String(reply.body));
  return { status: reply.status, says: type.split(':').at(-1) ?? '', checks };
}

const inGroups =
  (...groups: readonly string[]) =>
  async (): Promise<DirectoryPerson> => ({
    oid: PEOPLE.ada,
    name: 'Ada Alm',
    enabled: true,
    guest: false,
    groups,
    source: 'test',
  });
const ada = (change: Partial<PersonCaller> = {}) =>
  aPersonCaller({ oid: PEOPLE.ada, name: 'Ada', ...change });
const ROLE = { roles: ['Approvals.Admin'] };

test('lets in who is an administrator now, and nobody else, whatever role the token has', async () => {
  assert.equal((await call(ada(), inGroups(GROUPS.admins))).status, 200);
  assert.deepEqual(await call(ada(ROLE), inGroups()), { status: 403, says: 'not_permitted', checks: [] });
});

test('refuses software, and a person’s token that software holds', async () => {
  for (const caller of [
    aWorkload(AGENTS.auditExport, 'Approvals.Admin'),
    ada({ ...ROLE, clientId: AGENTS.nightlyEtl }),
  ]) {
    for (const lookUp of [inGroups(GROUPS.admins), noGraph]) {
      assert.deepEqual(await call(caller, lookUp), { status: 403, says: 'not_permitted', checks: [] });
    }
  }
});

test('while the directory is silent the app role lets in, and nothing else does', async () => {
  assert.equal((await call(ada(ROLE), noGraph)).status, 200);
  assert.deepEqual(await call(ada(), noGraph), { status: 503, says: 'could_not_verify', checks: [] });
});

test('when nothing answers, nothing that would have to answer is ok, and no line tells more than it may', async () => {
  const { checks } = await call(ada(), inGroups(GROUPS.admins));
  const ok = checks.filter(({ state }) => state === 'ok').map(({ name }) => name);
  assert.deepEqual(ok, ['settings', 'token']);
  assert.ok(checks.length > 15);
  assert.doesNotMatch(JSON.stringify(checks), /eyJ/);
  const route = checks.find(({ name }) => name === 'route data-approvals');
  assert.deepEqual([route?.state, route?.says], ['failed', 'no answer from storage']);
  assert.match(route?.cure ?? '', /storage account/);
  for (const { name, state, cure } of checks) assert.equal(cure === undefined, state === 'ok', name);
});
