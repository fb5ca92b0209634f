// Events whose facts were read: each kind with its own shape. What has another shape is named, never guessed at.
import { z } from 'zod';
import type { EventType } from '../../event-type.ts';
import type { ChainEvent } from '../../words.ts';
import { FACTS, type Facts, instant, text } from './event-facts.ts';
import { knownShape } from './known-shape.ts';

/** The clocks of two hosts may differ by so much: two write to one chain, one loads a policy and the other judges by it at once. */
export const CLOCKS_MS = 60_000;

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

const shapeOf = <T extends z.ZodType>(facts: T) =>
  z.strictObject({
    request: text,
    seq: z.int(),
    at: instant,
    type: text,
    actor: z.strictObject({
      kind: z.enum(['agent', 'enforcer', 'person', 'policy', 'clock']),
      id: text,
      name: text.exactOptional(),
    }),
    facts,
    op: text,
    prev: text,
    hash: text,
  });
const anyEvent = shapeOf(z.looseObject({}));
const KNOWN: ReadonlyMap<string, (event: unknown) => boolean> = new Map(
  Object.entries(FACTS).map(([type, facts]) => [type, knownShape(shapeOf(facts))]),
);

/** The event with its facts read, or what this version does not know of it. */
export function readEvent(event: ChainEvent): Told | Flawed {
  const { seq, type } = event;
  if (KNOWN.get(type)?.(event)) return event as Told;
  if (!anyEvent.safeParse(event).success)
    return { seq, why: 'has another shape than this version knows for an event', unknown: true };
  const schema = KNOWN.has(type) ? FACTS[type] : undefined;
  if (schema === undefined)
    return { seq, why: `is of a kind this version does not know: ${type}`, unknown: true };
  const at = schema.safeParse(event.facts).error?.issues[0]?.path.join('/') ?? '';
  const where = at === '' ? '' : ` (at ${at})`;
  return { seq, why: `has facts this version does not know for ${type}${where}`, unknown: true };
}
