// The flags of `countersign record`, read and checked before anything is sent: every mistake at once, each with its cure.
import { readUrl } from '../address.ts';
import { COMMON, endIfWrong, hintOf, parseFlags } from '../parse-flags.ts';
import { readAt, readObject, readResource } from '../read-values.ts';
import type { Environment } from '../surroundings.ts';

/** What is sent, and how. */
export interface RecordFlags {
  readonly body: Readonly<Record<string, unknown>>;
  readonly url: string;
  readonly tokenCommand: string | undefined;
  readonly isJson: boolean;
}

const HINT = hintOf('record');
const OPTIONS = {
  ...COMMON,
  action: { type: 'string' },
  resource: { type: 'string' },
  parameters: { type: 'string' },
  reason: { type: 'string' },
  'done-at': { type: 'string' },
  agent: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** Reads them. Throws a `CommandError` that names every mistake. */
export function readRecordFlags(args: readonly string[], env: Environment): RecordFlags | 'help' {
  const { values } = parseFlags({ args, options: OPTIONS }, HINT);
  if (values.help) return 'help';
  const wrong: string[] = [];
  const needed = (flag: 'action' | 'resource' | 'done-at' | 'reason', example: string): string => {
    const value = values[flag]?.trim() ?? '';
    if (value === '') wrong.push(`--${flag} is missing, e.g. --${flag} ${example}`);
    return value;
  };
  const action = needed('action', 'data.export');
  const resource = readResource(needed('resource', 'database/prod/customers'), wrong);
  const doneAt = readMoment(needed('done-at', '2026-11-21T14:20:00Z'), wrong);
  const reason = readAt(
    '--reason',
    needed('reason', '"Teams was away and it could not wait."'),
    wrong,
  ).trim();
  const properties = readObject('--parameters', values.parameters, wrong);
  const url = readUrl(values.url, env, wrong);
  endIfWrong(wrong, HINT);
  return {
    body: {
      action: { name: action, ...(properties === undefined ? {} : { properties }) },
      resource,
      done_at: doneAt,
      reason,
      ...(values.agent === undefined ? {} : { agent: values.agent }),
    },
    url,
    tokenCommand: values['token-command'],
    isJson: values.json,
  };
}

/** Seconds may be left out; an offset may not, since "14:20" is another moment in another place. */
function readMoment(text: string, wrong: string[]): string {
  if (text === '') return text;
  const at = TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    wrong.push(`--done-at ${text} is not a time with its offset, e.g. 2026-11-21T14:20:00Z or …+01:00`);
    return text;
  }
  return new Date(at).toISOString();
}
