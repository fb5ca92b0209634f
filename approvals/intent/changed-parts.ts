// What is different between an intent and an earlier one of its kind: value by value, each at its place; of long texts and lists the lines and
// items. What the policy redacts is told as changed and no more. Pure.
import { diffArrays } from 'diff';
import { pointerStep } from '../json-pointer.ts';
import type { Redacting } from '../text/redact-parameters.ts';
import { redactText } from '../text/redact-text.ts';
import type { Intent } from './intent.ts';
import { redactedIntent } from './redact-intent.ts';
import { spell } from './spell.ts';

/** One value that differs. Values are spelled as on a card; one that is left out was not there. */
export type ChangedPart =
  | { readonly at: string; readonly was?: string; readonly now?: string }
  | { readonly at: string; readonly edits: readonly Edit[]; readonly more: number }
  | { readonly at: string; readonly redacted: true };

/** A line of a text, or an item of a list, that was added or taken out; `more` of its part counts those that an earlier version left out. */
export interface Edit {
  readonly is: 'added' | 'removed';
  readonly text: string;
  /** Which line of its text it is: one taken out of the earlier text, one added of this. Requests of before have none. */
  readonly line?: number;
}

/** All of them in the order of their places, parameters first; `more` counts those that had no room in the row they are kept in. */
export interface ChangedParts {
  readonly changes: readonly ChangedPart[];
  readonly more: number;
}

/** What one row holds of them for certain, in UTF-16 characters: as JSON within its JSON they take up to twice as much. */
const KEPT_CHARACTERS = 128 * 1024;
/** Comparing costs the square of what differs: two texts that have less in common are told as two values. */
const MOST_EDITS = 400;

/** Compares two intents. Values are told as `redacting` tells them; where the two no longer stand at one place it is told that they differ. */
export function changedParts(was: Intent, now: Intent, redacting: Redacting): ChangedParts {
  const [before, after] = [leavesOf(was), leavesOf(now)];
  // Redacted before anything is taken apart: a key that goes over many lines is one secret.
  const told = (intent: Intent) => leavesOf(redactedIntent(redacting, intent));
  const [toldBefore, toldAfter] = [told(was), told(now)];
  const hidden = redacting.verdict.display.redact.map((pointer) => `/action/properties${pointer}`);
  const isHidden = (at: string) =>
    hidden.some((each) => `${at}/`.startsWith(`${each}/`) || each.startsWith(`${at}/`)) ||
    before.has(at) !== toldBefore.has(at) ||
    after.has(at) !== toldAfter.has(at);
  const places = [...new Set([...before.keys(), ...after.keys()])].sort();
  const differing = places.filter((at) => before.get(at)?.json !== after.get(at)?.json);
  return kept(
    differing.map((at) =>
      isHidden(at)
        ? { at: redactText(at, { as: 'exact' }), redacted: true }
        : changedPart(at, toldBefore.get(at), toldAfter.get(at)),
    ),
  );
}

/** Never without a word: a part that has no room is counted. */
function kept(parts: readonly ChangedPart[]): ChangedParts {
  let room = KEPT_CHARACTERS;
  const changes = parts.filter((part) => {
    const { length } = JSON.stringify(part);
    if (length > room) return false;
    room -= length;
    return true;
  });
  return { changes, more: parts.length - changes.length };
}

/** The first `most` of them; the others are counted. */
export const firstOf = ({ changes, more }: ChangedParts, most: number): ChangedParts => ({
  changes: changes.slice(0, most),
  more: more + Math.max(0, changes.length - most),
});

/** What neither of two requests tells is not told of their difference. Keyed as everything on the card of what is asked now, so that a secret has one digest there. */
export const redactingBoth = (before: Pick<Redacting, 'verdict'>, now: Redacting): Redacting => ({
  salt: now.salt,
  intentHash: now.intentHash,
  verdict: { display: { redact: [...before.verdict.display.redact, ...now.verdict.display.redact] } },
});

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

function changedPart(at: string, was: Leaf | undefined, now: Leaf | undefined): ChangedPart {
  // Short secrets have no digest: without them the two read the same.
  if (was?.json === now?.json) return { at: redactText(at, { as: 'exact' }), redacted: true };
  const edits = was && now && editsBetween(was.value, now.value);
  if (edits !== undefined) return { at, edits, more: 0 };
  return {
    at,
    ...(was === undefined ? {} : { was: spell(was.value) }),
    ...(now === undefined ? {} : { now: spell(now.value) }),
  };
}

/** Line by line, or item by item; nothing where the two are better told as two values. */
function editsBetween(was: unknown, now: unknown): readonly Edit[] | undefined {
  if (Array.isArray(was) && Array.isArray(now)) return editsOf(was.map(spell), now.map(spell));
  if (typeof was !== 'string' || typeof now !== 'string' || !`${was}${now}`.includes('\n')) return undefined;
  return editsOf(was.split('\n'), now.split('\n'), true);
}

function editsOf(was: string[], now: string[], isText = false): readonly Edit[] | undefined {
  const runs = diffArrays(was, now, { maxEditLength: MOST_EDITS });
  let [before, after] = [0, 0];
  return runs?.flatMap(({ added, removed, value }) =>
    value.flatMap((text): Edit[] => {
      if (!added) before += 1;
      if (!removed) after += 1;
      if (!added && !removed) return [];
      const line = isText ? { line: added ? after : before } : {};
      return [{ is: added ? 'added' : 'removed', text, ...line }];
    }),
  );
}

/** Every value of an intent by its JSON pointer; a list of plain values is one, an empty list or object too. */
function leavesOf({ action, resource, context, subject }: Intent): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  for (const [name, part] of Object.entries({ action, resource, context, subject }))
    if (part !== undefined) walk(pointerStep(name), part, leaves);
  return leaves;
}

function walk(at: string, value: unknown, leaves: Map<string, Leaf>): void {
  const inner =
    typeof value === 'object' && value !== null && !isPlainList(value) ? Object.entries(value) : [];
  if (inner.length === 0) leaves.set(at, { value, json: JSON.stringify(value) });
  for (const [step, item] of inner) walk(at + pointerStep(step), item, leaves);
}

const isPlainList = (value: object): boolean =>
  Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
