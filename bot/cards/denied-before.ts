// What a person denied before, first on the card of a request that waits: when, who, with what words, and what is different now.
// Promise: an agent that changes a little and asks again is seen to do so.

import type { ChangedPart } from '../../approvals/intent/changed-parts.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { plain } from '../../approvals/text/plain-text.ts';
import { BOLD, CODE, type Element, keyOf, line, ours, QUIET, quoted, type Run, theirs } from './parts.ts';
import { NAME_MAX, REASONS } from './people.ts';
import type { TellTime } from './tell-time.ts';

const PLACE_MAX = 96;
const VALUE_MAX = 120;
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
  const told =
    changed === undefined
      ? []
      : [...changed.changes.map((part) => changeLine(view, part)), ...moreLine(changed.more)];
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

function nowWords(same: 'intent' | 'target', isTold: boolean): string {
  if (same === 'intent') return '; now asked again unchanged.';
  return isTold ? '.' : '; now asked with other values, and the earlier ones are not kept any more.';
}

function moreLine(more: number): readonly Element[] {
  if (more === 0) return [];
  const words = `and ${more} more ${more === 1 ? 'value' : 'values'}`;
  return [line([ours(words, QUIET)], { spacing: 'Small' })];
}

function onWhat(view: CardView): readonly Run[] {
  const { resource } = view.earlier ?? {};
  if (resource === undefined) return [ours(', on something else.')];
  return [ours(', on '), theirs(`${resource.type} ${resource.id}`, RESOURCE_MAX, {}, keyOf(view)), ours('.')];
}

/** One value at its place: labels in our type, values exactly as on the rows below. */
function changeLine(view: CardView, part: ChangedPart): Element {
  const place = ours(plain(placeOf(part.at), { max: PLACE_MAX, as: 'exact', ...keyOf(view) }).text, CODE);
  if ('redacted' in part)
    return line([place, ours('  has changed; the policy does not show it', QUIET)], { spacing: 'Small' });
  return line(
    [
      place,
      ...(part.was === undefined
        ? [ours('  was not there', QUIET)]
        : [ours('  was ', QUIET), value(part.was)]),
      ...(part.now === undefined
        ? [ours(', is not there now', QUIET)]
        : [ours(', is now ', QUIET), value(part.now, BOLD)]),
    ],
    { spacing: 'Small' },
  );
}

/** Parameters by their pointer alone: it is what the rows below are about. */
const placeOf = (at: string): string => at.replace(/^\/action\/properties(?=\/)/, '');

const value = (text: string, more: object = {}): Run =>
  ours(plain(text, { max: VALUE_MAX, as: 'exact', isRedacted: true }).text, { ...CODE, ...more });

/** Why it was denied then, as that person's words. */
function whyLine({ earlier }: CardView): readonly Element[] {
  if (earlier === undefined) return [];
  const { by, reason, text, hasText } = earlier;
  const chosen = REASONS.find((each) => each.value === reason)?.title;
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
