// Reads anew what the templates are held to: npm run build && node dist/test/infra/read-resource-types.js CHECKOUT
// CHECKOUT is a clone of github.com/Azure/bicep-types-az. Of each resource type and version that infra/ uses, facts only: names of
// properties as far down as infra/ goes, which are required or read-only, and closed sets of values.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { deployOnPaper } from './support/deploy-on-paper.ts';
import { isMembers, type Value } from './support/evaluate.ts';
import type { Fact } from './support/resource-types.ts';
import { EVERYTHING, readSources } from './support/samples.ts';

/** A type as the checkout writes it; which members are there follows from `$type`. */
interface Type {
  readonly $type: string;
  readonly name?: string;
  readonly value?: string;
  readonly body?: Ref;
  readonly itemType?: Ref;
  readonly discriminator?: string;
  readonly elements?: readonly Ref[] | Readonly<Record<string, Ref>>;
  readonly properties?: Properties;
  readonly baseProperties?: Properties;
  readonly additionalProperties?: Ref;
}
interface Ref {
  readonly $ref: string;
}
type Properties = Readonly<Record<string, { readonly type: Ref; readonly flags: number }>>;
/** The names that stand in a value; `[]` stands for the items of a list. */
interface Tree {
  [name: string]: Tree;
}

const [REQUIRED, READ_ONLY] = [1, 2];
const [checkout] = process.argv.slice(2);
if (checkout === undefined) {
  console.error(
    'Use: node dist/test/infra/read-resource-types.js CHECKOUT   (a clone of Azure/bicep-types-az)',
  );
  process.exit(1);
}
const git = (...words: readonly string[]) =>
  execFileSync('git', ['-C', checkout, ...words], { encoding: 'utf8', maxBuffer: 2 ** 28 });
const commit = git('rev-parse', 'HEAD').trim();
const files = git('ls-tree', '-r', '--name-only', 'HEAD', 'generated').split('\n');
// The compiled script lies in dist/test/infra/.
const file = new URL('../../../test/infra/resource-types.json', import.meta.url);

const facts = new Map<string, Fact>();
for (const { type, version, body, read } of deployOnPaper(readSources(), EVERYTHING).resources) {
  const key = `${type}@${version}`;
  const used = treeOf(body) ?? {};
  for (const path of read) graft(used, path.split('.'));
  const { types, root } = find(type, version, body.name);
  const fact = factOf(types, root, used, body);
  const known = facts.get(key);
  facts.set(key, known === undefined ? fact : merge(known, fact));
}
const types = Object.fromEntries([...facts].sort(([a], [b]) => (a < b ? -1 : 1)));
const repository = 'https://github.com/Azure/bicep-types-az';
writeFileSync(file, `${JSON.stringify({ repository, commit, types }, null, 1)}\n`);
console.log(`${facts.size} types, ${readFileSync(file).length} bytes, from ${commit}`);

/** The file that has this type, and where in it. Some types stand there once for each name a resource may have. */
function find(type: string, version: string, name: Value | undefined) {
  const folder = `/${type.split('/')[0]?.toLowerCase()}/${version}/types.json`;
  const wanted = `${type}@${version}`.toLowerCase();
  for (const path of files.filter((each) => each.endsWith(folder))) {
    const types: readonly Type[] = JSON.parse(git('show', `HEAD:${path}`));
    for (const { $type, name: called, body } of types) {
      if ($type !== 'ResourceType' || called?.toLowerCase() !== wanted || body === undefined) continue;
      if (mayBeCalled(types, body, name)) return { types, root: body };
    }
  }
  throw new Error(`${type}@${version} is not in ${checkout}`);
}

function mayBeCalled(types: readonly Type[], body: Ref, name: Value | undefined): boolean {
  const named = typeAt(types, body).properties?.name;
  const only = named && typeAt(types, named.type);
  return only?.$type !== 'StringLiteralType' || only.value === name;
}

