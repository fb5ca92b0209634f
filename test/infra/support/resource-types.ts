// Holds what the templates write to the published types of Azure's resources: names, required and read-only properties, closed sets
// of values. The facts are in resource-types.json, with the commit they were read from; ../read-resource-types.ts reads them anew.
import { readFileSync } from 'node:fs';
import type { Resource } from './deploy-on-paper.ts';
import { isMembers, type Value } from './evaluate.ts';

/** What may stand at one place: a kind of value, a closed set of texts, or an object or array of such. */
export type Fact = string | readonly string[] | ObjectFact | { readonly items: Fact };
interface ObjectFact {
  readonly properties: Readonly<Record<string, Fact>>;
  readonly required?: readonly string[];
  readonly readOnly?: readonly string[];
  /** What any other name holds, where any name may stand. */
  readonly rest?: Fact;
}
interface Facts {
  readonly repository: string;
  readonly commit: string;
  readonly types: Readonly<Record<string, ObjectFact>>;
}

const FACTS: Facts = JSON.parse(
  readFileSync(new URL('../../../../test/infra/resource-types.json', import.meta.url), 'utf8'),
);

/** Documented by Microsoft, missing in the types: only Azure can tell (infra/README.md). */
const BEYOND_THE_TYPES = new Set(['Microsoft.Web/sites properties.functionsRuntimeAdminIsolationEnabled']);

/** What is wrong with a resource by its type; nothing when it is sound. */
export function troublesByType(resource: Resource): readonly string[] {
  const { type, version, body, parent, read } = resource;
  const fact = FACTS.types[`${type}@${version}`];
  if (fact === undefined) return [`${resource.symbol}: ${type}@${version} is no known type and version`];
  const troubles: string[] = [];
  const say = (path: string, what: string) => {
    if (!BEYOND_THE_TYPES.has(`${type} ${path}`)) troubles.push(`${resource.symbol}: ${path} ${what}`);
  };
  if (resource.isExisting) {
    if (Object.keys(body).join() !== 'name') say('name', 'is all that an existing resource has');
  } else check(body, fact, '', say);
  const above = type.split('/').slice(0, -1).join('/');
  if ((above.includes('/') ? above : undefined) !== parent?.type) say('parent', `is no ${above}`);
  for (const path of read) {
    if (!isThere(fact, path.split('.'))) say(path, 'cannot be read, it does not exist');
  }
  return troubles;
}

function check(value: Value, fact: Fact, path: string, say: (path: string, what: string) => void): void {
  if (Array.isArray(fact)) {
    if (!fact.includes(String(value)))
      say(path, `is ${JSON.stringify(value)}, not one of ${fact.join(', ')}`);
    return;
  }
  if (typeof fact === 'string') {
    if (fact !== 'any' && kindOf(value) !== fact) say(path, `is no ${fact}`);
    return;
  }
  if ('items' in fact) {
    if (!Array.isArray(value)) say(path, 'is no array');
    else for (const [index, each] of value.entries()) check(each, fact.items, `${path}[${index}]`, say);
    return;
  }
  if (isObjectFact(fact)) checkObject(value, fact, path, say);
}

function checkObject(
  value: Value,
  fact: ObjectFact,
  path: string,
  say: (path: string, what: string) => void,
): void {
  if (!isMembers(value)) {
    say(path, 'is no object');
    return;
  }
  const below = (name: string) => (path === '' ? name : `${path}.${name}`);
  for (const name of fact.required ?? []) if (!(name in value)) say(below(name), 'is missing');
  for (const [name, member] of Object.entries(value)) {
    const known = Object.hasOwn(fact.properties, name) ? fact.properties[name] : fact.rest;
    if (known === undefined) say(below(name), 'is no property of this type');
    else if (fact.readOnly?.includes(name)) say(below(name), 'can only be read');
    else check(member, known, below(name), say);
  }
}

function isThere(fact: Fact | undefined, [name, ...deeper]: readonly string[]): boolean {
  if (name === undefined) return fact !== undefined;
  return isObjectFact(fact) && isThere(fact.properties[name], deeper);
}

const isObjectFact = (fact: Fact | undefined): fact is ObjectFact =>
  typeof fact === 'object' && 'properties' in fact;

function kindOf(value: Value): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return 'integer';
  return value === null ? 'null' : typeof value;
}
