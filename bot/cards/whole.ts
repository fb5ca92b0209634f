// Everything that would run, in full, for the review page: no limit of a card, the same sanitiser, the same redaction.
// A value may have lines: their breaks and numbers are ours, what others wrote is made plain line by line.
import canonicalize from 'canonicalize';
import type { ChangedPart, ChangedParts } from '../../approvals/intent/changed-parts.ts';
import { looksLikeJson } from '../../approvals/intent/spell.ts';
import { pointerStep } from '../../approvals/json-pointer.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { LEANINGS } from '../../approvals/proposal/leaning.ts';
import { editText } from '../../approvals/proposal/told-lines.ts';
import { plain, plainLines } from '../../approvals/text/plain-text.ts';
import { redactParts } from '../../approvals/text/redact-parameters.ts';
import { isMark, redactText } from '../../approvals/text/redact-text.ts';
import { say } from '../words/words.ts';
import { placeOf } from './changed-lines.ts';
import { circumstanceName } from './circumstance.ts';
import { spelt } from './parameter-name.ts';
import { keyOf } from './parts.ts';
import { policyChange } from './policy-change.ts';
import { gutter, withSpaces } from './value-lines.ts';

const SHORT_JSON = 60;
/** Of a text that was redacted. */
const IN_FULL = { max: Number.POSITIVE_INFINITY, isRedacted: true };
const CLOSED_BRACE = '\\u{7B}';

/** One value by its name, both made plain. */
export interface WholeValue {
  readonly name: string;
  readonly value: string;
  /** Only size and digest are told. */
  readonly redacted?: true;
}

/** What a request asks for, every part in full. */
export interface Whole {
  readonly target: readonly WholeValue[];
  readonly parameters: readonly WholeValue[];
  readonly circumstances: readonly WholeValue[];
  /** Why it is of its risk, in the policy's words. */
  readonly reasons?: readonly string[];
  /** The agent's own words, no part of what is approved. */
  readonly words?: string;
  /** What differs, place by place: from what was denied before, from what was approved last. While people decide. */
  readonly changed?: { readonly denied?: readonly WholeValue[]; readonly approved?: readonly WholeValue[] };
}

/** Reads the whole of a request. */
export function wholeOf(view: CardView): Whole {
  const { action, resource, verdict } = view.request;
  const { reasons } = verdict.risk;
  const named = (values: Readonly<Record<string, unknown>>) =>
    Object.entries(values).map(([name, value]) => wholeValue(view, name, value, undefined));
  return {
    target: named({ action, type: resource.type, resource: resource.id }),
    parameters:
      changeOf(view) ??
      Object.entries(view.parameters ?? {}).map(([name, value]) =>
        wholeValue(view, name, value, pointerStep(name), spelt(name)),
      ),
    circumstances: Object.entries(view.circumstances).map(([name, value]) => ({
      ...wholeValue(view, name, value, undefined),
      name: circumstanceName(view, name, Number.POSITIVE_INFINITY).text,
    })),
    ...(reasons.length === 0
      ? {}
      : { reasons: reasons.map((reason) => plain(reason, { max: IN_FULL.max }).text) }),
    ...wordsOf(view),
    ...changedOf(view),
  };
}

function wordsOf({ request, texts }: CardView): Pick<Whole, 'words'> {
  const text = request.justification === undefined ? undefined : texts[request.justification];
  return text === undefined ? {} : { words: linesOf(text) };
}

function changedOf(view: CardView): Pick<Whole, 'changed'> {
  if (view.request.status !== 'pending') return {};
  const told = (parts: ChangedParts | undefined) => parts && differences(parts);
  const [denied, approved] = [told(view.earlier?.changed), told(view.history?.changed)];
  if (denied === undefined && approved === undefined) return {};
  return { changed: { ...(denied && { denied }), ...(approved && { approved }) } };
}

