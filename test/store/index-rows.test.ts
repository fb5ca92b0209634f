// The list of a kind: what people were asked of one agent's one action on one resource, the newest first, as each stood when it was shown last.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { ApprovalRequest } from '../../approvals/words.ts';
import { createListKind } from '../../store/index-lists.ts';
import { createIndex, createUnlist } from '../../store/index-rows.ts';
import { aStorage } from '../support/a-storage.ts';
import { aPerson, aRequest, aVerdict, idOf } from '../support/builders.ts';

const { azurite, storage } = await aStorage();
after(azurite.close);

const at = (day: number) => `2026-11-${String(day).padStart(2, '0')}T14:00:00.000Z`;
const show = (request: ApprovalRequest) => createIndex(storage)(request, { key: 'prompt-1', dead: false });
const kindOf = ({ agent, action, resource }: ApprovalRequest) => ({
  agent: agent.clientId.toUpperCase(),
  action,
  resource,
});

test('those of a kind are listed since a moment, the newest first, each as it was shown last', async () => {
  const requests = [1, 5, 9, 20].map((day, n) => aRequest({ id: idOf('req', n), createdAt: at(day) }));
  for (const each of requests) await show(each);
  const [first, second, third, last] = requests;
  assert.ok(first && second && third && last);
  await show({ ...third, status: 'approved' });
  const list = createListKind(storage);
  const rows = [
    { request: last.id, status: 'pending', byPeople: false },
    { request: third.id, status: 'approved', byPeople: true },
    { request: second.id, status: 'pending', byPeople: false },
  ];
  assert.deepEqual(await list(kindOf(first), at(5), 10), rows);
  assert.deepEqual(await list(kindOf(first), at(5), 2), rows.slice(0, 2));
  await createUnlist(storage)(third, 'records');
  assert.deepEqual(await list(kindOf(first), at(5), 10), [rows[0], rows[2]]);
});

test('another agent, action, type or id is another kind, and what nobody was asked about stands in none', async () => {
  const mine = aRequest({ id: idOf('req', 10), resource: { type: 'database', id: 'alone' } });
  const { resource, agent } = mine;
  await show(mine);
  for (const [n, other] of [
    { resource: { ...resource, type: 'table' } },
    { resource: { ...resource, id: 'alone/x' } },
    { action: 'data.read' },
    { agent: { ...agent, clientId: '7c0ffee0-0000-4000-8000-00000000c002' } },
    { verdict: aVerdict({ effect: 'allow' }) },
    { trial: { by: aPerson('ada') } },
  ].entries())
    await show({ ...mine, id: idOf('req', 11 + n), ...other });
  assert.deepEqual(await createListKind(storage)(kindOf(mine), at(1), 10), [
    { request: mine.id, status: 'pending', byPeople: false },
  ]);
});
