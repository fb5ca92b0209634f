// Packaging's settings from the command line and the environment: `--bot-id ID` or COUNTERSIGN_TEAMS_BOT_ID=ID.
// A flag wins over the environment. Every mistake is reported at once, with its cure.
import { createHash } from 'node:crypto';
import { FLAGS, type Flag, type FlagRule } from './flags.ts';
import type { Problem } from './problem.ts';

/** A usable value for every setting; where the given one was refused, the rule's example. */
export type Settings = Readonly<Record<Flag, string>>;

type Given = { readonly value: string; readonly from: string };

/** Reads all settings. They may be used only when `problems` is empty. */
export function readSettings(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  packageVersion: string,
): { settings: Settings; problems: Problem[] } {
  const { flags, problems } = readFlags(args);
  const take = (flag: Flag, fallback?: string): string => {
    const given = flags.get(flag) ?? fromEnvironment(flag, env) ?? fromDefault(fallback);
    const value = given?.value.trim() ?? '';
    const reason =
      given === undefined ? 'is missing' : value === '' ? 'has no value' : FLAGS[flag].refuse(value);
    if (reason === undefined) return value;
    problems.push(toProblem(flag, reason, given));
    return FLAGS[flag].example;
  };
  // In the order of the help, so that the problems come in that order too.
  const botId = take('bot-id').toLowerCase();
  const host = take('host').toLowerCase();
  const developer = take('developer');
  const privacyUrl = take('privacy-url');
  const settings = {
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
  return { settings, problems };
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

function fromEnvironment(flag: Flag, env: Readonly<Record<string, string | undefined>>): Given | undefined {
  const from = environmentName(flag);
  const value = env[from];
  // An empty variable is how many pipelines write "not set".
  return value === undefined || value === '' ? undefined : { value, from };
}

function fromDefault(value: string | undefined): Given | undefined {
  return value === undefined ? undefined : { value, from: 'the default' };
}

function toProblem(flag: Flag, reason: string, given: Given | undefined): Problem {
  const { about, example } = FLAGS[flag];
  const source = given?.from ?? `--${flag}`;
  const shown = given === undefined || given.value === '' ? source : `${source} "${given.value}"`;
  return {
    what: `${shown} ${reason}`,
    cure: `for example --${flag} ${quote(example)} (or ${environmentName(flag)}): ${about}`,
  };
}

function quote(value: string): string {
  return value.includes(' ') ? `"${value}"` : value;
}

function isFlag(name: string): name is Flag {
  return Object.hasOwn(FLAGS, name);
}
