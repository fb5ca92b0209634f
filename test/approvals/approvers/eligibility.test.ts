import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DirectoryPerson } from '../../../approvals/approvers/directory-ports.ts';
import { barred, groupsAsked, judge, judgeMember } from '../../../approvals/approvers/eligibility.ts';
import type { Refusal } from '../../../approvals/refusal.ts';
import type { ApprovalRequest } from '../../../approvals/words.ts';
import { AGENTS, GROUPS, OTHER_TENANT, PEOPLE } from '../../../local/directory.ts';
import { aPerson, aRequest, aRequirement, aVerdict } from '../../support/builders.ts';

const found = (change: Partial<DirectoryPerson> = {}): DirectoryPerson => ({
  oid: PEOPLE.alice,
  name: 'Alice as the directory writes her',
  enabled: true,
  guest: false,
  groups: [GROUPS.dataOwners],
  source: 'test',
  ...change,
});
/** What the directory says of a person, where nobody owns the agent unless told. */
const says = (person: DirectoryPerson | undefined, owners: readonly string[] = []) => ({ person, owners });
const actingFor = (oid: string): Partial<ApprovalRequest> => ({
  agent: { clientId: AGENTS.nightlyEtl, name: 'nightly-etl', registered: true, onBehalfOf: oid },
});

test('an enabled member of the group may decide, under the name and groups the directory tells', () => {
  const judged = judge(aRequest(), aPerson('alice'), says(found()));
  assert.deepEqual(judged, { ok: true, groups: [GROUPS.dataOwners], name: found().name, source: 'test' });
});

const cases: [string, Parameters<typeof judge>, Refusal][] = [
  [
    'of another tenant, even when the directory knows the id',
    [aRequest(), aPerson('alice', { tenant: OTHER_TENANT }), says(found())],
    { reason: 'foreign_tenant' },
  ],
  [
    'whom our directory does not know',
    [aRequest(), aPerson(), says(undefined)],
    { reason: 'foreign_tenant' },
  ],
  [
    'who is disabled',
    [aRequest(), aPerson(), says(found({ enabled: false }))],
    { reason: 'disabled_person' },
  ],
  ['who is a guest', [aRequest(), aPerson(), says(found({ guest: true }))], { reason: 'guest' }],
  [
    'who is the user account of an agent',
    [aRequest(), aPerson(), says(found({ agentUser: true }))],
    { reason: 'not_a_person' },
  ],
  [
    'who owned the agent when it asked',
    [aRequest({ excluded: [PEOPLE.alice] }), aPerson(), says(found())],
    { reason: 'own_request', because: 'owner' },
  ],
  [
    'who has become an owner of the agent since',
    [aRequest({ excluded: [] }), aPerson(), says(found(), [PEOPLE.dana, PEOPLE.alice])],
    { reason: 'own_request', because: 'owner' },
  ],
  [
    'who started the run that asks, also when a rule names them',
    [
      aRequest({
        starter: { oid: PEOPLE.alice, via: 'github', token: 'd' },
        verdict: aVerdict({ requirements: [aRequirement({ people: [PEOPLE.alice] })] }),
      }),
      aPerson(),
      says(found()),
    ],
    { reason: 'own_request', because: 'starter' },
  ],
  [
    'for whom the agent acts',
    [aRequest(actingFor(PEOPLE.alice)), aPerson(), says(found())],
    { reason: 'own_request', because: 'on_behalf_of' },
  ],
  [
    'of no group the rule names',
    [aRequest(), aPerson(), says(found({ groups: [GROUPS.sreLeads] }))],
    { reason: 'not_approver', groups: ['data-owners'] },
  ],
  [
    'who is only an administrator',
    [aRequest(), aPerson('ada'), says(found({ oid: PEOPLE.ada, groups: [GROUPS.admins] }))],
    { reason: 'not_approver', groups: ['data-owners'] },
  ],
];
for (const [who, [request, person, told], refusal] of cases) {
  test(`refuses a person ${who}`, () => {
    assert.deepEqual(judge(request, person, told), { ok: false, refusal });
  });
}

test('gives an administrator who owns the agent no exemption', () => {
  const verdict = aVerdict({
    requirements: [aRequirement({ groups: [{ name: 'countersign-admins', id: GROUPS.admins }] })],
  });
  const request = aRequest({ verdict, excluded: [PEOPLE.ada] });
  const judged = judge(request, aPerson('ada'), says(found({ oid: PEOPLE.ada, groups: [GROUPS.admins] })));
  assert.deepEqual(judged, { ok: false, refusal: { reason: 'own_request', because: 'owner' } });
});

test('a person the rule names by id needs no group, but everything else', () => {
  const verdict = aVerdict({ requirements: [aRequirement({ groups: [], people: [PEOPLE.olivia] })] });
  const olivia = found({ oid: PEOPLE.olivia, groups: [] });
  assert.ok(judge(aRequest({ verdict }), aPerson('olivia'), says(olivia)).ok);
  assert.ok(!judge(aRequest({ verdict }), aPerson('olivia'), says({ ...olivia, enabled: false })).ok);
  assert.ok(!judge(aRequest({ verdict, excluded: [PEOPLE.olivia] }), aPerson('olivia'), says(olivia)).ok);
});

test('an owner is an ordinary member where only a remark is made', () => {
  const request = aRequest({ excluded: [PEOPLE.alice] });
  assert.ok(judgeMember(request, aPerson(), found()).ok);
  assert.ok(!judgeMember(request, aPerson(), found({ guest: true })).ok);
});

test('the directory is asked about every group that fills a seat, each once', () => {
  const one = { name: 'data-owners', id: GROUPS.dataOwners };
  const two = { name: 'sre-leads', id: GROUPS.sreLeads };
  const requirements = [aRequirement({ groups: [two, one] }), aRequirement({ groups: [one] })];
  const asked = groupsAsked(aRequest({ verdict: aVerdict({ requirements }) }));
  assert.deepEqual(asked, [GROUPS.dataOwners, GROUPS.sreLeads]);
});

test('everybody barred is told once, with the weightiest reason', () => {
  const request = aRequest({
    ...actingFor(PEOPLE.bob),
    excluded: [PEOPLE.dana, PEOPLE.bob],
    starter: { oid: PEOPLE.alice, via: 'github', token: 'digest' },
  });
  assert.deepEqual([...barred(request, [PEOPLE.dana, PEOPLE.sam])].sort(), [
    [PEOPLE.alice, 'starter'],
    [PEOPLE.bob, 'on_behalf_of'],
    [PEOPLE.sam, 'owner'],
    [PEOPLE.dana, 'owner'],
  ]);
});