function typeAt(types: readonly Type[], { $ref }: Ref): Type {
  const type = types[Number($ref.slice(2))];
  if (type === undefined) throw new Error(`${$ref} is not in the file`);
  return type;
}

function factOf(types: readonly Type[], ref: Ref, used: Tree | undefined, value: Value | undefined): Fact {
  const type = typeAt(types, ref);
  switch (type.$type) {
    case 'StringType':
      return 'string';
    case 'IntegerType':
      return 'integer';
    case 'BooleanType':
      return 'boolean';
    case 'StringLiteralType':
      return [type.value ?? ''];
    case 'UnionType': {
      const literals = Object.values(type.elements ?? {}).flatMap((each) => typeAt(types, each).value ?? []);
      return literals.length > 0 ? literals : 'any';
    }
    case 'ArrayType':
      if (used === undefined || type.itemType === undefined) return 'array';
      return {
        items: factOf(types, type.itemType, used['[]'] ?? {}, Array.isArray(value) ? value[0] : undefined),
      };
    case 'ObjectType':
      return used === undefined ? 'object' : objectFact(types, type, used, value);
    case 'DiscriminatedObjectType': {
      const chosen = Object.entries(type.elements ?? {}).find(
        ([name]) => name === memberOf(value, type.discriminator ?? ''),
      );
      if (used === undefined || chosen === undefined) return 'object';
      const own = typeAt(types, chosen[1]);
      return objectFact(
        types,
        { ...own, properties: { ...type.baseProperties, ...own.properties } },
        used,
        value,
      );
    }
  }
  return 'any';
}

function objectFact(types: readonly Type[], type: Type, used: Tree, value: Value | undefined): Fact {
  const named = Object.entries(type.properties ?? {});
  const having = (flag: number) =>
    named.filter(([, { flags }]) => (flags & flag) !== 0).map(([name]) => name);
  const [required, readOnly] = [having(REQUIRED), having(READ_ONLY)];
  const rest = type.additionalProperties;
  const [first] = Object.values(isMembers(value) ? value : {});
  return {
    properties: Object.fromEntries(
      named.map(([name, each]) => [name, factOf(types, each.type, used[name], memberOf(value, name))]),
    ),
    ...(required.length > 0 && { required }),
    ...(readOnly.length > 0 && { readOnly }),
    ...(rest !== undefined && { rest: factOf(types, rest, Object.values(used)[0], first) }),
  };
}

function memberOf(value: Value | undefined, name: string): Value | undefined {
  return isMembers(value) ? value[name] : undefined;
}

function treeOf(value: Value): Tree | undefined {
  if (Array.isArray(value)) return { '[]': value.map(treeOf).reduce<Tree>(mergeTrees, {}) };
  if (!isMembers(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, treeOf(each) ?? {}]));
}

function graft(tree: Tree, [name, ...deeper]: readonly string[]): void {
  if (name === undefined) return;
  tree[name] ??= {};
  graft(tree[name], deeper);
}

function mergeTrees(one: Tree, other: Tree | undefined): Tree {
  const all = { ...one };
  for (const [name, tree] of Object.entries(other ?? {})) all[name] = mergeTrees(all[name] ?? {}, tree);
  return all;
}

/** Of two readings of one type the one that went deeper, place by place. */
function merge(one: Fact, other: Fact): Fact {
  if (isValues(one) && isValues(other)) return [...new Set([...one, ...other])];
  if (typeof one === 'string' || isValues(one)) return other;
  if (typeof other === 'string' || isValues(other)) return one;
  return mergeMembers(one, other);
}

function isValues(fact: Fact): fact is readonly string[] {
  return Array.isArray(fact);
}

// Every member of such a fact is itself a fact, or names of members, which merge as facts do.
function mergeMembers(one: object, other: object): Fact {
  const all: Record<string, Fact> = { ...one };
  for (const [name, each] of Object.entries(other)) {
    const known = all[name];
    all[name] = known === undefined ? each : merge(known, each);
  }
  return all as unknown as Fact;
}
