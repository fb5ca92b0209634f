// The command line of setup, read and checked before anything is looked up.
import { parseArgs } from 'node:util';
import { UsageError } from './faults.ts';
import type { Software } from './steps/software.ts';
import type { Wishes } from './world.ts';

/** What was asked for. */
export interface Asked {
  readonly what: 'help' | 'tenant' | 'after-provision' | 'check' | 'remove' | 'software';
  readonly whatIf: boolean;
  readonly yes: boolean;
  readonly demo: boolean;
  readonly only: readonly string[];
  /** Name of the azd environment; azd's default one when left out. */
  readonly env: string | undefined;
  readonly tenant: string | undefined;
  /** Object id of the app's identity, for who has no azd environment. */
  readonly principal: string | undefined;
  readonly wishes: Wishes;
  readonly software: Software | undefined;
}

const FLAGS = {
  'what-if': { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  check: { type: 'boolean' },
  remove: { type: 'boolean' },
  'after-provision': { type: 'boolean' },
  demo: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  only: { type: 'string' },
  env: { type: 'string', short: 'e' },
  tenant: { type: 'string' },
  principal: { type: 'string' },
  approvers: { type: 'string' },
  admins: { type: 'string' },
  'approver-group': { type: 'string' },
  'admin-group': { type: 'string' },
  'alert-email': { type: 'string' },
  take: { type: 'string' },
  owners: { type: 'string' },
  identity: { type: 'string' },
  'resource-types': { type: 'string' },
  secret: { type: 'string' },
} as const;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;
const EMAIL = /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/;

/** Reads the arguments. Throws `UsageError` that says what is wrong with which. */
export function readArguments(argv: readonly string[]): Asked {
  const { values, positionals } = parse(argv);
  const what = whatOf(values, positionals);
  const software = what === 'software' ? softwareOf(values, positionals) : undefined;
  if (what !== 'software' && what !== 'help') {
    for (const flag of ['owners', 'identity', 'resource-types', 'secret'] as const) {
      if (values[flag] !== undefined)
        throw new UsageError(`--${flag} belongs to "agent NAME" or "enforcer NAME".`);
    }
  }
  if (values.principal !== undefined && !['after-provision', 'remove', 'help'].includes(what)) {
    throw new UsageError('--principal goes alone, or with --remove.');
  }
  const alertEmail = values['alert-email'];
  if (alertEmail !== undefined && !EMAIL.test(alertEmail)) {
    throw new UsageError(`--alert-email is no address: ${alertEmail}`);
  }
  return {
    what,
    whatIf: values['what-if'] === true,
    yes: values.yes === true,
    demo: values.demo === true,
    only: listed(values.only),
    env: values.env,
    tenant: idOf('tenant', values.tenant),
    principal: idOf('principal', values.principal),
    wishes: {
      approvers: listed(values.approvers),
      admins: listed(values.admins),
      approverGroup: idOf('approver-group', values['approver-group']),
      adminGroup: idOf('admin-group', values['admin-group']),
      alertEmail,
      take: listed(values.take).flatMap((each) => idOf('take', each) ?? []),
    },
    software,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true, strict: true });
  } catch (error) {
    // Its words name the flag; the rest of them is about Node.
    throw new UsageError((error instanceof Error ? error.message : '').split('. ', 1)[0] ?? 'Unknown flag');
  }
}

type Values = ReturnType<typeof parse>['values'];

function whatOf(values: Values, positionals: readonly string[]): Asked['what'] {
  if (values.help === true) return 'help';
  const [word] = positionals;
  if (word !== undefined) {
    if (word === 'agent' || word === 'enforcer') return 'software';
    throw new UsageError(`There is no "${word}": write agent NAME, enforcer NAME, or flags alone.`);
  }
  const modes = (['check', 'remove', 'after-provision'] as const).filter((flag) => values[flag] === true);
  if (modes.length > 1)
    throw new UsageError(`Either ${modes.map((flag) => `--${flag}`).join(' or ')}, not both.`);
  const [mode] = modes;
  if (mode !== undefined) return mode;
  return values.principal === undefined ? 'tenant' : 'after-provision';
}

function softwareOf(values: Values, [kind, name, more]: readonly string[]): Software {
  if (kind !== 'agent' && kind !== 'enforcer') throw new UsageError('Write agent NAME or enforcer NAME.');
  if (name === undefined || more !== undefined || !SLUG.test(name) || GUID.test(name)) {
    throw new UsageError(`${kind} needs one name of small letters, digits and "-", like nightly-etl.`);
  }
  const owners = listed(values.owners);
  const resourceTypes = listed(values['resource-types']);
  if (kind === 'agent' && owners.length === 0) {
    throw new UsageError(
      'Who answers for the agent? Name them: --owners ada@contoso.example. They never approve its requests.',
    );
  }
  if (kind === 'enforcer' && resourceTypes.length === 0) {
    throw new UsageError(
      'What does the enforcer guard? Name the kinds of resources: --resource-types database',
    );
  }
  const wrong = resourceTypes.find((each) => !/^[A-Za-z0-9][A-Za-z0-9._:/-]*$/.test(each));
  if (wrong !== undefined)
    throw new UsageError(`"${wrong}" is no kind of resource: letters, digits and . _ : / -`);
  const identity = idOf('identity', values.identity);
  if (identity !== undefined && values.secret !== undefined) {
    throw new UsageError(
      '--secret is for a registration that setup makes; an identity of your own has its own ways.',
    );
  }
  return { kind, name, identity, owners, resourceTypes, secretFile: values.secret };
}

const listed = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

function idOf(flag: string, value: string | undefined): string | undefined {
  if (value === undefined || GUID.test(value)) return value?.toLowerCase();
  throw new UsageError(`--${flag} takes an id like 11111111-2222-4333-8444-555555555555, not "${value}".`);
}
