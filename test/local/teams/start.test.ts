import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { PEOPLE } from '../../../local/directory.ts';
import { startTeams } from '../../../local/teams/start.ts';
import { CHANNEL, callJson, startWorld } from './teams-world.ts';

async function aFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'local-teams-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  return folder;
}

test('messages and installations are there again after a restart, and ids go on upwards', async (t) => {
  const dataFile = join(await aFolder(t), 'deeper', 'teams.json');
  const { teams, teamsOptions, local, postCard } = await startWorld(t, { dataFile });
  const first = await postCard();
  await local('POST', '/install', { conversation: `a:${PEOPLE.olivia}` });
  const before = (await local('GET', '/messages')).body;
  await teams.close();
  const again = await startTeams(teamsOptions);
  t.after(() => again.close());
  assert.deepEqual((await callJson('GET', `${again.url}/_local/messages`)).body, before);
  const line = { conversation: `a:${PEOPLE.olivia}`, user: PEOPLE.olivia, text: 'help' };
  const said = (await callJson('POST', `${again.url}/_local/say`, line)).body as {
    messageId: string;
    status: unknown;
  };
  assert.ok(Number(said.messageId) > Number(first));
  assert.notEqual(said.status, null, 'the chat still has the app');
});

test('a change is on disk soon, without waiting for the end', async (t) => {
  const dataFile = join(await aFolder(t), 'teams.json');
  const { local } = await startWorld(t, { dataFile });
  await local('POST', '/say', { conversation: CHANNEL, user: PEOPLE.alice, text: 'remember me' });
  const deadline = Date.now() + 3000;
  let kept = '';
  while (!kept.includes('remember me') && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    kept = await readFile(dataFile, 'utf8').catch(() => '');
  }
  assert.match(kept, /remember me/);
});

test('a data file of something else is refused by name', async (t) => {
  const dataFile = join(await aFolder(t), 'other.json');
  await writeFile(dataFile, '{"hello":1}');
  const { teamsOptions } = await startWorld(t);
  await assert.rejects(startTeams({ ...teamsOptions, dataFile }), /other\.json does not hold messages/);
});

test('a taken port and a missing Entra are errors that name the cure', async (t) => {
  const { teams, teamsOptions } = await startWorld(t);
  await assert.rejects(
    startTeams({ ...teamsOptions, port: teams.port }),
    new RegExp(`Port ${teams.port} is taken`),
  );
  const entraUrl = 'http://127.0.0.1:9';
  await assert.rejects(startTeams({ ...teamsOptions, entraUrl }), /Start the local Entra first/);
});

test('the bot finds the key of the channel with its endorsement', async (t) => {
  const { teams } = await startWorld(t);
  const metadata = (await callJson('GET', `${teams.url}/.well-known/openidconfiguration`)).body as Record<
    string,
    string
  >;
  assert.equal(metadata.issuer, 'https://api.botframework.com');
  const { keys } = (await callJson('GET', String(metadata.jwks_uri))).body as {
    keys: Record<string, unknown>[];
  };
  assert.deepEqual([keys[0]?.endorsements, keys[0]?.kty, keys[0]?.d], [['msteams'], 'RSA', undefined]);
});
