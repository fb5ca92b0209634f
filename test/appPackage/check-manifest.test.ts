import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkIcons, checkManifest, iconNames } from '../../appPackage/check-manifest.ts';
import { fillManifest } from '../../appPackage/fill-manifest.ts';
import { drawColorIcon, drawOutlineIcon } from '../../appPackage/icons.ts';
import type { Json } from '../../appPackage/json.ts';
import { encodePng } from '../../appPackage/png.ts';

const BOT = '7c0ffee0-0000-4000-8000-0000000000b0';
const SETTINGS = {
  'bot-id': BOT,
  'app-id': '7c0ffee0-0000-4000-8000-0000000000c0',
  host: 'countersign.contoso.example',
  developer: 'Contoso IT',
  'privacy-url': 'https://contoso.example/privacy',
  'terms-url': 'https://contoso.example/terms',
  'website-url': 'https://contoso.example/',
  name: 'Countersign',
  version: '1.2.3',
  out: 'x.zip',
};
const TEMPLATE: { readonly [key: string]: Json } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../appPackage/manifest.json', import.meta.url)), 'utf8'),
);

test('our manifest, filled in, passes the schema and every rule of ours', () => {
  const { manifest, problems } = fillManifest(TEMPLATE, SETTINGS);
  assert.deepEqual(problems, []);
  assert.deepEqual(checkManifest(manifest, BOT), []);
  assert.ok(!JSON.stringify(manifest).includes('${{'));
});

test('our manifest passes with names and texts as long as Teams allows', () => {
  const { manifest } = fillManifest(TEMPLATE, {
    ...SETTINGS,
    name: 'N'.repeat(30),
    developer: 'D'.repeat(32),
  });
  assert.deepEqual(checkManifest(manifest, BOT), []);
});

test('our bot is offered in chats, group chats and channels, with no command that does not exist', () => {
  const { bots } = filledWith({}) as unknown as {
    bots: { scopes: string[]; commandLists: { scopes: string[]; commands: { title: string }[] }[] }[];
  };
  assert.deepEqual(bots[0]?.scopes, ['personal', 'team', 'groupChat']);
  const titles = bots[0]?.commandLists.map(({ scopes, commands }) => [
    scopes.join(),
    commands.map((c) => c.title).join(),
  ]);
  assert.deepEqual(titles, [
    ['personal', 'pending,show ID,history NAME,help,unlink NAME,routes,agents,pause NAME reason,resume NAME'],
    [
      'team,groupChat',
      'pending,show ID,history NAME,help,link NAME,unlink NAME,routes,agents,pause NAME reason,resume NAME',
    ],
  ]);
});

test('the schema finds every mistake of a broken manifest at once', () => {
  const problems = checkManifest(
    filledWith({
      id: 'not-an-id',
      name: { short: 'N'.repeat(31) },
      developer: {
        name: 'Contoso',
        websiteUrl: 'https://contoso.example',
        termsOfUseUrl: 'https://contoso.example',
      },
      accentColor: 'indigo',
      surprise: true,
      bots: [{ botId: BOT, scopes: ['groupchat'] }],
    }),
    BOT,
  );
  const all = problems.map(({ what, cure }) => `${what} ${cure}`);
  const expected = [
    /at \/id: /,
    /at \/name\/short: .* shorten it to 30 characters/,
    /at \/developer: .* add privacyUrl/,
    /at \/accentColor: /,
    /at its top level: .* remove surprise/,
    /at \/bots\/0\/scopes\/0: .* use one of .*"groupChat"/,
  ];
  assert.equal(all.length, expected.length, all.join('\n'));
  for (const pattern of expected)
    assert.ok(
      all.some((text) => pattern.test(text)),
      String(pattern),
    );
});

test('the unfilled template is no valid manifest', () => {
  const problems = checkManifest(TEMPLATE, BOT);
  assert.ok(problems.some(({ what }) => what.includes('/id: must match pattern')));
});