function differences({ changes, more }: ChangedParts): readonly WholeValue[] {
  return [
    ...changes.map((part) => ({
      name: exact(placeOf(part.at)),
      value: difference(part),
      ...('redacted' in part ? { redacted: true as const } : {}),
    })),
    ...(more === 0 ? [] : [{ name: say.changed.moreValues(more), value: say.changed.notKept }]),
  ];
}

/** Each line begins with a word of ours, and what others wrote has no break in it. */
function difference(part: ChangedPart): string {
  const { changed } = say;
  if ('redacted' in part) return changed.notShown;
  if ('edits' in part) {
    if (part.edits.length === 0) return changed.changed;
    const lines = part.edits.map(({ is, text, line }) =>
      line === undefined
        ? `${changed.sign(is)}  ${exact(text)}`
        : `${changed.sign(is)} ${gutter(line)} ${lineOf(text)}`,
    );
    return [...lines, ...(part.more === 0 ? [] : [changed.moreLines(part.more)])].join('\n');
  }
  const { was, now } = part;
  return [
    was === undefined ? changed.whole.wasNotThere : changed.whole.was(exact(was)),
    now === undefined ? changed.whole.isNotThere : changed.whole.isNow(exact(now)),
  ].join('\n');
}

/** A change of the policy entry by entry, what may let more through first. */
function changeOf(view: CardView): readonly WholeValue[] | undefined {
  const change = policyChange(view);
  if (change === undefined) return undefined;
  const edits = LEANINGS.flatMap((leaning) =>
    change.parts[leaning].map((edit) => {
      const { head, lines } = editText(edit, say.policyChange.edits);
      return { name: say.policyChange.edits.parts[leaning], value: [head, ...lines].join('\n') };
    }),
  );
  return [
    ...edits,
    { name: say.parameters.before, value: exact(change.from) },
    { name: say.parameters.thisFile, value: exact(change.to) },
  ];
}

function wholeValue(
  view: CardView,
  name: string,
  value: unknown,
  pointer: string | undefined,
  label = name,
): WholeValue {
  const told = redactParts(view.request, value, pointer, name);
  const shown = { name: exact(redactText(label, { as: 'exact', ...keyOf(view) })), value: spell(told) };
  return typeof told === 'string' && isMark(told) ? { ...shown, redacted: true } : shown;
}

/** A string line by line, anything else as canonical JSON, indented once it is long; quotation marks where the two could be confused. */
function spell(value: unknown): string {
  if (typeof value === 'string' && value !== '' && !looksLikeJson(value)) {
    return linesOf(value);
  }
  const flat = canonicalize(value) ?? String(value);
  if (flat.length <= SHORT_JSON) return exact(flat);
  return JSON.stringify(JSON.parse(flat), null, 2).split('\n').map(indented).join('\n');
}

/** Several lines stand behind their numbers, as on a card. */
function linesOf(text: string): string {
  if (!text.includes('\n')) return exact(text);
  const { lines } = plainLines(text, IN_FULL);
  const digits = String(lines.at(-1)?.number).length;
  return lines.map((each) => withSpaces(`${gutter(each.number, digits)} ${each.text}`)).join('\n');
}

function lineOf(text: string): string {
  const told = plainLines(text, IN_FULL).lines.map((each) => withSpaces(each.text));
  return told.length === 0 ? say.changed.emptyLine : told.join(' ');
}

/** A string inside JSON has its breaks escaped, so that the spaces in front of a line are always ours. */
function indented(line: string): string {
  const text = line.trimStart();
  return `${' '.repeat(line.length - text.length)}${exact(text)}`;
}

// Between the runs of a card a brace at the end is closed, so that the next cannot double it; here each line stands alone.
function exact(text: string): string {
  const shown = plain(text, { ...IN_FULL, as: 'exact', keepsSpaces: true }).text;
  return /(?:^|[^{])\{$/.test(text) ? `${shown.slice(0, -CLOSED_BRACE.length)}{` : shown;
}
