// A change of the policy, in lines under the rule or section they belong to: what may let more through first. Promise: either every edit
// is told to its end, or `complete` says that it is not, and what is missing is counted.

import type { CardView } from '../../approvals/prompt/card-ports.ts';
import type { Edit } from '../../approvals/proposal/edits.ts';
import { LEANINGS, type Leaning } from '../../approvals/proposal/leaning.ts';
import { type ToldChange, toldChange } from '../../approvals/proposal/told-change.ts';
import { type Piece, shown, toldEdit } from '../../approvals/proposal/told-lines.ts';
import { shortVersion } from '../../approvals/verdict.ts';
import { say } from '../words/words.ts';
import { BOLD, CODE, type Element, line, ours, QUIET, type Run, sentence, size } from './parts.ts';
import { joined, parameterPlace, type Traps, trapsIn } from './traps.ts';

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
    rows.push(line([ours(say.policyChange.tooLong(missing), BOLD)], { spacing: 'Medium' }));
  }
  return {
    rows,
    complete: missing === 0 && seen.cut === 0,
    traps: joined(seen.traps),
  };
}

function introduction({ from, to, parts }: ToldChange, isOpen: boolean): Element[] {
  const words = say.policyChange;
  const isEmpty = LEANINGS.every((leaning) => parts[leaning].length === 0);
  return [
    line(sentence((isOpen ? words.asks : words.asked)(ours('countersign.yaml', CODE))), { spacing: 'Small' }),
    line(
      sentence(
        (isOpen ? words.versions : words.versionsThen)(
          ours(shortVersion(from), CODE),
          ours(shortVersion(to), CODE),
        ),
        QUIET,
      ),
      { spacing: 'Small' },
    ),
    ...(isEmpty ? [line([ours(words.empty, BOLD)], { spacing: 'Small' })] : []),
  ];
}

function partHeading(leaning: Leaning): Element {
  const words = say.policyChange.edits.parts[leaning];
  return leaning === 'may_be_laxer'
    ? line([ours(`▲  ${words}`, { ...BOLD, color: 'Attention' }), ours(say.policyChange.orNotKnown, QUIET)], {
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
  const { head, lines } = toldEdit(edit, say.policyChange.edits);
  const runs = (pieces: readonly Piece[]): readonly Run[] =>
    pieces.map((piece) => {
      const told = shown(piece, piece.as === 'name' ? ENTRY_NAME_MAX : TEXT_MAX);
      seen.cut += told.cut;
      seen.traps.push(trapsIn(parameterPlace(edit.of), [told]));
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
