// What people ask the bot about requests: what waits for them, one request, and what was before; each sees only what is theirs to see.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { submit } from '../../approvals/ask/submit.ts';
import { answer } from '../../approvals/decision/answer.ts';
import { decide } from '../../approvals/decision/decide.ts';
import { StoreFault } from '../../approvals/faults.ts';
import { urge } from '../../approvals/lapse/urge.ts';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { show } from '../../approvals/prompt/show.ts';
import { GROUPS, PEOPLE } from '../../local/directory.ts';
import { commandParts, wordsOf, writeTo } from '../support/bot-parts.ts';
import { aClick, aConversation, anAsk, aPerson, aRequirement, aVerdict, idOf } from '../support/builders.ts';
import { createTestDesk } from '../support/test-desk.ts';

const parsed = parsePolicy(readFileSync('countersign.yaml', 'utf8'));
assert.ok(parsed.ok);
const { policy } = parsed;

/** A bot, a request of nightly-etl that waits, and people with a chat of their own. */
async function bot() {
  const world = createTestDesk();
  const faults: unknown[] = [];
  const write = writeTo(commandParts(world, policy, faults));
  const own = (who: keyof typeof PEOPLE) => aConversation({ id: `a:${PEOPLE[who]}`, type: 'personal' });
  const alone = async (who: keyof typeof PEOPLE, text: string) => wordsOf(await write(who, text, own(who)));
  await world.desk.routes.bind(
    'data-approvals',
    aConversation(),
    { oid: PEOPLE.ada, tenant: '', name: '' },
    '',
  );
  const ask = async (n: number, change: Parameters<typeof anAsk>[0] = {}) => {
    const asked = await submit(world.desk, anAsk({ id: idOf('req', n), ...change }));
    assert.ok(asked.ok);
    await show(world.desk, idOf('req', n), 'prompt-1');
  };
  await ask(1);
  return { ...world, write, alone, own, ask, faults };
}

test('pending lists what the asker may decide, the gravest in front and of those the one that ends first, each with its page', async () => {
  const { alone, ask } = await bot();
  await ask(2, {
    resource: { type: 'database', id: 'prod/later' },
    verdict: aVerdict({ expiresInMs: 60 * 60_000 }),
  });
  await ask(3, {
    resource: { type: 'database', id: 'prod/sooner' },
    verdict: aVerdict({ expiresInMs: 5 * 60_000 }),
  });
  await ask(4, {
    resource: { type: 'database', id: 'prod/grave' },
    verdict: aVerdict({ expiresInMs: 90 * 60_000, risk: { level: 'critical', reasons: [] } }),
  });
  const told = await alone('alice', 'pending');
  assert.match(told, /4 requests wait for you/);
  assert.ok(told.indexOf('prod/grave') < told.indexOf('prod/sooner'));
  assert.ok(told.indexOf('prod/sooner') < told.indexOf('prod/customers'));
  assert.ok(told.indexOf('prod/customers') < told.indexOf('prod/later'));
  assert.ok(told.includes(`https://countersign.example/review/${idOf('req', 1)}`));
  assert.match(told, /open until 15:05 \(14:05 UTC\)/);
});

for (const [who, why] of [
  ['dana', 'owns the agent'],
  ['olivia', 'is in no group'],
  ['ada', 'administers and approves nothing'],
  ['sam', 'approves other things'],
] as const) {
  test(`nothing waits for who ${why}`, async () => {
    const { alone } = await bot();
    assert.equal(await alone(who, 'pending'), 'Nothing waits for you.');
  });
}

test('what the asker voted on waits for others, and what has ended waits for nobody', async () => {
  const { alone, ask, desk, advance } = await bot();
  await ask(2, { verdict: aVerdict({ requirements: [aRequirement({ count: 2 })] }) });
  const { nonce } = (await desk.store.read<{ nonce: string }>(idOf('req', 2), 'prompt-1'))?.data ?? {};
  await answer(desk, aClick({ request: idOf('req', 2), nonce: nonce ?? '' }));
  const told = await alone('alice', 'pending');
  assert.match(told, /1 request waits for you/);
  assert.match(told, /1 more that you voted on waits for others\./);
  assert.match(await alone('bob', 'pending'), /2 requests wait for you/);
  advance(31 * 60_000);
  assert.equal(await alone('bob', 'pending'), 'Nothing waits for you.');
});

test('what became enough waits for those who approved: one of them approves once more', async () => {
  const { alone, ask, desk, advance } = await bot();
  const admins = { name: 'admins', id: GROUPS.admins };
  const verdict = aVerdict({
    requirements: [aRequirement(), aRequirement({ groups: [admins] })],
    escalations: [
      { afterMs: 60_000, notify: [], groups: [], adds: { groups: aRequirement().groups, people: [] } },
    ],
  });
  await ask(2, { verdict });
  const id = idOf('req', 2);
  for (const who of ['alice', 'bob'] as const)
    assert.ok((await decide(desk, id, { person: aPerson(who), choice: 'approve', via: 'teams' })).ok);
  assert.match(await alone('alice', 'pending'), /1 request waits for you.*1 more that you voted on/s);
  advance(60_000);
  await urge(desk, id);
  assert.match(await alone('alice', 'pending'), /2 requests wait for you/);
});

