// Texts of a length. What repeats is told by a count, so these do not.

/** So many characters of these letters, with numbers between them. */
export function longText(length: number, letters = 'x'): string {
  const some = letters.repeat(Math.ceil(24 / letters.length));
  const told: string[] = [];
  for (let count = 1; told.length < length; count++) told.push(...some, ...String(count));
  return told.slice(0, length).join('');
}
