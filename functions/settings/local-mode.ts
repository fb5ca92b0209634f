// Local mode: whether it is on, where the stand-ins of this machine are, and what must not be there beside it.
// Local issuers are believed only in local mode, only on loopback, and never where Azure runs us.
import { isLoopback } from './addresses.ts';
import type { Environment, Reading } from './environment.ts';

/** The stand-ins of this machine, and what Countersign and its bot prove themselves to them with. */
export interface LocalSettings {
  /** The local Entra + Graph. */
  readonly authority: string;
  /** The local Teams. */
  readonly teams: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly botSecret: string;
}

const LOCAL_NAMES = ['AUTHORITY', 'TEAMS', 'CLIENT_ID', 'CLIENT_SECRET', 'BOT_SECRET'].map(
  (name) => `COUNTERSIGN_LOCAL_${name}`,
);
/** Set by App Service, Functions and Container Apps for what they run; by no tool on a developer's machine. */
const AZURE_MARKS = ['WEBSITE_INSTANCE_ID', 'WEBSITE_SITE_NAME', 'WEBSITE_POD_NAME', 'CONTAINER_APP_NAME'];

/** Is local mode asked for? A word that is neither mode is a problem, and not local. */
export function readMode(env: Environment, problems: string[]): boolean {
  const mode = env.COUNTERSIGN_MODE;
  if (mode !== undefined && mode !== 'local' && mode !== 'azure') {
    problems.push(`COUNTERSIGN_MODE is "${mode}": leave it out in Azure, or set "local"`);
  }
  return mode === 'local';
}

/** The stand-ins, in local mode only; elsewhere naming one of them is a problem. */
export function readLocal({ env, isLocal, problems }: Reading): LocalSettings | undefined {
  if (!isLocal) {
    // Any name of the family: a new one must not slip through because it is not listed above yet.
    const set = Object.keys(env).filter(
      (name) => name.startsWith('COUNTERSIGN_LOCAL_') && env[name] !== undefined,
    );
    if (set.length > 0)
      problems.push(
        `${set.toSorted().join(', ')} would make this app trust local issuers: remove, or set COUNTERSIGN_MODE=local on a developer's machine`,
      );
    return undefined;
  }
  const marks = AZURE_MARKS.filter((name) => env[name] !== undefined);
  if (marks.length > 0) {
    problems.push(
      `COUNTERSIGN_MODE=local in Azure (${marks.join(', ')}) would trust local issuers: remove COUNTERSIGN_MODE`,
    );
  }
  const [authority = '', teams = '', clientId = '', clientSecret = '', botSecret = ''] = LOCAL_NAMES.map(
    (name) => {
      const value = env[name] ?? '';
      if (value === '') problems.push(`${name} is missing: npm start sets it`);
      return value;
    },
  );
  for (const [name, address] of [
    ['COUNTERSIGN_LOCAL_AUTHORITY', authority],
    ['COUNTERSIGN_LOCAL_TEAMS', teams],
  ]) {
    if (address && !isLoopback(address)) problems.push(`${name} must be an http address on 127.0.0.1`);
  }
  return {
    authority: stripSlash(authority),
    teams: stripSlash(teams),
    clientId,
    clientSecret,
    botSecret,
  };
}

const stripSlash = (address: string): string => address.replace(/\/$/, '');
