// What is different in an intent that comes back after a denial: value by value, each at its place. What the policy redacts is told as
// changed and no more. Pure.

import { pointerStep, stepsOf } from '../json-pointer.ts';
import { redactedValue } from '../text/redact-text.ts';
import type { Intent } from './intent.ts';
import { spell } from './spell.ts';

/** One value that differs. Values are spelled as on a card; one that is left out was not there. */
export type ChangedPart =
  | { readonly at: string; readonly was?: string; readonly now?: string }
  | { readonly at: string; readonly redacted: true };

/** The first of them in the order of their places, parameters first, and how many more there are. */
export interface ChangedParts {
  readonly changes: readonly ChangedPart[];
  readonly more: number;
}

/** More than this nobody reads on a card. */
const TOLD = 5;

/** Compares two intents. `redact`: JSON pointers into `action.properties`, of both requests. `key`: of the digests of what looks like a secret. */
export function changedParts(
  was: Intent,
  now: Intent,
  redact: readonly string[],
  key?: string,
): ChangedParts {
  const [before, after] = [leavesOf(was), leavesOf(now)];
  const hidden = redact.map((pointer) => `/action/properties${pointer}`);
  const places = [...new Set([...before.keys(), ...after.keys()])].sort();
  const differing = places.filter((at) => before.get(at)?.json !== after.get(at)?.json);
  return {
    changes: differing
      .slice(0, TOLD)
      .map((at) =>
        hidden.some((each) => at === each || at.startsWith(`${each}/`))
          ? { at, redacted: true }
          : { at, ...told('was', at, before.get(at), key), ...told('now', at, after.get(at), key) },
      ),
    more: Math.max(0, differing.length - TOLD),
  };
}

/** The same, as it was kept in a text; nothing when that is not what the text holds any more. */
export function readChangedParts(text: string | undefined): ChangedParts | undefined {
  try {
    const read = JSON.parse(text ?? '') as Partial<ChangedParts>;
    return Array.isArray(read.changes) ? { changes: read.changes, more: Number(read.more) } : undefined;
  } catch {
    return undefined;
  }
}

interface Leaf {
  readonly value: unknown;
  readonly json: string;
}

const told = (name: 'was' | 'now', at: string, leaf: Leaf | undefined, key: string | undefined) =>
  leaf === undefined ? {} : { [name]: spell(redactedValue(leaf.value, stepsOf(at).at(-1) ?? '', key)) };

/** Every value of an intent by its JSON pointer; an empty list or object is a value. */
function leavesOf({ action, resource, context, subject }: Intent): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  for (const [name, part] of Object.entries({ action, resource, context, subject }))
    if (part !== undefined) walk(pointerStep(name), part, leaves);
  return leaves;
}

function walk(at: string, value: unknown, leaves: Map<string, Leaf>): void {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (inner.length === 0) leaves.set(at, { value, json: JSON.stringify(value) });
  for (const [step, item] of inner) walk(at + pointerStep(step), item, leaves);
}
