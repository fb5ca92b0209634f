// What a person denied shortly before, on the card of a request that waits: when, who, with what words, and what is different now.
// Promise: an agent that changes a little and asks again is seen to do so.

import type { CardView } from '../../approvals/prompt/card-ports.ts';
import type { Sentence } from '../words/sentence.ts';
import { say } from '../words/words.ts';
import { changedLines } from './changed-lines.ts';
import { BOLD, type Element, keyOf, line, ours, QUIET, quoted, type Run, sentence } from './parts.ts';
import { reasonTitle } from './people.ts';
import { personRun } from './person.ts';
import { targetWords } from './quotation.ts';
import type { TellTime } from './tell-time.ts';

const WORDS_MAX = 240;
const RESOURCE_MAX = 80;

/** The note; nothing where nothing like it was denied. `changes`: what is different is told value by value. */
export function deniedBefore(
  view: CardView,
  time: TellTime,
  { changes } = { changes: true },
): readonly Element[] {
  const note = view.request.deniedBefore;
  if (note === undefined) return [];
  const { earlier } = view;
  const { by, changed } = earlier ?? {};
  const who = by === undefined ? ours(say.ending.aPerson) : personRun(by);
  const { createdAt } = view.request;
  const ago = agoWords(note.at, createdAt);
  const words = note.at > createdAt ? say.deniedMeanwhile : say.deniedBefore;
  const told = changed === undefined || !changes ? [] : changedLines(changed).lines;
  const denied = sentence(
    note.same === 'action'
      ? say.deniedBefore.action(time.short(note.at), who, ago, onWhat(view))
      : words.same(time.short(note.at), who, nowWords(words, note.same, changed !== undefined), ago),
  );
  const bold = (runs: readonly Run[]) => line(runs.map((run) => ({ ...run, ...BOLD })));
  return [
    {
      type: 'Container',
      style: 'warning',
      spacing: 'Medium',
      items:
        told.length === 0
          ? [bold(denied), ...whyLine(view)]
          : [bold([ours(words.changed)]), ...told, line(denied, { spacing: 'Small' }), ...whyLine(view)],
    },
  ];
}

/** Does the note tell all that differs? Not where its list is cut, or can be read no more. */
export function tellsAllDenied(view: CardView): boolean {
  if (view.request.deniedBefore?.changes === undefined) return true;
  const changed = view.earlier?.changed;
  return changed !== undefined && changedLines(changed).isWhole;
}

/** The same in the box of the risks: whoever reads no further knows that there is more. */
export function deniedBeforeSentence({
  request: { deniedBefore: note, createdAt },
}: CardView): readonly Run[] {
  if (note === undefined) return [];
  const told =
    note.at > createdAt && note.same !== 'action'
      ? say.deniedMeanwhile.short[note.same]
      : say.deniedBefore.short[note.same](agoWords(note.at, createdAt));
  return [ours(`  ${told}`)];
}

function nowWords(
  words: { readonly unchanged: string; readonly otherValues: string },
  same: 'intent' | 'target',
  isTold: boolean,
): string {
  if (same === 'intent') return words.unchanged;
  return isTold ? '.' : words.otherValues;
}

function onWhat(view: CardView): Sentence<Run> {
  const { resource } = view.earlier ?? {};
  if (resource === undefined) return [say.deniedBefore.onSomething];
  return say.deniedBefore.on(ours(targetWords(resource, RESOURCE_MAX, keyOf(view).key)));
}

/** Why it was denied then, as that person's words. */
function whyLine({ earlier }: CardView): readonly Element[] {
  if (earlier === undefined) return [];
  const { by, reason, text, hasText } = earlier;
  const chosen = reasonTitle(reason);
  if (chosen === undefined && !hasText) return [];
  const said =
    text === undefined ? ours(say.textErased, QUIET) : quoted(text, WORDS_MAX, {}, { isRedacted: true });
  return [
    line(
      [
        ...(by === undefined
          ? [ours(say.deniedBefore.reasonThen, QUIET)]
          : sentence(say.deniedBefore.saidThen(personRun(by, QUIET)), QUIET)),
        ...(chosen === undefined ? [] : [ours(`${chosen}${hasText ? ': ' : '.'}`)]),
        ...(hasText ? [said] : []),
      ],
      { spacing: 'Small' },
    ),
  ];
}

const agoWords = (from: string, to: string): string =>
  say.deniedBefore.ago(Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000)));
