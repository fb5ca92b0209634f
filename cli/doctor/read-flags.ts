// The flags of `countersign doctor`: every mistake at once, before anything is sent.
import { parseArgs } from 'node:util';
import { readUrl } from '../address.ts';
import { CommandError } from '../exit.ts';

/** Where to look, and how to tell it. */
export interface DoctorFlags {
  readonly url: string;
  readonly tokenCommand: string | undefined;
  /** The route of the test card; the policy's usual ones where none is named. */
  readonly route: string | undefined;
  readonly withCard: boolean;
  readonly isJson: boolean;
}

/** Reads them. Throws a `CommandError`. */
export function readDoctorFlags(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): DoctorFlags | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const wrong: string[] = [];
  const url = readUrl(values.url, env, wrong);
  if (values.route !== undefined && values['no-card'])
    wrong.push('--route names where the card goes, and --no-card sends none: leave one out');
  if (values.route?.trim() === '')
    wrong.push('--route is empty: name a route of countersign.yaml, or leave it out');
  if (wrong.length > 0)
    throw new CommandError(2, [...wrong, 'countersign doctor --help tells every flag.'].join('\n'));
  return {
    url,
    tokenCommand: values['token-command'],
    route: values.route,
    withCard: !values['no-card'],
    isJson: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: { type: 'string' },
        'token-command': { type: 'string' },
        route: { type: 'string' },
        'no-card': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values;
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    throw new CommandError(2, `${said}\ncountersign doctor --help tells every flag.`);
  }
}
