// What administrators write about agents, over the real use cases and memory.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Standing, standingId } from '../../approvals/agent/standing.ts';
import { submit } from '../../approvals/ask/submit.ts';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { STANDING_KEY } from '../../approvals/row-keys.ts';
import { COMMANDS } from '../../bot/commands.ts';
import { AGENTS, PEOPLE } from '../../local/directory.ts';
import { commandParts, wordsOf, writeTo } from '../support/bot-parts.ts';
import { aConversation, anAsk, idOf } from '../support/builders.ts';
import { createTestDesk } from '../support/test-desk.ts';

const STRANGER = '7c0ffee0-0000-4000-8000-00000000cfff';
const parsed = parsePolicy(readFileSync('countersign.yaml', 'utf8'));
assert.ok(parsed.ok);
const { policy } = parsed;

/** A bot that people write to. */
function bot() {
  const world = createTestDesk();
  const faults: unknown[] = [];
  const channel = aConversation();
  const write = writeTo(commandParts(world, policy, faults));
  const say = async (who: keyof typeof PEOPLE, text: string) =>
    wordsOf(await write(who, `<at>Countersign</at> ${text}`, channel));
  const sayInPrivate = async (who: keyof typeof PEOPLE, text: string) =>
    wordsOf(await write(who, text, { ...channel, type: 'personal' }));
  const standing = (clientId: string) =>
    world.tables.get(standingId(clientId), STANDING_KEY)?.data as Standing | undefined;
  return { ...world, say, sayInPrivate, standing, faults };
}

test('an administrator pauses an agent, another one resumes it, and the list tells', async () => {
  const { say, desk } = bot();
  await submit(desk, anAsk());
  assert.match(
    await say('ada', 'pause nightly-etl its token leaked'),
    /^Done\. nightly-etl is paused\. What was waiting is denied,.* with “@Countersign resume nightly-etl”\.$/,
  );
  assert.equal((await desk.store.load(idOf('req')))?.data.status, 'denied');
  assert.equal(
    await say('noor', 'agents'),
    'nightly-etl: paused by Ada Alm since 2026-11-21 14:00 UTC: “its token leaked”.\n\ndeploy-bot: not paused',
  );
  assert.equal(
    await say('noor', 'PAUSE nightly-etl once more'),
    'nightly-etl is paused already, by Ada Alm since 2026-11-21 14:00 UTC. Nothing was changed.',
  );
  assert.match(await say('ada', 'resume nightly-etl'), /^You paused this agent, so another administrator/);
  assert.match(await say('noor', 'resume nightly-etl'), /^Done\. nightly-etl may ask again\./);
  assert.equal(await say('ada', 'resume nightly-etl'), 'nightly-etl is not paused. Nothing was changed.');
  assert.match(await say('ada', 'agents'), /^nightly-etl: not paused/);
});

test('an agent that is not registered is paused by its client id, in any case of letters, and listed', async () => {
  const { say, standing } = bot();
  assert.match(await say('ada', `pause ${STRANGER.toUpperCase()} unknown to us`), /^Done\./);
  assert.ok(standing(STRANGER)?.pause);
  assert.match(await say('ada', 'agents'), new RegExp(`${STRANGER} \\(not registered\\): paused by Ada Alm`));
  assert.match(await say('noor', `resume ${STRANGER}`), /^Done\./);
  assert.doesNotMatch(await say('ada', 'agents'), /not registered/);
});

for (const [text, words] of [
  ['pause', /^Write which agent and why: “@Countersign pause NAME reason”\./],
  ['pause nightly-etl', /^Write which agent and why/],
  ['resume', /^Write which agent: “@Countersign resume NAME”\./],
  ['pause nightly-elt for a reason', /^No agent is registered under this name\. Did you mean nightly-etl\?/],
  ['resume __proto__', /^No agent is registered under this name\. Write/],
  [`pause nightly-etl ${'x'.repeat(2000)}`, /^A reason can have at most 1000 characters\./],
] as const) {
  test(`“${text.slice(0, 40)}” is answered with what is wrong`, async () => {
    const { say, faults } = bot();
    assert.match(await say('ada', text), words);
    assert.deepEqual(faults, []);
  });
}

