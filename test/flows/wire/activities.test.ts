// POST /api/messages: only Teams gets in. A forged activity is 401 with an empty body, and changes nothing whatever it says.
import assert from 'node:assert/strict';
import { after, afterEach, it } from 'node:test';
import { AUDIENCE, BOT_APP_ID, OTHER_TENANT, PEOPLE, TENANT } from '../../../local/directory.ts';
import { startFlow } from '../support/flow.ts';
import { rawPost } from '../support/raw-call.ts';
import { asked } from '../support/steps.ts';

const flow = await startFlow();
after(flow.stop);
const id = await asked(flow);
const { activity: probe } = await flow.teams.click(id, 'olivia', 'approve');
const approval = { ...probe, from: { id: '29:alice', name: 'Alice Aho', aadObjectId: PEOPLE.alice } };
const card = await flow.teams.card(id);
let sends = await flow.teams.sends();
const now = () => Math.floor(Date.now() / 1000);
const url = `${flow.world.urls.functions}/api/messages`;

afterEach(async () => {
  await flow.records.tells(id, 'requested');
  assert.equal((await flow.teams.card(id)).words, card.words);
  assert.deepEqual(await flow.teams.sends(), sends);
});

async function isRefused(what: string, activity: unknown, token?: string | object): Promise<void> {
  const answer = await flow.teams.send(activity, token);
  assert.deepEqual([answer.status, answer.text], [401, 'null'], what);
}

it('refuses an activity without a token, and with one of another shape', async () => {
  await isRefused('none', approval, 'none');
  for (const token of ['Bearer', 'Bearer x', 'Basic dTpw', 'Bearer a.b.c'])
    await isRefused(token, approval, token);
});

it('refuses a token of the channel that is for another bot, of another issuer, expired, or for another serviceUrl', async () => {
  const claims: readonly object[] = [
    { aud: AUDIENCE },
    { aud: PEOPLE.alice },
    { aud: [BOT_APP_ID, 'x'], iss: 'https://evil.example' },
    { iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/' },
    { iss: `https://login.microsoftonline.com/${TENANT}/v2.0` },
    { exp: now() - 400, nbf: now() - 4000 },
    { exp: null },
    { nbf: now() + 4000 },
    { serviceurl: 'https://smba.trafficmanager.net/emea/' },
    { serviceurl: null },
    { tid: TENANT, appid: BOT_APP_ID },
  ];
  for (const each of claims) await isRefused(JSON.stringify(each), approval, each);
});

it("refuses an emulator's token: one of Entra ID, of whatever tenant and app", async () => {
  const { mint } = flow.directory;
  const emulated: readonly object[] = [
    { aud: BOT_APP_ID, appid: BOT_APP_ID, azp: BOT_APP_ID, roles: null },
    {
      aud: BOT_APP_ID,
      appid: BOT_APP_ID,
      ver: '1.0',
      iss: `https://sts.windows.net/${TENANT}/`,
      roles: null,
    },
    {
      aud: BOT_APP_ID,
      azp: BOT_APP_ID,
      tid: OTHER_TENANT,
      iss: `https://login.microsoftonline.com/${OTHER_TENANT}/v2.0`,
    },
    {
      aud: BOT_APP_ID,
      iss: 'https://api.botframework.com',
      serviceurl: probe.serviceUrl,
      appid: null,
      azp: null,
      tid: null,
    },
    {},
  ];
  for (const claims of emulated)
    await isRefused(JSON.stringify(claims), approval, `Bearer ${await mint(claims)}`);
  await isRefused(
    "a person's",
    approval,
    `Bearer ${await flow.world.tokens.person('alice@contoso.example')}`,
  );
});

it('refuses other channels and activities that leave out what is checked', async () => {
  for (const channelId of ['emulator', 'webchat', 'directline', 'MSTeams', undefined, null])
    await isRefused(`channel ${channelId}`, { ...approval, channelId }, {});
  for (const serviceUrl of [
    undefined,
    '',
    'https://evil.example/',
    'http://169.254.169.254/',
    'ftp://127.0.0.1/',
  ])
    await isRefused(`serviceUrl ${serviceUrl}`, { ...approval, serviceUrl }, {});
  for (const body of [null, [], 'approve', { ...approval, type: undefined }])
    await isRefused('shape', body, {});
});

it('answers a true call of Teams about a person without an Entra id with words, and writes nothing', async () => {
  for (const aadObjectId of [undefined, null, '', 'alice', '*']) {
    const answer = await flow.teams.send({ ...approval, from: { ...approval.from, aadObjectId } }, {});
    assert.deepEqual([answer.status, answer.kind], [200, 'words'], String(aadObjectId));
  }
});

it('refuses what is no JSON and what is too large, before it looks any further', async () => {
  const json = { 'content-type': 'application/json' };
  const text = '{"type":';
  assert.equal((await rawPost(url, { ...json, 'content-length': String(text.length) }, text)).status, 400);
  const large = JSON.stringify({ ...approval, text: 'x'.repeat(300_000) });
  assert.equal((await rawPost(url, { ...json, 'content-length': String(large.length) }, large)).status, 413);
});

it('lets nobody but administrators link a channel, and no text do anything else', async () => {
  for (const who of ['olivia', 'alice', 'gus', 'xavier'] as const) {
    await flow.teams.say(who, '@Countersign link data-approvals');
  }
  const said = (await flow.teams.messages()).slice(-8).map(({ text }) => text);
  assert.equal(said.filter((text) => /^Only (administrators|people)/.test(text)).length, 4);
  sends = { ...sends, posts: sends.posts + 4 };
});