test('of very many requests the first eight are listed and the rest is counted', async () => {
  const { alone, ask } = await bot();
  for (let n = 2; n <= 12; n++) await ask(n);
  const told = await alone('alice', 'pending');
  assert.match(told, /12 requests wait for you/);
  assert.equal(told.match(/Action\.OpenUrl/g)?.length, 8);
  assert.match(told, /And 4 more: write .{0,4}pending 2/);
  assert.ok(told.length < 20_000);
});

test('of more requests than are looked through the gravest are looked at first, and the list says which it left out', async () => {
  const { alone, ask } = await bot();
  const limits = { maxPending: 1000, requestsPerMinute: 1000 };
  for (let n = 2; n <= 201; n++) await ask(n, { limits, verdict: aVerdict({ expiresInMs: n * 60_000 }) });
  const told = await alone('alice', 'pending');
  assert.match(told, /200 requests wait for you/);
  assert.match(told, /More requests are open than are looked through here: the gravest, and of those /);
  await ask(202, {
    limits,
    resource: { type: 'database', id: 'prod/grave' },
    verdict: aVerdict({ expiresInMs: 500 * 60_000, risk: { level: 'critical', reasons: [] } }),
  });
  assert.match(await alone('alice', 'pending'), /^.{0,900}prod\/grave/s);
  assert.equal(
    await alone('sam', 'pending'),
    'More requests are open than are looked through here. Of the gravest, and of those the ones that end first, nothing waits for you.',
  );
});

for (const who of ['alice', 'olivia'] as const) {
  test(`${who} is told when so many came that not all are listed yet`, async () => {
    const world = createTestDesk();
    const lagging = { ...world, desk: { ...world.desk, listsLag: async () => true } };
    const own = aConversation({ id: `a:${PEOPLE[who]}`, type: 'personal' });
    assert.ok((await submit(world.desk, anAsk())).ok);
    const told = wordsOf(await writeTo(commandParts(lagging, policy))(who, 'pending', own));
    assert.match(told, who === 'alice' ? /1 request waits for you/ : /^Nothing waits for you\. /);
    assert.match(told, /Much is on its way just now: some requests may not be listed yet\. Ask again/);
  });
}

test('a queue that does not answer withholds no answer: some may not be listed', async () => {
  const world = createTestDesk();
  const listsLag = async () => Promise.reject(new StoreFault('timeout', true));
  const own = aConversation({ id: `a:${PEOPLE.alice}`, type: 'personal' });
  assert.ok((await submit(world.desk, anAsk())).ok);
  const parts = commandParts({ ...world, desk: { ...world.desk, listsLag } }, policy);
  assert.match(
    wordsOf(await writeTo(parts)('alice', 'pending', own)),
    /1 request waits .* may not be listed yet/s,
  );
});

test('show gives a copy without inputs and buttons that decide, which says that it is one', async () => {
  const { alone } = await bot();
  for (const text of [
    `show ${idOf('req')}`,
    `SHOW https://countersign.example/review/${idOf('req')}?step-up`,
  ]) {
    const told = await alone('alice', text);
    assert.match(told, /prod\/customers/);
    assert.match(told, /A copy as of 2026-11-21 15:00 \(14:00 UTC\)\. It does not change/);
    assert.match(told, /"title":"Review and decide"/);
    assert.doesNotMatch(told, /Action\.Execute|Input\.|"nonce"/);
  }
  assert.match(await alone('dana', `show ${idOf('req')}`), /"title":"Open the review page"/);
});

const unseen = 'There is no such request, or none that you may see.';
for (const [who, text, words] of [
  ['olivia', `show ${idOf('req')}`, unseen],
  ['alice', `show ${idOf('req', 99)}`, unseen],
  ['alice', 'show ../admins', unseen],
  ['gus', `show ${idOf('req')}`, 'Only members of this organisation are told about requests.'],
  ['gus', 'pending', 'Only members of this organisation are told about requests.'],
  ['gus', 'history nightly-etl', 'Only members of this organisation are told about requests.'],
] as const) {
  test(`${who} learns nothing by “${text.slice(0, 30)}”`, async () => {
    const { alone, faults } = await bot();
    assert.equal(await alone(who, text), words);
    assert.deepEqual(faults, []);
  });
}

test('a person of another tenant is told nothing, whatever they ask', async () => {
  const { write, own } = await bot();
  for (const text of [
    'pending',
    `show ${idOf('req')}`,
    'history nightly-etl',
    'routes',
    'unlink data-approvals',
  ]) {
    assert.match(
      wordsOf(await write('xavier', text, own('xavier'))),
      /^Only people and conversations of this/,
    );
  }
});

