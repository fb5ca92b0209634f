import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FLAGS } from '../../appPackage/flags.ts';
import {
  deriveAppId,
  describeSettings,
  environmentName,
  readSettings,
} from '../../appPackage/read-settings.ts';

const BOT = '7c0ffee0-0000-4000-8000-0000000000b0';
const NEEDED = {
  'bot-id': BOT,
  host: 'countersign.contoso.example',
  developer: 'Contoso IT',
  'privacy-url': 'https://contoso.example/legal/privacy',
  'terms-url': 'https://contoso.example/legal/terms',
};

test('reads flags, with a blank or an equals sign before the value', () => {
  const { settings, problems } = readSettings(
    [...flags(NEEDED), '--name=Sign = off', '--version', '2.3.4'],
    {},
    '0.1.0',
  );
  assert.deepEqual(problems, []);
  assert.equal(settings.name, 'Sign = off');
  assert.equal(settings.version, '2.3.4');
  assert.equal(settings.host, 'countersign.contoso.example');
});

test('fills what may be left out', () => {
  const { settings } = readSettings(flags(NEEDED), {}, '0.1.0');
  assert.equal(settings.name, 'Countersign');
  assert.equal(settings.version, '0.1.0');
  assert.equal(settings.out, 'countersign-teams.zip');
  assert.equal(settings['website-url'], 'https://contoso.example/');
  assert.equal(settings['app-id'], deriveAppId(BOT));
});

test('reads the environment, takes an empty variable as not set, and lets a flag win', () => {
  const env = Object.fromEntries(
    Object.entries(NEEDED).map(([flag, value]) => [
      `COUNTERSIGN_TEAMS_${flag.replaceAll('-', '_').toUpperCase()}`,
      value,
    ]),
  );
  const { settings, problems } = readSettings(
    ['--developer', 'Fabrikam'],
    { ...env, COUNTERSIGN_TEAMS_NAME: '', COUNTERSIGN_TEAMS_APP_ID: BOT },
    '0.1.0',
  );
  assert.deepEqual(problems, []);
  assert.equal(settings.developer, 'Fabrikam');
  assert.equal(settings.name, 'Countersign');
  assert.equal(settings['bot-id'], BOT);
  assert.equal(settings['app-id'], BOT);
});

test('ids and host names come out in lower case', () => {
  const { settings } = readSettings(
    flags({ ...NEEDED, 'bot-id': BOT.toUpperCase(), host: 'Sign.Contoso.EXAMPLE' }),
    {},
    '1.0.0',
  );
  assert.equal(settings['bot-id'], BOT);
  assert.equal(settings.host, 'sign.contoso.example');
  assert.equal(settings['app-id'], deriveAppId(BOT), 'the derived id does not depend on letter case');
});

test('the derived app id is a version 5 UUID, the same for one bot, another for another', () => {
  const id = deriveAppId(BOT);
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  // Fixed for ever: another derivation would make Teams see a second app.
  assert.equal(id, '6987af27-5451-5f21-a54f-c42d623f38a6');
  assert.notEqual(deriveAppId('7c0ffee0-0000-4000-8000-0000000000b1'), id);
});

test('tells every missing setting at once, each with its flag and its variable', () => {
  const { problems } = readSettings([], {}, '0.1.0');
  assert.deepEqual(
    problems.map(({ what }) => what),
    Object.keys(NEEDED).map((flag) => `--${flag} is missing`),
  );
  for (const [index, flag] of Object.keys(NEEDED).entries()) {
    const cure = problems[index]?.cure ?? '';
    assert.ok(cure.includes(`--${flag} `) && cure.includes('COUNTERSIGN_TEAMS_'), cure);
  }
});

const REFUSED: readonly (readonly [flag: string, value: string, reason: RegExp])[] = [
  ['bot-id', 'my-bot', /form 8-4-4-4-12/],
  ['bot-id', '00000000-0000-0000-0000-000000000000', /empty id/],
  ['app-id', `{${BOT}}`, /form 8-4-4-4-12/],
  ['host', 'https://sign.contoso.example', /bare host name/],
  ['host', 'sign.contoso.example:443', /bare host name/],
  ['host', 'sign.contoso.example/api', /bare host name/],
  ['host', '*.contoso.example', /bare host name/],
  ['host', 'localhost', /not a public host name/],
  ['host', '-a.example', /not a public host name/],
  ['host', '10.0.0.1', /an address/],
  ['developer', 'D'.repeat(33), /33 characters, Teams takes 32/],
  ['developer', '  ', /has no value/],
  ['name', 'N'.repeat(31), /31 characters, Teams takes 30/],
  ['name', 'Counter\u202esign', /invisible/],
  ['name', `App \${{ENV}}`, /placeholder/],
  ['privacy-url', 'http://contoso.example/privacy', /https/],
  ['privacy-url', '/privacy', /not a web address/],
  ['terms-url', 'https://me:secret@contoso.example/', /user name or password/],
  ['terms-url', `https://contoso.example/${'x'.repeat(2048)}`, /longer than 2048/],
  ['website-url', `https://contoso.example/\${{PAGE}}`, /not a web address/],
  ['version', '1.0', /form 1.2.3/],
  ['version', '01.0.0', /form 1.2.3/],
  ['version', '1.0.0-beta', /form 1.2.3/],
  ['out', 'package', /\.zip/],
];

for (const [flag, value, reason] of REFUSED) {
  test(`refuses a --${flag} like ${encodeURI(value).slice(0, 45)}: ${reason.source}`, () => {
    const { settings, problems } = readSettings(flags({ ...NEEDED, [flag]: value }), {}, '0.1.0');
    assert.equal(problems.length, 1, JSON.stringify(problems));
    assert.match(problems[0]?.what ?? '', reason);
    assert.ok(problems[0]?.cure.includes(`--${flag} `));
    assert.ok(!Object.values(settings).includes(value), 'the refused value is not used');
  });
}

test('names the variable that held a refused value', () => {
  const { problems } = readSettings(flags(NEEDED), { COUNTERSIGN_TEAMS_VERSION: 'v1' }, '0.1.0');
  assert.deepEqual(
    problems.map(({ what }) => what),
    ['COUNTERSIGN_TEAMS_VERSION "v1" is not of the form 1.2.3'],
  );
});

test('a package version that Teams does not take is told as the default', () => {
  const { problems } = readSettings(flags(NEEDED), {}, '1.0.0-rc.1');
  assert.deepEqual(
    problems.map(({ what }) => what),
    ['the default "1.0.0-rc.1" is not of the form 1.2.3'],
  );
});

test('a flag without value, an unknown flag, a stray word and a flag given twice are one problem each', () => {
  const { problems } = readSettings(
    [...flags(NEEDED), '--name', '--colour', 'blue', 'stray', '--host=sign.contoso.example'],
    {},
    '0.1.0',
  );
  assert.deepEqual(
    problems.map(({ what }) => what),
    ['--colour is not a setting', 'stray is not a setting', '--host is given twice', '--name has no value'],
  );
});

test('every example is a value that is accepted, and the help shows every setting', () => {
  for (const [flag, rule] of Object.entries(FLAGS)) assert.equal(rule.refuse(rule.example), undefined, flag);
  assert.equal(describeSettings().length, Object.keys(FLAGS).length);
  assert.equal(environmentName('privacy-url'), 'COUNTERSIGN_TEAMS_PRIVACY_URL');
});

function flags(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([flag, value]) => [`--${flag}`, value]);
}