for (const who of ['alice', 'dana', 'gus', 'xavier'] as const) {
  test(`${who} changes nothing and learns nothing, not even which names there are`, async () => {
    const { say, standing } = bot();
    for (const text of ['pause nightly-etl why', 'pause nightly-elt why', 'resume nightly-etl', 'agents']) {
      assert.match(await say(who, text), /^Only (administrators|people)/);
    }
    assert.equal(standing(AGENTS.nightlyEtl), undefined);
  });
}

test('while the directory is silent nobody does anything', async () => {
  const world = bot();
  world.directory.silent = true;
  for (const text of ['pause nightly-etl why', 'resume nightly-etl', 'agents']) {
    assert.match(await world.say('ada', text), /^Countersign could not check your group memberships/);
  }
  assert.equal(world.standing(AGENTS.nightlyEtl), undefined);
});

test('a reason shows as plain words: nothing invisible, nothing that turns the line around', async () => {
  const { say } = bot();
  await say('ada', 'pause nightly-etl \u202Ekool\u200B {{DATE}}');
  const told = await say('ada', 'agents');
  assert.match(told, /\\u\{202E\}kool/);
  assert.doesNotMatch(told, /[\u202E\u200B]|\{\{/);
});

test('a secret in a reason is told by its mark, and the mark is not taken for a forged one', async () => {
  const { say } = bot();
  await say('ada', 'pause nightly-etl leaked password=hunter2secret in a log');
  const told = await say('ada', 'agents');
  assert.match(told, /password=⟨redacted: password, 13 characters⟩ in a log/);
  assert.doesNotMatch(told, /hunter2|\\u\{/);
});

test('the help, the bot and the app package know the same commands', async () => {
  const { say } = bot();
  const help = await say('olivia', 'help');
  const manifest = JSON.parse(readFileSync('appPackage/manifest.json', 'utf8')) as {
    readonly bots: readonly {
      readonly commandLists: readonly { readonly commands: readonly { readonly title: string }[] }[];
    }[];
  };
  const listed = manifest.bots[0]?.commandLists.flatMap(({ commands }) => commands.map(({ title }) => title));
  assert.deepEqual([...new Set(listed)].sort(), COMMANDS.map(({ title }) => title).sort());
  for (const { title } of COMMANDS) {
    assert.ok(help.includes(`“@Countersign ${title}” – `), title);
    if (title === 'help') continue;
    // A command that only the help knows would be answered like any other word.
    assert.doesNotMatch(await say('ada', title.split(' ')[0] ?? ''), /I do not know/, title);
  }
});

test('a command stands in an answer as it works where it is read: with the mention in a channel, without it in a personal chat', async () => {
  const { say, sayInPrivate, standing } = bot();
  assert.match(await say('olivia', 'help'), /“@Countersign agents” – .*type @Countersign and choose it/s);
  const help = await sayInPrivate('olivia', 'help');
  assert.match(help, /“agents” – /);
  assert.ok(!help.includes('@'));
  const told = await sayInPrivate('ada', 'pause nightly-etl its token leaked');
  assert.match(told, /with “resume nightly-etl”\.$/);
  assert.ok(standing(AGENTS.nightlyEtl)?.pause);
});

for (const text of [
  '“resume nightly-etl”',
  '"resume nightly-etl"',
  '“@Countersign resume nightly-etl”',
  '@countersign resume nightly-etl',
]) {
  test(`what was copied from an answer works as it was copied: ${text}`, async () => {
    const { say, sayInPrivate } = bot();
    await say('ada', 'pause nightly-etl its token leaked “again”');
    assert.match(await sayInPrivate('noor', text), /^Done\. nightly-etl may ask again\./);
  });
}

test('an agent’s own account administers nothing, though it is in the group: it links no channel and pauses nobody', async () => {
  const { say, directory, standing } = bot();
  const ada = directory.people.get(PEOPLE.ada);
  assert.ok(ada);
  directory.people.set(PEOPLE.ada, { ...ada, agentUser: true });
  for (const text of ['link data-approvals', 'pause nightly-etl now', 'agents']) {
    assert.match(await say('ada', text), /^Only administrators of Countersign can do this/, text);
  }
  assert.equal(standing(AGENTS.nightlyEtl), undefined);
});
