// What an expression of Bicep comes to. Knows the few functions these templates use and refuses every other one: whatever is new
// must be thought of here, and nothing that hands out a key (listKeys and the like) ever gets a meaning.
import { createHash } from 'node:crypto';
import { at, meant, type Node } from './parse.ts';

/** What an expression comes to; a reference stands for a resource or module until a member of it is asked for. */
export type Value = string | number | boolean | null | Reference | readonly Value[] | Members;
export interface Members {
  readonly [name: string]: Value;
}

/** Something declared: its members are known only by asking. */
export interface Reference {
  readonly target: object;
  readonly member: (name: string) => Value;
}

/** What names mean where an expression stands. Throws for a name that is not declared. */
export type Scope = (name: string) => Value;

export const SUBSCRIPTION = '3f8c1d2e-6a4b-4c5d-9e7f-1a2b3c4d5e6f';
export const TENANT = 'b51d9f0a-8c7e-4d2b-a1f3-6e5d4c3b2a19';

export function evaluate(node: Node, scope: Scope): Value {
  const parts = meant(node);
  switch (node.type) {
    case 'number':
      return Number(node.text);
    case 'boolean':
      return node.text === 'true';
    case 'null':
      return null;
    case 'identifier':
      return scope(node.text);
    case 'string':
      return parts.map((part) => textOf(part, scope)).join('');
    case 'array':
      return parts.map((part) => evaluate(part, scope));
    case 'object':
      return objectOf(parts, scope);
    case 'parenthesized_expression':
      return evaluate(at(parts, 0), scope);
    case 'member_expression':
      return memberOf(evaluate(at(parts, 0), scope), at(parts, 1).text);
    case 'unary_expression':
      if (!node.text.startsWith('!')) break;
      return !truth(evaluate(at(parts, 0), scope));
    case 'ternary_expression':
      return evaluate(at(parts, truth(evaluate(at(parts, 0), scope)) ? 1 : 2), scope);
    case 'binary_expression':
      return compared(node, evaluate(at(parts, 0), scope), evaluate(at(parts, 1), scope));
    case 'call_expression':
      if (at(parts, 0).text === 'toObject') return objectFrom(meant(at(parts, 1)), scope);
      return called(
        at(parts, 0).text,
        meant(at(parts, 1)).map((part) => evaluate(part, scope)),
      );
  }
  throw new Error(`${node.type} is not known here: ${node.text.slice(0, 60)}`);
}

/** `toObject(list, each => name, each => value)`. */
function objectFrom([list, name, value]: readonly Node[], scope: Scope): Members {
  const items = list === undefined ? undefined : evaluate(list, scope);
  if (!Array.isArray(items) || name === undefined || value === undefined)
    throw new Error('toObject takes a list and two functions');
  const call = (lambda: Node, item: Value): Value => {
    const [given, body] = [at(meant(lambda), 0), at(meant(lambda), 1)];
    return evaluate(body, (word) => (word === given.text ? item : scope(word)));
  };
  return Object.fromEntries(items.map((item) => [text(call(name, item)), call(value, item)]));
}

/** A GUID that stands for these parts, always the same. */
export function guidOf(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('|')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A text, or an error: nothing else has a place in a string. */
export function text(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`a text was expected, not ${JSON.stringify(value)}`);
}

/** An object's members, or an error. */
export function membersOf(value: Value | undefined): Members {
  if (isMembers(value)) return value;
  throw new Error(`an object was expected, not ${JSON.stringify(value)}`);
}

export const isReference = (value: Value | undefined): value is Reference =>
  typeof value === 'object' && value !== null && 'member' in value && typeof value.member === 'function';

export const isMembers = (value: Value | undefined): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isReference(value);

function textOf(part: Node, scope: Scope): string {
  if (part.type === 'interpolation') return text(evaluate(at(meant(part), 0), scope));
  if (part.type === 'string_content') return part.text;
  throw new Error(`${part.type} in a string is not known here`);
}

function objectOf(properties: readonly Node[], scope: Scope): Members {
  const members: Record<string, Value> = {};
  for (const property of properties) {
    const [key, value] = [at(meant(property), 0), at(meant(property), 1)];
    const name = key.type === 'string' ? text(evaluate(key, scope)) : key.text;
    if (Object.hasOwn(members, name)) throw new Error(`${name} is there twice`);
    members[name] = evaluate(value, scope);
  }
  return members;
}

function memberOf(value: Value, name: string): Value {
  if (isReference(value)) return value.member(name);
  const found = membersOf(value)[name];
  if (found === undefined) throw new Error(`there is no member ${name}`);
  return found;
}

function truth(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  throw new Error(`true or false was expected, not ${JSON.stringify(value)}`);
}

function compared(node: Node, left: Value, right: Value): Value {
  const operator = node.childForFieldName('operator')?.text;
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (operator === '>' && typeof left === 'number' && typeof right === 'number') return left > right;
  throw new Error(`${operator} is not known here`);
}

function called(name: string, values: readonly Value[]): Value {
  const word = (n: number): string => text(values[n] ?? null);
  switch (name) {
    case 'uniqueString':
      return `u${createHash('sha256').update(values.map(text).join('|')).digest('hex').slice(0, 12)}`;
    case 'guid':
      return guidOf(...values.map(text));
    case 'concat':
      return values.flatMap((value) => (Array.isArray(value) ? value : [value]));
    case 'union':
      return Object.assign({}, ...values.map(membersOf));
    case 'split':
      return word(0).split(word(1));
    case 'replace':
      return word(0).replaceAll(word(1), word(2));
    case 'toLower':
      return word(0).toLowerCase();
    case 'subscription':
      return { id: `/subscriptions/${SUBSCRIPTION}`, subscriptionId: SUBSCRIPTION, tenantId: TENANT };
    case 'subscriptionResourceId':
      return `/subscriptions/${SUBSCRIPTION}/providers/${values.map(text).join('/')}`;
  }
  throw new Error(`the function ${name} is not known here`);
}
