// Packaging's settings from the command line, the environment and what azd remembers: `--bot-id ID` wins over
// COUNTERSIGN_TEAMS_BOT_ID=ID, that over the same name set by `azd env set`, that over the output of infra/.
// Every mistake is reported at once, with its cure.
import { createHash } from 'node:crypto';
import type { AzdEnvironment, FoundEnvironment } from './azd-environment.ts';
import { FLAGS, type Flag, type FlagRule } from './flags.ts';
import type { Problem } from './problem.ts';

/** What is packed, by setting. */
export type Values = Readonly<Record<Exclude<Flag, 'env'>, string>>;

/** A usable value for every setting; where the given one was refused, the rule's example. */
export type Settings = Values & {
  /** The azd environment's name; undefined where the package is for none. */
  readonly environment: string | undefined;
  /** Whether somebody named the version; otherwise it is only where counting begins. */
  readonly versionGiven: boolean;
};

type Given = { readonly value: string; readonly from: string };

/** Reads all settings. They may be used only when `problems` is empty. `find` looks up what azd knows, by name or its default. */
export function readSettings(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  packageVersion: string,
  find: (name: string | undefined) => FoundEnvironment = () => ({ problems: [] }),
): { settings: Settings; problems: Problem[] } {
  const { flags, problems } = readFlags(args);
  const named = flags.get('env') ?? fromVariable('env', env);
  const { environment, problems: notFound } = find(named?.value.trim() ?? (env.AZURE_ENV_NAME || undefined));
  problems.push(...notFound);
  const give = (flag: Flag): Given | undefined =>
    flags.get(flag) ?? fromVariable(flag, env) ?? fromAzd(flag, environment);
  const take = (flag: Flag, fallback?: string): string => {
    const given = give(flag) ?? fromDefault(fallback);
    const value = given?.value.trim() ?? '';
    const reason =
      given === undefined ? 'is missing' : value === '' ? 'has no value' : FLAGS[flag].refuse(value);
    if (reason === undefined) return value;
    problems.push(toProblem(flag, reason, given, environment));
    return FLAGS[flag].example;
  };
  // In the order of the help, so that the problems come in that order too.
  const botId = take('bot-id').toLowerCase();
  const host = take('host').toLowerCase();
  const developer = take('developer');
  const privacyUrl = take('privacy-url');
  const values = {
    'bot-id': botId,
    host,
    developer,
    'privacy-url': privacyUrl,
    'terms-url': take('terms-url'),
    'website-url': take('website-url', `${new URL(privacyUrl).origin}/`),
    name: take('name', 'Countersign'),
    version: take('version', packageVersion),
    'app-id': take('app-id', deriveAppId(botId)).toLowerCase(),
    out: take('out', 'countersign-teams.zip'),
  };
  // A refused version is no wish: it is told already.
  const versionGiven = give('version')?.value.trim() === values.version;
  return { settings: { ...values, environment: environment?.name, versionGiven }, problems };
}

/** The lines of `--help`. */
export function describeSettings(): string[] {
  return Object.entries<FlagRule>(FLAGS).map(([flag, rule]) => `  ${`--${flag}`.padEnd(15)}${rule.about}`);
}

/** The environment variable that stands for a flag. */
export function environmentName(flag: Flag): string {
  return `COUNTERSIGN_TEAMS_${flag.replaceAll('-', '_').toUpperCase()}`;
}

/**
 * The Teams app's id when none is given: the name-based UUID (version 5) of the bot's id. So each upload
 * for one bot updates the same app, on whatever machine it was packaged.
 */
export function deriveAppId(botId: string): string {
  const namespace = Buffer.from(botId.replaceAll('-', ''), 'hex');
  const id = createHash('sha1').update(namespace).update('countersign/teams-app').digest().subarray(0, 16);
  id.writeUInt8((id.readUInt8(6) & 0x0f) | 0x50, 6);
  id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8);
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function readFlags(args: readonly string[]): { flags: Map<Flag, Given>; problems: Problem[] } {
  const flags = new Map<Flag, Given>();
  const problems: Problem[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, name, inline] = /^--([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined || !isFlag(name)) {
      problems.push({
        what: `${arg} is not a setting`,
        cure: `use ${Object.keys(FLAGS)
          .map((f) => `--${f}`)
          .join(' ')}`,
      });
      // The value of an unknown flag is no second mistake.
      if (name !== undefined && inline === undefined && rest[0]?.startsWith('--') === false) rest.shift();
      continue;
    }
    if (flags.has(name)) problems.push({ what: `--${name} is given twice`, cure: 'give it once' });
    const value = inline ?? (rest[0]?.startsWith('--') === false ? rest.shift() : '');
    flags.set(name, { value: value ?? '', from: `--${name}` });
  }
  return { flags, problems };
}

function fromVariable(flag: Flag, env: Readonly<Record<string, string | undefined>>): Given | undefined {
  const from = environmentName(flag);
  const value = env[from];
  // An empty variable is how many pipelines write "not set".
  return value === undefined || value === '' ? undefined : { value, from };
}

function fromAzd(flag: Flag, azd: AzdEnvironment | undefined): Given | undefined {
  const rule: FlagRule = FLAGS[flag];
  for (const name of [environmentName(flag), rule.output]) {
    const value = name === undefined ? undefined : azd?.values.get(name);
    if (azd !== undefined && value) return { value, from: `${name} in ${azd.file}` };
  }
  return undefined;
}

function fromDefault(value: string | undefined): Given | undefined {
  return value === undefined ? undefined : { value, from: 'the default' };
}

function toProblem(
  flag: Flag,
  reason: string,
  given: Given | undefined,
  azd: AzdEnvironment | undefined,
): Problem {
  const { about, example, output }: FlagRule = FLAGS[flag];
  const source = given?.from ?? `--${flag}`;
  const shown = given === undefined || given.value === '' ? source : `${source} "${given.value}"`;
  const missing = given === undefined && output !== undefined && azd !== undefined;
  const azdUp = missing ? `azd up writes ${output} into ${azd.file}; or ` : '';
  return {
    what: `${shown} ${reason}`,
    cure: `${azdUp}for example --${flag} ${quote(example)} (or ${environmentName(flag)}): ${about}`,
  };
}

function quote(value: string): string {
  return value.includes(' ') ? `"${value}"` : value;
}

function isFlag(name: string): name is Flag {
  return Object.hasOwn(FLAGS, name);
}
