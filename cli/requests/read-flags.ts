// The flags of `request`, `wait`, `status`, `comment` and `cancel`, read and checked before anything is asked: every mistake at once.
import type { Wish } from '../../client/wire.ts';
import { readUrl } from '../address.ts';
import { COMMON, endIfWrong, hintOf, parseFlags } from '../parse-flags.ts';
import { readDuration, readObject, readResource } from '../read-values.ts';
import type { Environment } from '../surroundings.ts';

/** The commands that read them. */
export type RequestsCommand = 'request' | 'wait' | 'status' | 'comment' | 'cancel';

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
  /** Of `comment` alone. */
  readonly text: string;
  readonly url: string;
  readonly tokenCommand: string | undefined;
  readonly isJson: boolean;
}

const OPTIONS = {
  ...COMMON,
  action: { type: 'string' },
  resource: { type: 'string' },
  parameters: { type: 'string' },
  context: { type: 'string' },
  reason: { type: 'string' },
  text: { type: 'string' },
  key: { type: 'string' },
  'no-wait': { type: 'boolean', default: false },
  within: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;
const EACH_TAKES: readonly string[] = [...Object.keys(COMMON), 'json'];
const TAKES: Readonly<Record<RequestsCommand, readonly string[]>> = {
  request: Object.keys(OPTIONS).filter((name) => name !== 'text'),
  wait: ['within', ...EACH_TAKES],
  status: EACH_TAKES,
  comment: ['text', ...EACH_TAKES],
  cancel: ['reason', ...EACH_TAKES],
};

/** Reads them. Throws a `CommandError` that names every mistake. */
export function readRequestsFlags(
  command: RequestsCommand,
  args: readonly string[],
  env: Environment,
): RequestsFlags | 'help' {
  const hint = hintOf(command);
  const { values, positionals } = parse(args, hint);
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
    withinMs: readDuration('--within', values.within, wrong),
    request: command === 'request' ? '' : readRequest(positionals, wrong),
    text: values.text?.trim() ?? '',
    url: readUrl(values.url, env, wrong),
    tokenCommand: values['token-command'],
    isJson: values.json,
  };
  if (command === 'request' && positionals.length > 0) wrong.push(`${positionals[0]} belongs to no flag`);
  if (command === 'comment' && flags.text === '')
    wrong.push('--text is missing, e.g. --text "Only 25 rows."');
  endIfWrong(wrong, hint);
  return flags;
}

const NO_WISH: Wish = { action: { name: '' }, resource: { type: '', id: '' } };

const parse = (args: readonly string[], hint: string) =>
  parseFlags({ args, allowPositionals: true, options: OPTIONS }, hint);

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
