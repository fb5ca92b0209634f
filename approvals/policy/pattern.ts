// Patterns over resource ids and words of commands: `*` stands for any run of characters, everything else for itself.

/** Whether the pattern names this id. An id that climbs (`dev/../prod/x`) is named by no pattern: it is not what it looks like. */
export function matchesPattern(pattern: string, id: string): boolean {
  return !climbs(id) && fitsWildcard(pattern, id);
}

function climbs(id: string): boolean {
  const plain = id.replaceAll(/%2e/gi, '.').replaceAll(/%2f|%5c|\\/gi, '/');
  return plain.split('/').some((segment) => segment === '.' || segment === '..');
}

/** Whether a text fits a pattern. Goes back only to the last `*`, so a text made to be slow costs pattern times text at most. A RegExp could hang here. */
export function fitsWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let read = 0;
  while (read < text.length) {
    if (pattern[at] === '*') {
      star = at;
      resume = read;
      at += 1;
    } else if (at < pattern.length && pattern[at] === text[read]) {
      at += 1;
      read += 1;
    } else if (star >= 0) {
      resume += 1;
      read = resume;
      at = star + 1;
    } else return false;
  }
  return [...pattern.slice(at)].every((character) => character === '*');
}