test('a schema version that is older than needed, unknown or missing is refused with those that work', () => {
  for (const manifestVersion of ['1.24', '9.9', 1.25, null]) {
    const problems = checkManifest(filledWith({ manifestVersion }), BOT);
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.cure ?? '', /use one of 1\.25, 1\.26/);
  }
});

test('the newer schemas take our manifest too', () => {
  for (const version of ['1.26', '1.29', '1.30']) {
    const $schema = `https://developer.microsoft.com/json-schemas/teams/v${version}/MicrosoftTeams.schema.json`;
    assert.deepEqual(checkManifest(filledWith({ manifestVersion: version, $schema }), BOT), [], version);
  }
});

test('a $schema that contradicts manifestVersion is told', () => {
  const problems = checkManifest(filledWith({ manifestVersion: '1.26' }), BOT);
  assert.deepEqual(
    problems.map(({ cure }) => cure),
    ['write https://developer.microsoft.com/json-schemas/teams/v1.26/MicrosoftTeams.schema.json'],
  );
});

test('a bot or an Entra application under another id than the bot is told, each place by its name', () => {
  const other = '7c0ffee0-0000-4000-8000-0000000000b1';
  const bots = [{ botId: other, scopes: ['team'] }];
  const webApplicationInfo = { id: other };
  const whats = checkManifest(filledWith({ bots, webApplicationInfo }), BOT).map(({ what }) => what);
  assert.deepEqual(whats, [
    `manifest.json has bots[0].botId "${other}", the bot is ${BOT}`,
    `manifest.json has webApplicationInfo.id "${other}", the bot is ${BOT}`,
  ]);
});

test('an unknown or misspelled placeholder is told once, wherever it stands', () => {
  const { problems } = fillManifest(
    { a: `\${{WHO}} and \${{WHO}}`, b: [`\${{ NAME }}`, { c: `\${{name` }], d: `\${{NAME}}` },
    SETTINGS,
  );
  assert.deepEqual(
    problems.map(({ what }) => what.replace(/.*placeholder (.*), which.*/, '$1')),
    [`\${{WHO}}`, `\${{ NAME }}`, `\${{name`],
  );
  assert.match(problems[0]?.cure ?? '', /APP_ID, BOT_ID/);
});

test('a value with quotes and braces stays inside its string', () => {
  const name = '"}],"id":"x';
  const { manifest } = fillManifest({ name: `\${{NAME}}`, id: 1, list: [null, true] }, { ...SETTINGS, name });
  assert.deepEqual(manifest, { name, id: 1, list: [null, true] });
});

test('icons of the right size pass; missing, wrong-sized, foreign and foldered ones are told', () => {
  const good = new Map([
    ['color.png', encodePng(drawColorIcon())],
    ['outline.png', encodePng(drawOutlineIcon())],
  ]);
  const manifest = filledWith({});
  assert.deepEqual(iconNames(manifest), ['color.png', 'outline.png']);
  assert.deepEqual(checkIcons(manifest, good), []);

  const tell = (icons: ReadonlyMap<string, Buffer>) => checkIcons(manifest, icons).map(({ what }) => what);
  assert.deepEqual(tell(new Map()), ['icon color.png is missing', 'icon outline.png is missing']);
  const swapped = new Map([
    ['color.png', encodePng(drawOutlineIcon())],
    ['outline.png', Buffer.from('<svg/>')],
  ]);
  assert.deepEqual(tell(swapped), ['icon color.png is 32 x 32', 'icon outline.png is no PNG']);
  const foldered = filledWith({ icons: { color: 'icons/color.png', outline: 'outline.png' } });
  assert.deepEqual(
    checkIcons(foldered, good).map(({ what }) => what),
    ['icon icons/color.png lies in a folder'],
  );
});

function filledWith(members: { readonly [key: string]: Json }): Json {
  return fillManifest({ ...TEMPLATE, ...members }, SETTINGS).manifest;
}
