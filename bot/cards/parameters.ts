// The parameters as a card shows them: exactly what will run, one row each, secrets as size and digest, and never a part
// that looks like the whole. What does not fit is counted in words, and `complete` says so: then nobody can approve from it.

import { spell } from '../../approvals/intent/spell.ts';
import { pointerStep } from '../../approvals/json-pointer.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import type { ToldChange } from '../../approvals/proposal/told-change.ts';
import { type Plain, plain } from '../../approvals/text/plain-text.ts';
import { isRedacted, redactParts } from '../../approvals/text/redact-parameters.ts';
import { isMark } from '../../approvals/text/redact-text.ts';
import { say } from '../words/words.ts';
import { circumstanceName } from './circumstance.ts';
import { wasWhenApproved } from './history.ts';
import { parameterName } from './parameter-name.ts';
import { drawIn, drawRow, type Entry, labelWidth, madeOf, toldValue } from './parameter-row.ts';
import { type Element, keyOf, line, ours, QUIET, size } from './parts.ts';
import { changeRows, policyChange } from './policy-change.ts';
import { inReadingOrder, type Reading, readingOf } from './reading-order.ts';
import { spread } from './spread.ts';
import { joined, parameterPlace, type Traps, trapsIn } from './traps.ts';
import type { LineForm } from './value-lines.ts';

const KEY_MAX = 64;
/** A body of more values is shown as JSON. */
const LEAVES_MAX = 20;
/** A row beyond this many no longer gets read, whatever it says. */
const ROWS_MAX = 40;
/** What remains to be said below the rows when some were left out. */
const NOTE_BYTES = 400;

export interface ParameterRows {
  readonly rows: readonly Element[];
  /** Those that only a machine compares; they count as much. */
  readonly last: readonly Element[];
  /** Names of those that say beside their value what it was when last approved. */
  readonly noted: readonly string[];
  /** Everything that will run is in the rows. */
  readonly complete: boolean;
  /** What in them could deceive a reader's eye. */
  readonly traps: Traps;
}

/** The rows that fit in `budget` bytes of card; nothing is left out for the sake of a note beside it. Whatever is not shown in the title in full (a long resource) comes first. */
export function parameterRows(
  view: CardView,
  extra: Readonly<Record<string, string>>,
  budget: number,
  form: LineForm = 'behind',
): ParameterRows {
  const change = policyChange(view);
  if (change !== undefined) return changeParameters(view, change, extra, budget);
  const parameters = view.parameters ?? {};
  const reading = readingOf(parameters);
  const read = inReadingOrder(reading, parameters).flatMap(([name, value]) =>
    entriesOf(view, reading, name, value),
  );
  const entries: readonly Entry[] = [
    ...Object.entries(extra).map(([name, value]) => titleEntry(view, name, value)),
    ...Object.entries(view.circumstances).map(([name, value]) => circumstanceEntry(view, name, value)),
    ...read.filter(({ isLast }) => !isLast),
    ...read.filter(({ isLast }) => isLast),
  ];
  const noted = rowsOf(entries, budget, form);
  return noted.complete ? noted : rowsOf(entries.map(withoutNote), budget, form);
}

function rowsOf(entries: readonly Entry[], budget: number, form: LineForm): ParameterRows {
  const widths = {
    rows: labelWidth(entries.filter(({ isLast }) => !isLast)),
    last: labelWidth(entries.filter(({ isLast }) => isLast)),
  };
  const rows: Element[] = [];
  const last: Element[] = [];
  let left = budget - NOTE_BYTES;
  let complete = true;
  for (const entry of entries.slice(0, ROWS_MAX)) {
    const width = entry.isLast ? widths.last : widths.rows;
    const { drawn, isWhole } = drawIn(left, entry, width, form);
    if (size(drawn) > left) break;
    (entry.isLast ? last : rows).push(drawn);
    left -= size(drawn);
    complete &&= isWhole;
  }
  const missing = entries.slice(rows.length + last.length);
  if (missing.length > 0) {
    complete = false;
    const kilobytes = Math.ceil(missing.reduce((sum, entry) => sum + entry.bytes, 0) / 1024);
    (last.length > 0 ? last : rows).push(
      line([ours(say.parameters.tooLong(missing.length, kilobytes), QUIET)], { spacing: 'Small' }),
    );
  }
  return {
    rows,
    last,
    complete,
    noted: entries.filter(({ note = [] }) => note.length > 0).map(({ parameter = '' }) => parameter),
    traps: joined(
      entries.map(({ name, key, value, heading }) =>
        trapsIn(parameterPlace(name), [key, madeOf(value), ...(heading === undefined ? [] : [heading])]),
      ),
    ),
  };
}

