// What people made of the same before: the last they denied and why, how often they approved it, and what is different since then.
// Promise: an agent that changes one value among twenty is seen to do so.

import { HISTORY_DAYS } from '../../approvals/history/find-history.ts';
import type { ChangedPart } from '../../approvals/intent/changed-parts.ts';
import { pointerStep } from '../../approvals/json-pointer.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { say } from '../words/words.ts';
import { type ChangedLines, changedLines, exactValue } from './changed-lines.ts';
import { type Element, fact, line, ours, QUIET, quoted, type Run, sentence } from './parts.ts';
import { reasonTitle } from './people.ts';
import { personRun } from './person.ts';
import type { TellTime } from './tell-time.ts';
import type { LineForm } from './value-lines.ts';

const WORDS_MAX = 160;
const WAS_MAX = 60;

/** `last denied 12 Nov by Alice Aho: Too much “use the view” · 11 approved in 30 days; the last one, 20 Nov, had 2 other values`; nothing where it was never asked. */
export function historyFact(view: CardView, time: TellTime): readonly Element[] {
  const { approved } = view.request.history ?? {};
  const denied = deniedRuns(view, time);
  if (approved === undefined) return denied.length === 0 ? [] : [fact(say.history.title, denied)];
  const told = say.history.approved(
    approved.times,
    approved.atLeast === true,
    HISTORY_DAYS,
    time.short(approved.at),
    lastWords(view, approved.same),
  );
  const style = denied.length === 0 ? {} : QUIET;
  return [fact(say.history.title, [...denied, ours(`${denied.length === 0 ? '' : ' · '}${told}`, style)])];
}

/** Told here too, where there is always room: whatever else is left out of a full card, nobody takes it for what was approved before. */
function lastWords({ history }: CardView, same: 'intent' | 'target'): string {
  if (same === 'intent') return say.history.wasThis;
  const { changed } = history ?? {};
  if (changed === undefined) return say.history.hadOthers;
  const count = changed.changes.length + changed.more;
  return say.history.differs(count);
}

/** Beside a parameter's value: what it was when people approved it last. */
export function wasWhenApproved(view: CardView, name: string): readonly Run[] {
  const part = inlinePart(view, name);
  if (part === undefined || !('now' in part)) return [];
  return part.was === undefined
    ? [ours(`  ${say.history.wasNotThere}`, QUIET)]
    : sentence(say.history.was(exactValue(part.was, WAS_MAX, QUIET)), QUIET);
}

/** Everything else that is different since then, below the parameters. `noted`: names of those that say it beside their value. */
export function changedSinceApproved(view: CardView, noted: readonly string[], form: LineForm): ChangedLines {
  const changed = view.history?.changed;
  // What was compared and can be read no more is told by nothing.
  if (changed === undefined)
    return { lines: [], isWhole: view.request.history?.approved?.changes === undefined };
  const inline = new Set(noted.map((name) => inlinePart(view, name)));
  const changes = changed.changes.filter((part) => !inline.has(part));
  const { lines, isWhole } = changedLines({ ...changed, changes }, form);
  if (lines.length === 0) return { lines, isWhole };
  return { lines: [line([ours(say.history.different, QUIET)], { spacing: 'Medium' }), ...lines], isWhole };
}

/** What a parameter of the first level was, when that can stand beside its new value. */
function inlinePart(view: CardView, name: string): ChangedPart | undefined {
  const at = `/action/properties${pointerStep(name)}`;
  const part = view.history?.changed?.changes.find((each) => each.at === at);
  if (part === undefined || !('now' in part) || part.now === undefined) return undefined;
  return (part.was?.length ?? 0) <= WAS_MAX ? part : undefined;
}

/** Nothing where a nearer denial is told at length. */
function deniedRuns(view: CardView, time: TellTime): readonly Run[] {
  const { history, deniedBefore } = view.request;
  const said = view.history?.denied;
  if (history?.denied === undefined || history.denied.request === deniedBefore?.request) return [];
  const reason = reasonTitle(said?.reason);
  const who = said?.by === undefined ? ours(say.ending.aPerson) : personRun(said.by);
  return [
    ...sentence(say.history.lastDenied(who, time.short(history.denied.at))),
    ...(reason === undefined ? [] : [ours(`: ${reason}`)]),
    ...(said?.hasText !== true
      ? []
      : [
          ours(reason === undefined ? ': ' : ' '),
          said.text === undefined
            ? ours(say.textErased, QUIET)
            : quoted(said.text, WORDS_MAX, {}, { isRedacted: true }),
        ]),
  ];
}
