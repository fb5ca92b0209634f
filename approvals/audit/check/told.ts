// Events whose facts were read: each kind with its own shape. What has another shape is named, never guessed at.
import type { EventType } from '../../event-type.ts';
import type { ChainEvent } from '../../words.ts';
import { FACTS, type Facts, INSTANT } from './event-facts.ts';

/** An event whose facts have the shape of their kind. */
export type Told = {
  [T in EventType]: Omit<ChainEvent, 'type' | 'facts'> & { readonly type: T; readonly facts: Facts<T> };
}[EventType];
/** One kind, or some kinds, of them. */
export type ToldOf<T extends EventType> = Extract<Told, { type: T }>;

/** What is wrong with an event; `seq` says which. `unknown`: a newer version may know it. */
export interface Flawed {
  readonly seq: number;
  readonly why: string;
  readonly unknown?: true;
}

/** Is this what was looked for, and not what is wrong? */
export const isFlawed = (found: object): found is Flawed => 'why' in found;

const MEMBERS = 9;
const KINDS: readonly unknown[] = ['agent', 'enforcer', 'person', 'policy', 'clock'];

/** By hand, since there are so many: nine members of these types, the actor's among them. */
function isEvent(event: ChainEvent): boolean {
  const {
    request,
    seq,
    at,
    type,
    actor,
    facts,
    op,
    prev,
    hash,
  }: Readonly<Record<keyof ChainEvent, unknown>> = event;
  const isText = [request, at, type, op, prev, hash].every((each) => typeof each === 'string');
  return (
    Object.keys(event).length === MEMBERS &&
    isText &&
    INSTANT.test(String(at)) &&
    Number.isSafeInteger(seq) &&
    isPlain(facts) &&
    isPlain(actor) &&
    isActor(actor)
  );
}

function isActor(actor: object): boolean {
  const { kind, id, name, ...more }: Readonly<Record<string, unknown>> = { ...actor };
  const isNamed = name === undefined || typeof name === 'string';
  return KINDS.includes(kind) && typeof id === 'string' && isNamed && Object.keys(more).length === 0;
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The event with its facts read, or what this version does not know of it. */
export function readEvent(event: ChainEvent): Told | Flawed {
  const { seq, type } = event;
  if (!isEvent(event))
    return { seq, why: 'has another shape than this version knows for an event', unknown: true };
  const schema = Object.hasOwn(FACTS, type) ? FACTS[type] : undefined;
  if (schema === undefined)
    return { seq, why: `is of a kind this version does not know: ${type}`, unknown: true };
  const facts = schema.safeParse(event.facts);
  if (facts.success) return { ...event, facts: facts.data } as Told;
  const at = facts.error.issues[0]?.path.join('/') ?? '';
  const where = at === '' ? '' : ` (at ${at})`;
  return { seq, why: `has facts this version does not know for ${type}${where}`, unknown: true };
}
