// The flags of `countersign doctor`: every mistake at once, before anything is sent.
import { readUrl } from '../address.ts';
import { COMMON, endIfWrong, hintOf, parseFlags } from '../parse-flags.ts';
import type { Environment } from '../surroundings.ts';

/** Where to look, and how to tell it. */
export interface DoctorFlags {
  readonly url: string;
  readonly tokenCommand: string | undefined;
  /** The route of the test card; the policy's usual ones where none is named. */
  readonly route: string | undefined;
  readonly withCard: boolean;
  readonly isJson: boolean;
}

const HINT = hintOf('doctor');
const OPTIONS = {
  ...COMMON,
  route: { type: 'string' },
  'no-card': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** Reads them. Throws a `CommandError`. */
export function readDoctorFlags(args: readonly string[], env: Environment): DoctorFlags | 'help' {
  const { values } = parseFlags({ args, options: OPTIONS }, HINT);
  if (values.help) return 'help';
  const wrong: string[] = [];
  const url = readUrl(values.url, env, wrong);
  if (values.route !== undefined && values['no-card'])
    wrong.push('--route names where the card goes, and --no-card sends none: leave one out');
  if (values.route?.trim() === '')
    wrong.push('--route is empty: name a route of countersign.yaml, or leave it out');
  endIfWrong(wrong, HINT);
  return {
    url,
    tokenCommand: values['token-command'],
    route: values.route,
    withCard: !values['no-card'],
    isJson: values.json,
  };
}
