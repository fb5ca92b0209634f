import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { parsePolicy } from '../../../../approvals/policy/file/file.ts';
import { HOVER } from '../../../../approvals/policy/file/hover.ts';
import { policyJsonSchema } from '../../../../approvals/policy/file/json-schema.ts';

const root = new URL('../../../../../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), 'utf8').replaceAll('\r\n', '\n');
const validate = new Ajv({ strict: true, allowUnionTypes: true, logger: false }).compile(policyJsonSchema());
const DEMO = read('countersign.yaml');
const schemaText = JSON.stringify(policyJsonSchema());

test('countersign.schema.json is the language as it is now', () => {
  const made = `${JSON.stringify(policyJsonSchema(), null, 2)}\n`;
  assert.equal(read('countersign.schema.json'), made, 'npm run schema writes it anew');
});

test('every member has words of one line, and no words are left over', () => {
  for (const [path, words] of Object.entries(HOVER)) {
    const description = typeof words === 'string' ? words : words.description;
    assert.match(description, /^[A-Z"a-z][^\n]{10,160}\.$|^"[^\n]+$/, path);
    assert.ok(schemaText.includes(JSON.stringify(description)), `${path} is no member`);
  }
});

test('unknown members are refused everywhere but where names and schemas are free', () => {
  const open: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('properties' in node && !('additionalProperties' in node && node.additionalProperties === false))
      open.push(path);
    for (const [key, inner] of Object.entries(node)) walk(inner, `${path}/${key}`);
  };
  walk(policyJsonSchema(), '');
  // The keywords of JSON Schema are members there, `properties` among them.
  const isKeywords = (path: string) => /^\/definitions\/\w+\/properties$/.test(path);
  assert.deepEqual(
    open.filter((path) => !isKeywords(path)),
    [],
  );
});

const policies = [
  'countersign.yaml',
  ...readdirSync(new URL('docs/policies', root))
    .filter((name) => /^[a-z-]+\.yaml$/.test(name))
    .map((name) => `docs/policies/${name}`),
];
for (const name of policies)
  test(`${name} is right by the schema, as it is when it is loaded`, () => {
    const text = read(name);
    assert.deepEqual([validate(parse(text)), validate.errors], [true, null]);
    assert.ok(parsePolicy(text).ok);
  });

test('the demo policy names its schema in its first line', () => {
  assert.equal(DEMO.split('\n')[0], '# yaml-language-server: $schema=./countersign.schema.json');
});

const WRONG: readonly (readonly [from: string, to: string])[] = [
  ['admins:', 'admin:'],
  ['    clientId: 7c', '    clientID: 7c'],
  ['effect: review', 'effect: reviw'],
  ['effect: deny', 'effect: true'],
  ['    risk: high', '    risk: grave'],
  ['reversible: false', 'reversible: maybe'],
  ['count: 2', 'count: 0'],
  ['count: 2', 'count: two'],
  ['expires: 30m', 'expires: soon'],
  ['grant: 5m', 'grant: 5'],
  ['maxPending: 20', 'maxPending: 2000'],
  ['7c0ffee0-0000-4000-8000-00000000d001', 'data-owners'],
  ['within: 10m', 'within: 10m, twice: true'],
  ['acrs: c1', 'acrs: first'],
  ['methods: [GET', 'methods: [get'],
  ['type: shell', 'type: bash'],
  ['id: prod-export', 'id: Prod Export'],
  ['notify: [data-approvals]', 'notify: data-approvals'],
  ['approvers: { group: data-owners }', 'approvers: { groop: data-owners }'],
  ['redact: [/note]', 'redact: [note]'],
  ['  data.read:', '  toString:'],
  ['resourceTypes: [database]', 'resourceTypes: [valueOf]'],
  ['{ type: iam-role,', '{ type: hasOwnProperty,'],
  ['  terraform-apply: [', '  constructor: ['],
  ['expires: 30m', 'expires: 31d'],
  ['grant: 5m', 'grant: 25h'],
  ['within: 10m', 'within: 61m'],
];
for (const [from, to] of WRONG)
  test(`"${to}" is refused by the editor and when it is loaded`, () => {
    const text = DEMO.replace('    riskReason: personal data leaves the database', '    redact: [/note]');
    assert.ok(text.includes(from), from);
    const wrong = text.replace(from, to);
    assert.equal(validate(parse(wrong)), false);
    assert.equal(parsePolicy(wrong).ok, false);
  });

test('letters of ids may be large or small, for both', () => {
  const large = DEMO.replaceAll(/7c0ffee0-[0-9a-f-]+/g, (id) => id.toUpperCase());
  assert.equal(validate(parse(large)), true);
  assert.ok(parsePolicy(large).ok);
});
