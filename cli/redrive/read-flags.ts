// The arguments of `countersign redrive`, read and checked before anything is sent.
import { isRequestId } from '../../approvals/request-id.ts';
import { readUrl } from '../address.ts';
import { COMMON, endIfWrong, hintOf, parseFlags } from '../parse-flags.ts';
import type { Environment } from '../surroundings.ts';

/** What to bring back; without `request` all that is dead. */
export interface RedriveFlags {
  readonly request: string | undefined;
  readonly url: string;
  readonly tokenCommand: string | undefined;
  readonly isJson: boolean;
}

const HINT = hintOf('redrive');
const OPTIONS = {
  ...COMMON,
  all: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** Reads them. Throws a `CommandError` that names every mistake. */
export function readRedriveFlags(args: readonly string[], env: Environment): RedriveFlags | 'help' {
  const { values, positionals } = parseFlags({ args, allowPositionals: true, options: OPTIONS }, HINT);
  if (values.help) return 'help';
  const wrong: string[] = [];
  const [request, ...more] = positionals;
  if ((request === undefined) !== values.all || more.length > 0)
    wrong.push('Give the id of one request, or --all for everything that is dead');
  else if (request !== undefined && !isRequestId(request))
    wrong.push(
      `${request} is no id of a request: it begins with req_ and has 26 letters and digits after that`,
    );
  const url = readUrl(values.url, env, wrong);
  endIfWrong(wrong, HINT);
  return { request, url, tokenCommand: values['token-command'], isJson: values.json };
}
