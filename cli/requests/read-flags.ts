// The flags of `request`, `wait`, `status` and `cancel`, read and checked before anything is asked: every mistake at once.
import { parseArgs } from 'node:util';
import type { Wish } from '../../client/wire.ts';
import { readUrl } from '../address.ts';
import { CommandError } from '../exit.ts';
import { readObject, readResource, readTime } from '../read-values.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The commands that read them. */
export type RequestsCommand = 'request' | 'wait' | 'status' | 'cancel';

/** What is asked, or of which request. */
export interface RequestsFlags {
  /** Of `request` alone. */
  readonly wish: Wish;
  readonly reason: string | undefined;
  readonly key: string | undefined;
  readonly isToWait: boolean;
  readonly withinMs: number | undefined;
  /** Of the others. */
  readonly request: string;
  readonly url: string;
  readonly tokenCommand: string | undefined;
  readonly isJson: boolean;
}

const COMMON = ['url', 'token-command', 'json', 'help'];
const TAKES: Readonly<Record<RequestsCommand, readonly string[]>> = {
  request: ['action', 'resource', 'parameters', 'context', 'reason', 'key', 'no-wait', 'within', ...COMMON],
  wait: ['within', ...COMMON],
  status: COMMON,
  cancel: ['reason', ...COMMON],
};

/** Reads them. Throws a `CommandError` that names every mistake. */
export function readRequestsFlags(
  command: RequestsCommand,
  args: readonly string[],
  env: Environment,
): RequestsFlags | 'help' {
  const { values, positionals } = parse(command, args);
  if (values.help) return 'help';
  const wrong: string[] = [];
  for (const flag of Object.keys(values)) {
    if (!TAKES[command].includes(flag) && values[flag as keyof typeof values] !== false)
      wrong.push(`countersign ${command} takes no --${flag}`);
  }
  const flags = {
    wish: command === 'request' ? readWish(values, wrong) : NO_WISH,
    reason: values.reason?.trim() || undefined,
    key: values.key,
    isToWait: !values['no-wait'],
    withinMs: readTime('--within', values.within, wrong),
    request: command === 'request' ? '' : readRequest(positionals, wrong),
    url: readUrl(values.url, env, wrong),
    tokenCommand: values['token-command'],
    isJson: values.json,
  };
  if (command === 'request' && positionals.length > 0) wrong.push(`${positionals[0]} belongs to no flag`);
  if (wrong.length > 0)
    throw new CommandError(2, [...wrong, `countersign ${command} --help tells every flag.`].join('\n'));
  return flags;
}

const NO_WISH: Wish = { action: { name: '' }, resource: { type: '', id: '' } };

function parse(command: RequestsCommand, args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        action: { type: 'string' },
        resource: { type: 'string' },
        parameters: { type: 'string' },
        context: { type: 'string' },
        reason: { type: 'string' },
        key: { type: 'string' },
        'no-wait': { type: 'boolean', default: false },
        within: { type: 'string' },
        url: { type: 'string' },
        'token-command': { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    throw new CommandError(2, `${said}\ncountersign ${command} --help tells every flag.`);
  }
}

function readWish(values: ReturnType<typeof parse>['values'], wrong: string[]): Wish {
  const name = values.action?.trim() ?? '';
  if (name === '') wrong.push('--action is missing, e.g. --action data.export');
  if (values.resource === undefined)
    wrong.push('--resource is missing, e.g. --resource database/prod/customers');
  const properties = readObject('--parameters', values.parameters, wrong);
  const context = readObject('--context', values.context, wrong);
  return {
    action: { name, ...(properties === undefined ? {} : { properties }) },
    resource: readResource(values.resource ?? '', wrong),
    ...(context === undefined ? {} : { context }),
  };
}

function readRequest([id = '', ...more]: readonly string[], wrong: string[]): string {
  if (!/^req_[a-z0-9]{26}$/.test(id))
    wrong.push(`${id === '' ? 'The request is missing' : `${id} is no request`}: req_…`);
  if (more.length > 0) wrong.push(`${more.join(' ')}: one request at a time`);
  return id;
}
