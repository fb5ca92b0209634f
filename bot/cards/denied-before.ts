// What a person denied shortly before, on the card of a request that waits: when, who, with what words, and what is different now.
// Promise: an agent that changes a little and asks again is seen to do so.

import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { changedLines } from './changed-lines.ts';
import { BOLD, type Element, keyOf, line, ours, QUIET, quoted, type Run, theirs } from './parts.ts';
import { NAME_MAX, reasonTitle } from './people.ts';
import type { TellTime } from './tell-time.ts';

const WORDS_MAX = 240;
const RESOURCE_MAX = 80;

/** The note; nothing where nothing like it was denied. */
export function deniedBefore(view: CardView, time: TellTime): readonly Element[] {
  const note = view.request.deniedBefore;
  if (note === undefined) return [];
  const { earlier } = view;
  const { by, changed } = earlier ?? {};
  const who = by === undefined ? ours('a person') : theirs(by, NAME_MAX);
  const ago = ours(`, ${minutesWords(note.at, view.request.createdAt)} before this was asked`);
  const told = changed === undefined ? [] : changedLines(view, changed);
  const denied =
    note.same === 'action'
      ? [ours('The same action was denied '), ours(`${time.short(note.at)} by `), who, ago, ...onWhat(view)]
      : [
          ours(`Denied ${time.short(note.at)} by `),
          who,
          ago,
          ours(nowWords(note.same, changed !== undefined)),
        ];
  const bold = (runs: readonly Run[]) => line(runs.map((run) => ({ ...run, ...BOLD })));
  return [
    {
      type: 'Container',
      style: 'warning',
      spacing: 'Medium',
      items:
        told.length === 0
          ? [bold(denied), ...whyLine(view)]
          : [
              bold([ours('Changed since it was denied:')]),
              ...told,
              line(denied, { spacing: 'Small' }),
              ...whyLine(view),
            ],
    },
  ];
}

/** The same in the box of the risks: whoever reads no further knows that there is more. */
export function deniedBeforeSentence({
  request: { deniedBefore: note, createdAt },
}: CardView): readonly Run[] {
  if (note === undefined) return [];
  const ago = minutesWords(note.at, createdAt);
  const what = {
    intent: 'exactly this',
    target: 'almost this',
    action: 'the same action on something else',
  }[note.same];
  return [ours(`  A person denied ${what} ${ago} before it was asked: see below.`)];
}

function nowWords(same: 'intent' | 'target', isTold: boolean): string {
  if (same === 'intent') return '; now asked again unchanged.';
  return isTold ? '.' : '; now asked with other values, and the earlier ones are not kept any more.';
}

function onWhat(view: CardView): readonly Run[] {
  const { resource } = view.earlier ?? {};
  if (resource === undefined) return [ours(', on something else.')];
  return [ours(', on '), theirs(`${resource.type} ${resource.id}`, RESOURCE_MAX, {}, keyOf(view)), ours('.')];
}

/** Why it was denied then, as that person's words. */
function whyLine({ earlier }: CardView): readonly Element[] {
  if (earlier === undefined) return [];
  const { by, reason, text, hasText } = earlier;
  const chosen = reasonTitle(reason);
  if (chosen === undefined && !hasText) return [];
  const said =
    text === undefined ? ours('(text erased)', QUIET) : quoted(text, WORDS_MAX, {}, { isRedacted: true });
  return [
    line(
      [
        ...(by === undefined
          ? [ours('The reason then: ', QUIET)]
          : [theirs(by, NAME_MAX, QUIET), ours(' said then: ', QUIET)]),
        ...(chosen === undefined ? [] : [ours(`${chosen}${hasText ? ': ' : '.'}`)]),
        ...(hasText ? [said] : []),
      ],
      { spacing: 'Small' },
    ),
  ];
}

function minutesWords(from: string, to: string): string {
  const minutes = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
  if (minutes < 1) return 'less than a minute';
  if (minutes < 120) return `${minutes} min`;
  return `${Math.round(minutes / 60)} hours`;
}
