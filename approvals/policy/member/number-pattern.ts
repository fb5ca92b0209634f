// Whole numbers of a range as a pattern, for editors: a JSON Schema knows no numbers inside of texts.

/** A pattern that is exactly the numbers from `from` to `to`, both at least 0, written without zeros in front. */
export function numberPattern(from: number, to: number): string {
  const [first, last] = [String(from), String(to)];
  if (first.length === last.length) return between(first, last).join('|');
  // Number by number of digits.
  const nines = 10 ** first.length - 1;
  return `${numberPattern(from, nines)}|${numberPattern(nines + 1, to)}`;
}

/** The same of texts of digits, equally long. */
function between(first: string, last: string): readonly string[] {
  const [low = '', high = ''] = [first[0], last[0]];
  const [lowRest, highRest] = [first.slice(1), last.slice(1)];
  const left = lowRest.length;
  if (left === 0) return [digits(low, high)];
  if (low === high) return between(lowRest, highRest).map((rest) => low + rest);
  const isWholeLow = /^0*$/.test(lowRest);
  const isWholeHigh = /^9*$/.test(highRest);
  const [from, to] = [Number(low) + (isWholeLow ? 0 : 1), Number(high) - (isWholeHigh ? 0 : 1)];
  return [
    ...(isWholeLow ? [] : between(lowRest, '9'.repeat(left)).map((rest) => low + rest)),
    ...(from > to ? [] : [`${digits(String(from), String(to))}${left === 1 ? '[0-9]' : `[0-9]{${left}}`}`]),
    ...(isWholeHigh ? [] : between('0'.repeat(left), highRest).map((rest) => high + rest)),
  ];
}

const digits = (from: string, to: string): string => (from === to ? from : `[${from}-${to}]`);
