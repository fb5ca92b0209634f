// A change of the policy, in lines under the rule or section they belong to: what may let more through first. Promise: either every edit
// is told to its end, or `complete` says that it is not, and what is missing is counted.

import type { CardView } from '../../approvals/prompt/card-ports.ts';
import type { Edit } from '../../approvals/proposal/edits.ts';
import { LEANINGS, type Leaning } from '../../approvals/proposal/leaning.ts';
import { type ToldChange, toldChange } from '../../approvals/proposal/told-change.ts';
import { PART_WORDS, type Piece, shown, toldEdit } from '../../approvals/proposal/told-lines.ts';
import { shortVersion } from '../../approvals/verdict.ts';
import { BOLD, CODE, type Element, line, ours, QUIET, type Run, size } from './parts.ts';
import { joined, type Traps, trapsIn } from './traps.ts';

const ENTRY_NAME_MAX = 120;
const TEXT_MAX = 2000;

/** The change a request asks for, where it is one and all of it can be told this way. */
export function policyChange({ request, parameters, circumstances }: CardView): ToldChange | undefined {
  const isBare = Object.keys(circumstances).length === 0 && request.verdict.display.redact.length === 0;
  return isBare ? toldChange(request.action, parameters) : undefined;
}

/** What a change came to as elements of a card. */
export interface ChangeRows {
  readonly rows: readonly Element[];
  readonly complete: boolean;
  readonly traps: Traps;
}

/** The rows that fit in `budget` bytes. `isOpen`: it waits for people. */
export function changeRows(change: ToldChange, isOpen: boolean, budget: number): ChangeRows {
  const rows: Element[] = introduction(change, isOpen);
  const seen: Seen = { cut: 0, traps: [] };
  let left = budget - size(rows);
  let missing = 0;
  for (const leaning of LEANINGS) {
    const edits = change.parts[leaning];
    if (edits.length === 0) continue;
    const heading = partHeading(leaning);
    left -= size(heading);
    const told: Element[] = [];
    for (const edit of edits) {
      const element = missing > 0 ? undefined : drawEdit(edit, seen);
      if (element === undefined || size(element) > left) {
        missing += 1;
        continue;
      }
      told.push(element);
      left -= size(element);
    }
    if (told.length > 0) rows.push(heading, ...told);
  }
  if (missing > 0) {
    const what = missing === 1 ? '1 more entry changes' : `${missing} more entries change`;
    rows.push(line([ours(`${what}: too long for a card`, BOLD)], { spacing: 'Medium' }));
  }
  return {
    rows,
    complete: missing === 0 && seen.cut === 0,
    traps: joined(seen.traps),
  };
}

function introduction({ from, to, parts }: ToldChange, isOpen: boolean): Element[] {
  const isEmpty = LEANINGS.every((leaning) => parts[leaning].length === 0);
  return [
    line(
      [
        ours(`Countersign itself ${isOpen ? 'asks' : 'asked'}: a host was started with a `),
        ours('countersign.yaml', CODE),
        ours(` that ${isOpen ? 'is' : 'was'} not the policy in force. Who deployed it is not known here.`),
      ],
      { spacing: 'Small' },
    ),
    line(
      [
        ours(isOpen ? 'In force ' : 'In force then ', QUIET),
        ours(shortVersion(from), CODE),
        ours('  this file ', QUIET),
        ours(shortVersion(to), CODE),
      ],
      { spacing: 'Small' },
    ),
    ...(isEmpty
      ? [line([ours('It says the same in other spaces or another order.', BOLD)], { spacing: 'Small' })]
      : []),
  ];
}

function partHeading(leaning: Leaning): Element {
  const words = PART_WORDS[leaning];
  return leaning === 'may_be_laxer'
    ? line([ours(`▲  ${words}`, { ...BOLD, color: 'Attention' }), ours(', or not known', QUIET)], {
        spacing: 'Medium',
        separator: true,
      })
    : line([ours(leaning === 'stricter' ? `▽  ${words}` : `○  ${words}`, BOLD)], {
        spacing: 'Medium',
        separator: true,
      });
}

interface Seen {
  cut: number;
  readonly traps: Traps[];
}

function drawEdit(edit: Edit, seen: Seen): Element {
  const { head, lines } = toldEdit(edit);
  const runs = (pieces: readonly Piece[]): readonly Run[] =>
    pieces.map((piece) => {
      const told = shown(piece, piece.as === 'name' ? ENTRY_NAME_MAX : TEXT_MAX);
      seen.cut += told.cut;
      seen.traps.push(trapsIn(edit.of, [told]));
      return ours(told.text, STYLES[piece.as]);
    });
  return {
    type: 'Container',
    spacing: 'Small',
    items: [
      line(runs(head)),
      // The lines of one value stand close together.
      ...lines.map((pieces) => line(runs(pieces), { spacing: pieces[0]?.as === 'sign' ? 'None' : 'Small' })),
    ],
  };
}

const STYLES = {
  word: QUIET,
  sign: { ...CODE, isSubtle: true },
  name: CODE,
  value: CODE,
  new: { ...CODE, ...BOLD },
} as const;
