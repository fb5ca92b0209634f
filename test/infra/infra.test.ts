// The templates in infra/, deployed on paper, hold to what infra/README.md says of them. What only Azure can tell stands there.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readSettings } from '../../functions/settings.ts';
import { formatLine, type LineEvent } from '../../functions/telemetry/line.ts';
import { environmentIn } from './support/environment.ts';
import { lookAt, settingsOf } from './support/look.ts';
import { parseTemplate } from './support/parse.ts';
import { PROMISES } from './support/promises.ts';
import { readSources } from './support/samples.ts';

const ROOT = new URL('../../../', import.meta.url);
const sources = readSources();
const infra = lookAt(sources);
const SCRATCH = mkdtempSync(join(tmpdir(), 'countersign-infra-'));
after(() => rmSync(SCRATCH, { recursive: true, force: true }));

const environment = () => environmentIn(infra.usual, SCRATCH);

for (const [title, hold] of Object.entries(PROMISES)) test(title, () => hold(infra));

test('the app starts with the settings that the template gives it', () => {
  const settings = readSettings(environment());
  assert.equal(settings.botType, 'UserAssignedMSI');
  assert.equal(settings.baseUrl, infra.usual.outputs.COUNTERSIGN_URL);
  assert.equal(settings.botAppId, infra.usual.outputs.COUNTERSIGN_BOT_APP_ID);
  assert.ok('tables' in settings.storage && settings.storage.clientId === settings.botAppId);
  assert.equal(settings.local, undefined);
});

test('each of these settings is needed: without it the app does not start and names it', () => {
  const needed = [
    ...['TENANT_ID', 'API_APP_ID', 'REVIEW_APP_ID', 'BASE_URL', 'BOT_APP_ID'],
    ...['GRANT_KEYS', 'REQUEST_ID_KEY', 'CALLBACK_MASTER'],
  ].map((name) => `COUNTERSIGN_${name}`);
  for (const name of needed) {
    const { [name]: _, ...rest } = environment();
    assert.throws(() => readSettings(rest), new RegExp(`${name} is missing`));
  }
  for (const service of ['table', 'queue']) {
    const { [`COUNTERSIGN_STORAGE__${service}ServiceUri`]: _, ...rest } = environment();
    assert.throws(() => readSettings(rest), /COUNTERSIGN_STORAGE is missing/);
  }
});

test('a secret that the vault did not give stops the start instead of becoming a key', () => {
  for (const name of [
    'COUNTERSIGN_GRANT_KEYS',
    'COUNTERSIGN_REQUEST_ID_KEY',
    'COUNTERSIGN_CALLBACK_MASTER',
  ]) {
    const reference = settingsOf(infra.usual)[name];
    assert.throws(
      () => readSettings({ ...environment(), [name]: reference }),
      new RegExp(`${name} is a reference to Key Vault that was not resolved`),
    );
  }
});

test('azd fills each parameter of main.bicep, by a name it or setup knows', () => {
  const { parameters } = JSON.parse(readFileSync(new URL('infra/main.parameters.json', ROOT), 'utf8'));
  const declared = parseTemplate('main.bicep', sources['main.bicep'] ?? '').parameters;
  assert.deepEqual(Object.keys(parameters).sort(), [...declared.keys()].sort());
  for (const [name, { value }] of Object.entries<{ value: string }>(parameters)) {
    assert.match(value, /^\$\{(AZURE_(ENV_NAME|LOCATION|PRINCIPAL_ID)|COUNTERSIGN_[A-Z_]+)\}$/, name);
  }
  const names = ['apiAppId', 'reviewAppId', 'alertEmail'].map((name) => parameters[name].value.slice(2, -1));
  assert.deepEqual(names, ['COUNTERSIGN_API_APP_ID', 'COUNTERSIGN_REVIEW_APP_ID', 'COUNTERSIGN_ALERT_EMAIL']);
  // Asked for by azd when they are not set: there is no sensible value for them.
  const required = [...declared.values()].filter(({ byDefault }) => byDefault === undefined);
  assert.deepEqual(required.map(({ name }) => name).sort(), [
    'apiAppId',
    'environmentName',
    'location',
    'reviewAppId',
  ]);
});

/** By the compiler, words that telemetry knows. */
const TOLD = [
  'decided',
  'health',
  'nobody_reached',
  'reported',
  'work_dead',
] as const satisfies readonly LineEvent[];

test('alerts ask for events and members that telemetry writes', () => {
  const queries = [...(sources['alerts.bicep'] ?? '').matchAll(/query: '(.*)'$/gm)].map(
    ([, query = '']) => query,
  );
  const events = queries.flatMap((query) => query.match(/(?<=o\.event == ")\w+/g) ?? []);
  assert.deepEqual([...new Set(events)].sort(), [...TOLD]);
  const members = queries.flatMap((query) => query.match(/(?<=o\.)\w+/g) ?? []);
  assert.deepEqual([...new Set(members)].sort(), ['dead', 'event', 'oldest_due_s', 'reason', 'unreached']);
  const line = JSON.parse(formatLine({ event: 'health', dead: 1, oldest_due_s: 301, unreached: 2 }));
  assert.deepEqual(line, { event: 'health', dead: 1, oldest_due_s: 301, unreached: 2 });
});

test('lines that alerts wait for are never sampled away', () => {
  const { logging } = JSON.parse(readFileSync(new URL('host.json', ROOT), 'utf8'));
  const { isEnabled, excludedTypes } = logging.applicationInsights.samplingSettings;
  assert.ok(!isEnabled || excludedTypes.split(';').includes('Trace'));
});

test('every parameter and every role stands in infra/README.md, with a list of what only Azure can tell', (context) => {
  const page = readFileSync(new URL('infra/README.md', ROOT), 'utf8');
  const { parameters } = JSON.parse(readFileSync(new URL('infra/main.parameters.json', ROOT), 'utf8'));
  for (const { value } of Object.values<{ value: string }>(parameters)) {
    const name = value.slice(2, -1);
    if (name.startsWith('COUNTERSIGN_') && !name.endsWith('_APP_ID'))
      assert.ok(page.includes(`\`${name}\``), name);
  }
  for (const role of sources['storage.bicep']?.match(/(?<=var )\w+(?= = '[0-9a-f-]{36}')/g) ?? []) {
    const title = `Storage ${role.replace(/[A-Z]/g, (letter) => ` ${letter}`).replace(/^./, (first) => first.toUpperCase())}`;
    assert.ok(page.includes(title), title);
  }
  const open = page.split('## What only Azure can tell')[1]?.match(/^- \[ \] .*$/gm) ?? [];
  assert.ok(open.length >= 8);
  context.diagnostic(`only Azure can tell:\n${open.join('\n')}`);
});
