// A figure: one measured number against its target, told as one line of JSON; and the few statistics the figures need.

/** A measured number. `numbers` are what it was made of. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly target: number;
  /** Does the value have to stay at or above the target, or at or below it? */
  readonly is: 'at least' | 'at most';
  readonly numbers: Readonly<Record<string, number>>;
}

/** Prints the figure; false when its target is missed. */
export function tellFigure({ figure, value, target, is, numbers }: Figure): boolean {
  const ok = is === 'at least' ? value >= target : value <= target;
  const rounded = Object.entries(numbers).map(([name, number]) => [name, round(number)]);
  console.log(
    JSON.stringify({ figure, value: round(value), target, ok, is, ...Object.fromEntries(rounded) }),
  );
  return ok;
}

/** The value at or below which this share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  const found = sorted[at];
  if (found === undefined) throw new TypeError('there are no samples');
  return found;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

const round = (value: number): number => Math.round(value * 1000) / 1000;
