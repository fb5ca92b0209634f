// What Entra ID says of a policy that is not in force: who may ask, of which owners it speaks, and how much is asked at most.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { HttpResponseInit } from '@azure/functions';
import { parse } from 'yaml';
import type { Check } from '../../approvals/doctor/check.ts';
import { DirectoryFault } from '../../approvals/faults.ts';
import { stepsOf } from '../../approvals/json-pointer.ts';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import type { CallerCheck } from '../../entra/callers.ts';
import { checkPolicy } from '../../functions/check-policy.ts';
import type { Parts } from '../../functions/parts.ts';
import { AGENTS, GROUPS, PEOPLE, TENANT } from '../../local/directory.ts';
import { POLICY_FILE } from '../../local/start/project.ts';
import { aContext, aPost } from '../support/http-calls.ts';

const text = readFileSync(POLICY_FILE, 'utf8');
const parsed = parsePolicy(text);
assert.ok(parsed.ok);
const { policy } = parsed;
const workload = (...roles: readonly string[]): CallerCheck => ({
  ok: true,
  caller: { kind: 'workload', clientId: AGENTS.auditExport, tenant: TENANT, roles },
});
const ADMIN = workload('Approvals.Admin');
const OWNERS = [PEOPLE.alice, PEOPLE.bob, PEOPLE.carmen, PEOPLE.dana];

async function ask(check: CallerCheck, body: object, silent = false) {
  let asked = 0;
  const desk = { report: () => undefined, adminsGroup: policy.admins, tenant: TENANT };
  const doctor = {
    policy,
    nameOfGroup: async (id: string) => {
      asked += 1;
      if (silent) throw new DirectoryFault('Graph is silent.', 503);
      return Object.values<string>(GROUPS).includes(id) ? 'a group' : undefined;
    },
    membersLeft: async () => OWNERS,
    // Whom the policy in force bars is not asked of another one.
    ownersOf: async () => assert.fail('the owners of the policy in force'),
    ownersInDirectory: async () => [],
  };
  const parts = { verifyToken: async () => check, policy, desk, doctor } as unknown as Parts;
  const reply = (await checkPolicy(parts)(
    aPost(JSON.stringify(body)),
    aContext().context,
  )) as HttpResponseInit;
  const told = JSON.parse(String(reply.body)) as {
    readonly checks?: readonly (Check & { readonly at?: string })[];
  };
  const wrong = told.checks
    ?.filter(({ state }) => state !== 'ok')
    .map(({ name, state }) => `${state} ${name}`);
  return { status: reply.status, told, text: String(reply.body), wrong, asked };
}

test('a policy whose groups are there and whose seats can be filled has no line that fails', async () => {
  const { status, wrong, told } = await ask(ADMIN, { policy: text });
  assert.deepEqual([status, wrong], [200, []]);
  assert.deepEqual(told.checks?.map(({ name }) => name).slice(0, 4), [
    'admins',
    'group data-owners',
    'group sre-leads',
    'agent nightly-etl',
  ]);
});

test('each line tells its place in the file, where what it is about stands', async () => {
  const { told } = await ask(ADMIN, { policy: text });
  const file: unknown = parse(text);
  const found = (told.checks ?? []).map(({ name, at = '' }) => [
    name,
    stepsOf(at).reduce<unknown>((value, step) => Reflect.get(Object(value), step), file),
  ]);
  assert.deepEqual(
    found.filter(([, value]) => value === undefined),
    [],
  );
  const of = new Map(found.map(([name, value]) => [name, value]));
  assert.equal(of.get('group sre-leads'), GROUPS.sreLeads);
  assert.equal(of.get('agent nightly-etl'), AGENTS.nightlyEtl);
  assert.deepEqual(of.get('approvers'), { group: 'data-owners' });
});

test('groups that are not there, and owners of this very file who leave too few, are told', async () => {
  const gone = text.replace(GROUPS.sreLeads, '7c0ffee0-0000-4000-8000-00000000d0ff');
  assert.deepEqual((await ask(ADMIN, { policy: gone })).wrong, ['failed group sre-leads']);
  const owned = text.replace(`[${PEOPLE.dana}]`, `[${OWNERS.slice(0, 3).join(', ')}]`);
  assert.deepEqual((await ask(ADMIN, { policy: owned })).wrong, ['failed approvers role-assignment']);
});

test('while Graph is silent nothing is told to be well', async () => {
  const { wrong = [] } = await ask(ADMIN, { policy: text }, true);
  assert.deepEqual(wrong.slice(0, 3), [
    'unknown admins',
    'unknown group data-owners',
    'unknown group sre-leads',
  ]);
});

test('nobody but administrators may ask, and nothing is asked for them', async () => {
  for (const check of [
    workload(),
    workload('Approvals.Audit'),
    workload('Requests.Create', 'Approvals.Admin'),
  ]) {
    const { status, asked } = await ask(check, { policy: text });
    assert.deepEqual([status, asked], [403, 0]);
  }
});

test('a file with mistakes, and one that would ask too much, is refused before anything is asked', async () => {
  const many = Array.from(
    { length: 300 },
    (_, at) => `  g${at}: { entraGroup: 7c0ffee0-0000-4000-8000-${String(at).padStart(12, '0')} }\n`,
  );
  for (const [body, words] of [
    [{ policy: 'rules: []' }, /Line 1, column 1: .*is missing/],
    [
      { policy: text.replace('groups:\n', `groups:\n${many.join('')}`) },
      /names 30\d groups, agents and people; at most 300/,
    ],
    [{}, /must be the text of a policy file/],
    [{ policy: text, now: 1 }, /\bnow\b/],
  ] as const) {
    const { status, text: told, asked } = await ask(ADMIN, body);
    assert.deepEqual([status, asked], [400, 0], told);
    assert.match(told, words);
  }
});
