// The address of Countersign, from `--url` or COUNTERSIGN_URL: tokens go there, so it must be one that nobody listens in on.
import type { Environment } from './surroundings.ts';

/** The address without a slash at its end. What is wrong with it is added to `wrong`. */
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