test('history tells the last requests of an agent or about a resource, and what became of them', async () => {
  const { alone, ask, desk } = await bot();
  await ask(2, { resource: { type: 'database', id: 'prod/other' } });
  const { nonce } = (await desk.store.read<{ nonce: string }>(idOf('req', 2), 'prompt-1'))?.data ?? {};
  await answer(desk, aClick({ request: idOf('req', 2), nonce: nonce ?? '', verb: 'deny' }));
  const ofAgent = await alone('bob', 'history nightly-etl');
  assert.match(ofAgent, /prod\/customers.*Waiting for approval/s);
  assert.match(ofAgent, /prod\/other.*Denied.*Alice Aho/s);
  assert.ok(ofAgent.includes(`  ·  ${idOf('req', 2)}`));
  assert.match(ofAgent, /2026-11-21 15:00 \(14:00 UTC\)/);
  for (const text of [
    'history database prod/other',
    'history prod/other',
    'history “database prod/other”',
    'history "prod/other".',
    'history database “prod/other”',
    'history database "prod/other".',
    '“history “prod/other””',
  ]) {
    const told = await alone('bob', text);
    assert.match(told, /prod\/other/);
    assert.doesNotMatch(told, /prod\/customers/);
  }
  for (const text of ['history nightly-etl', 'history no-such-agent', 'history database prod/other']) {
    assert.match(await alone('olivia', text), /that you may see/, text);
  }
  assert.match(await alone('bob', 'history prod/none'), /see\. A resource is written with its type: /);
  assert.equal(
    await alone('bob', 'history database prod/none'),
    'There is no request of an agent or about a resource “database prod/none” that you may see.',
  );
});

test('history says of what waits still who approved it so far, not that it waits for them', async () => {
  const { alone, ask, desk } = await bot();
  await ask(2, { verdict: aVerdict({ requirements: [aRequirement({ count: 2 })] }) });
  const { nonce } = (await desk.store.read<{ nonce: string }>(idOf('req', 2), 'prompt-1'))?.data ?? {};
  await answer(desk, aClick({ request: idOf('req', 2), nonce: nonce ?? '' }));
  const told = await alone('bob', 'history nightly-etl');
  assert.match(told, /Waiting for approval[^{]*\{[^{]*approved so far by [^{]*\{[^{]*Alice Aho/);
});

test('in a channel the answer goes to the asker’s own chat; who has none is told how to get one', async () => {
  const { write, own, desk } = await bot();
  const [none, ...more] = await write('alice', '<at>Countersign</at> pending');
  assert.deepEqual([none?.to.type, more.length], ['channel', 0]);
  assert.match(String(none?.say), /in your own chat with me alone\. Add Countersign/);
  await desk.people.remember(PEOPLE.alice, own('alice'), '');
  const [told, pointer] = await write('alice', '<at>Countersign</at> pending');
  assert.deepEqual([told?.to.id, pointer?.to.type], [own('alice').id, 'channel']);
  assert.equal(typeof told?.say, 'object');
  assert.doesNotMatch(String(pointer?.say), /request/);
});

test('while the directory is silent nobody is told anything', async () => {
  const { alone, directory } = await bot();
  directory.silent = true;
  for (const text of ['pending', `show ${idOf('req')}`, 'history nightly-etl']) {
    assert.match(await alone('alice', text), /could not check your group memberships/, text);
  }
});

for (const text of [
  'approve',
  'Approved!',
  'yes',
  'ok',
  'deny req_1',
  '/approve req_1 allow-always',
  '👍',
  '✅',
  '✔️',
  'LGTM',
]) {
  test(`“${text}” decides nothing, and says so`, async () => {
    const { alone, desk } = await bot();
    assert.match(await alone('alice', text), /^What you write decides nothing\. Use the buttons on the card/);
    assert.equal((await desk.store.load(idOf('req')))?.data.seq, 1);
  });
}

for (const text of ['Pending.', '/pending', 'pending!', 'PENDING?']) {
  test(`“${text}” is the command pending`, async () => {
    const { alone } = await bot();
    assert.equal(await alone('alice', text), await alone('alice', 'pending'));
  });
}

test('a command that was mistyped is answered with the one that was meant', async () => {
  const { alone } = await bot();
  assert.equal(
    await alone('alice', 'pendign'),
    'I do not know “pendign”. Did you mean “pending”? “help” lists everything I know.',
  );
});

test('an agent’s name and resource stand in runs of text: nothing of it is a link, a mention or a date of ours', async () => {
  const { alone, ask } = await bot();
  const id = '<at>Alice</at> [yes](https://evil.example) {{DATE(2026-01-01)}} \u202Eko';
  await ask(2, { resource: { type: 'database', id } });
  const told = await alone('alice', 'pending');
  assert.doesNotMatch(told, /"TextBlock"|FactSet|\{\{|\u202E|"entities"/);
});