/** A change of the policy is told entry by entry; its hashes are told last. */
function changeParameters(
  view: CardView,
  change: ToldChange,
  extra: Readonly<Record<string, string>>,
  budget: number,
): ParameterRows {
  const entries = Object.entries({
    ...extra,
    [say.parameters.before]: change.from,
    [say.parameters.thisFile]: change.to,
  }).map(([name, value]) => titleEntry(view, name, value));
  const last = entries.map((entry) => drawRow(entry, entry.value, labelWidth(entries), 'behind'));
  const told = changeRows(change, view.request.status === 'pending', budget - size(last) - NOTE_BYTES);
  return {
    ...told,
    last,
    noted: [],
    complete: told.complete && entries.every(({ value }) => madeOf(value).cut === 0),
  };
}

/** One row; of what is told value by value one for each value in it, as long as somebody reads them. */
function entriesOf(view: CardView, reading: Reading, name: string, value: unknown): readonly Entry[] {
  const pointer = pointerStep(name);
  const told = redactParts(view.request, value, pointer, name);
  const isLast = (where: string) => reading.last.includes(where);
  const isSpread = reading.spread.includes(name) && !isRedacted(view.request, pointer);
  const rows = isSpread ? spread(name, told, LEAVES_MAX) : [];
  const isWhole = rows.length === 0 || rows[0]?.where === name;
  if (isWhole || rows.some(({ label, heading = '' }) => label.length > KEY_MAX || heading.length > KEY_MAX))
    return [
      {
        ...entryOf(name, keyed(view, nameBeside(reading, name)), told),
        parameter: name,
        note: wasWhenApproved(view, name),
        isLast: isLast(name),
      },
    ];
  // Labelled in our type: a parameter that only calls itself so looks otherwise.
  return rows.map(({ where, label, heading, value: leaf }) => ({
    ...entryOf(where, place(where), leaf),
    isTitle: true,
    key: place(label),
    ...(heading === undefined ? {} : { heading: place(heading) }),
    isLast: isLast(name) || isLast(where),
  }));
}

/** Beside places in nested values a name that reads like one is quoted: `body.a` may be a parameter, or `a` in the parameter `body`. */
const nameBeside = ({ spread }: Reading, name: string): string =>
  spread.length > 0 && /[.[\]"]/.test(name) ? JSON.stringify(name) : parameterName(name);

/** A part of the title. */
function titleEntry(view: CardView, name: string, value: unknown): Entry {
  return {
    ...entryOf(name, keyed(view, name), redactParts(view.request, value, undefined, name)),
    isTitle: true,
  };
}

/** What counts beside the parameters. */
const circumstanceEntry = (view: CardView, name: string, value: unknown): Entry => ({
  ...entryOf(name, circumstanceName(view, name, KEY_MAX), redactParts(view.request, value, undefined, name)),
  isTitle: true,
});

/** A row of a value that was redacted already. */
function entryOf(name: string, key: Plain, told: unknown): Entry {
  const text = spell(told);
  return {
    name,
    key,
    value: toldValue(text),
    text,
    isTitle: false,
    isRedacted: isMark(text),
    bytes: Buffer.byteLength(key.text + text, 'utf8'),
  };
}

const keyed = (view: CardView, name: string): Plain =>
  plain(name, { max: KEY_MAX, as: 'exact', ...keyOf(view) });
/** The names in it were redacted with the value. */
const place = (where: string): Plain => plain(where, { max: KEY_MAX, as: 'exact', isRedacted: true });

const withoutNote = ({ note: _left, ...entry }: Entry): Entry => entry;
