// Reads anew what test/infra holds the templates to: node tools/read-resource-types.mjs CHECKOUT
// CHECKOUT is a clone of github.com/Azure/bicep-types-az. Of each resource type and version that infra/ uses, facts only: names of
// properties as far down as infra/ goes, which are required or read-only, and closed sets of values. Run after `npm run build`.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { deployOnPaper } from '../dist/test/infra/support/deploy-on-paper.js';
import { EVERYTHING, readSources } from '../dist/test/infra/support/samples.js';

const [checkout] = process.argv.slice(2);
if (checkout === undefined) {
  console.error(
    'Use: node tools/read-resource-types.mjs CHECKOUT   (a clone of github.com/Azure/bicep-types-az)',
  );
  process.exit(1);
}
const [REQUIRED, READ_ONLY] = [1, 2];
const git = (...words) =>
  execFileSync('git', ['-C', checkout, ...words], { encoding: 'utf8', maxBuffer: 2 ** 28 });
const commit = git('rev-parse', 'HEAD').trim();
const files = git('ls-tree', '-r', '--name-only', 'HEAD', 'generated').split('\n');
const file = new URL('../test/infra/resource-types.json', import.meta.url);

const facts = {};
for (const { type, version, body, read } of deployOnPaper(readSources(), EVERYTHING).resources) {
  const key = `${type}@${version}`;
  const used = treeOf(body);
  for (const path of read) graft(used, path.split('.'));
  const { types, index } = find(type, version, body.name);
  const fact = factOf(types, types[index].body.$ref, used, body);
  facts[key] = key in facts ? merge(facts[key], fact) : fact;
}
const sorted = Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(
  file,
  `${JSON.stringify({ repository: 'https://github.com/Azure/bicep-types-az', commit, types: sorted }, null, 1)}\n`,
);
console.log(`${Object.keys(sorted).length} types, ${readFileSync(file).length} bytes, from ${commit}`);

/** The file that has this type, and where in it. Some types stand there once for each name a resource may have. */
function find(type, version, name) {
  const folder = `/${type.split('/')[0].toLowerCase()}/${version}/types.json`;
  const wanted = `${type}@${version}`.toLowerCase();
  for (const path of files.filter((each) => each.endsWith(folder))) {
    const types = JSON.parse(git('show', `HEAD:${path}`));
    const index = types.findIndex(
      (each) =>
        each.$type === 'ResourceType' && each.name.toLowerCase() === wanted && mayBeCalled(types, each, name),
    );
    if (index >= 0) return { types, index };
  }
  throw new Error(`${type}@${version} is not in ${checkout}`);
}

function mayBeCalled(types, { body }, name) {
  const named = types[Number(body.$ref.slice(2))].properties?.name;
  const only = named && types[Number(named.type.$ref.slice(2))];
  return only?.$type !== 'StringLiteralType' || only.value === name;
}

function factOf(types, ref, used, value) {
  const type = types[Number(ref.slice(2))];
  switch (type.$type) {
    case 'StringType':
      return 'string';
    case 'IntegerType':
      return 'integer';
    case 'BooleanType':
      return 'boolean';
    case 'StringLiteralType':
      return [type.value];
    case 'UnionType': {
      const values = type.elements
        .map(({ $ref }) => types[Number($ref.slice(2))])
        .filter(({ $type }) => $type === 'StringLiteralType');
      return values.length > 0 ? values.map((each) => each.value) : 'any';
    }
    case 'ArrayType':
      return used === undefined
        ? 'array'
        : { items: factOf(types, type.itemType.$ref, used['[]'] ?? {}, value?.[0]) };
    case 'ObjectType':
      return used === undefined
        ? 'object'
        : objectFact(types, type.properties, type.additionalProperties, used, value);
    case 'DiscriminatedObjectType': {
      const chosen = type.elements[value?.[type.discriminator]];
      if (used === undefined || chosen === undefined) return 'object';
      const { properties, additionalProperties } = types[Number(chosen.$ref.slice(2))];
      return objectFact(types, { ...type.baseProperties, ...properties }, additionalProperties, used, value);
    }
  }
  return 'any';
}

function objectFact(types, properties, additional, used, value) {
  const named = Object.entries(properties);
  const having = (flag) => named.filter(([, each]) => (each.flags & flag) !== 0).map(([name]) => name);
  const [required, readOnly] = [having(REQUIRED), having(READ_ONLY)];
  return {
    properties: Object.fromEntries(
      named.map(([name, each]) => [name, factOf(types, each.type.$ref, used[name], value?.[name])]),
    ),
    ...(required.length > 0 && { required }),
    ...(readOnly.length > 0 && { readOnly }),
    ...(additional !== undefined && {
      rest: factOf(types, additional.$ref, Object.values(used)[0], Object.values(value ?? {})[0]),
    }),
  };
}

/** The names that stand in a value, as a tree. */
function treeOf(value) {
  if (Array.isArray(value)) return { '[]': value.map(treeOf).reduce(mergeTrees, {}) };
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, treeOf(each) ?? {}]));
}

function graft(tree, [name, ...deeper]) {
  if (name === undefined) return;
  tree[name] ??= {};
  graft(tree[name], deeper);
}

function mergeTrees(one, other) {
  const all = { ...one };
  for (const [name, tree] of Object.entries(other ?? {})) all[name] = mergeTrees(all[name] ?? {}, tree);
  return all;
}

/** Of two looks at one type the one that went deeper, place by place. */
function merge(one, other) {
  if (Array.isArray(one) && Array.isArray(other)) return [...new Set([...one, ...other])];
  if (typeof one === 'string' || Array.isArray(one)) return other;
  if (typeof other === 'string' || Array.isArray(other)) return one;
  const all = { ...one };
  for (const [name, each] of Object.entries(other)) all[name] = name in one ? merge(one[name], each) : each;
  return all;
}
