// Values that several commands take, read and checked in one way. Mistakes are collected, so that all are told at once.

type Environment = Readonly<Record<string, string | undefined>>;

/** `TYPE/ID` or `TYPE:ID`; the first mark counts, so ids may hold either. */
export function readResource(text: string, wrong: string[]): { readonly type: string; readonly id: string } {
  const mark = text.search(/[:/]/);
  if (text !== '' && (mark < 1 || mark === text.length - 1))
    wrong.push(`--resource ${text} is not TYPE/ID, e.g. database/prod/customers`);
  return { type: text.slice(0, mark), id: text.slice(mark + 1) };
}

/** The address of Countersign, without a slash at the end: `--url`, else `COUNTERSIGN_URL`. */
export function readUrl(given: string | undefined, env: Environment, wrong: string[]): string {
  const text = given ?? env.COUNTERSIGN_URL ?? '';
  if (text === '') {
    wrong.push('--url is missing, e.g. --url https://countersign.example.com; or set COUNTERSIGN_URL');
    return text;
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // A token sent in the clear is anybody's.
  if (url?.protocol === 'https:' || isHere(url)) return text.replace(/\/+$/, '');
  wrong.push(`--url ${text} is not an https address (http only on this machine)`);
  return text;
}

/** Is it plain http on this machine? */
export const isHere = (url: URL | undefined): boolean =>
  url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
