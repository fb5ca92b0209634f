// Local mode: whether it is on, where the stand-ins of this machine are, and what must not be there beside it.
// Local issuers are believed only in local mode, only on loopback, and never where Azure runs us.
import { isLocalAddress } from './addresses.ts';
import { type Environment, type Reading, readText } from './environment.ts';

/** The stand-ins of this machine, and what Countersign and its bot prove themselves to them with. */
export interface LocalSettings {
  /** The local Entra + Graph. */
  readonly authority: string;
  /** The local Teams. */
  readonly teams: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly botSecret: string;
  /** The local Teams takes whatever comes, so nothing sent to it is paced. */
  readonly unpaced: boolean;
}

const CURE = 'npm start sets it';
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
export function readLocal(reading: Reading): LocalSettings | undefined {
  const { env, isLocal, problems } = reading;
  if (!isLocal) {
    // Any name of the family: a new one must not slip through because nothing reads it yet.
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
  return {
    authority: readStandIn(reading, 'COUNTERSIGN_LOCAL_AUTHORITY'),
    teams: readStandIn(reading, 'COUNTERSIGN_LOCAL_TEAMS'),
    clientId: readText(reading, 'COUNTERSIGN_LOCAL_CLIENT_ID', CURE),
    clientSecret: readText(reading, 'COUNTERSIGN_LOCAL_CLIENT_SECRET', CURE),
    botSecret: readText(reading, 'COUNTERSIGN_LOCAL_BOT_SECRET', CURE),
    unpaced: readLimits(reading) === 'off',
  };
}

/** Does the local Teams refuse what is more than Teams takes? Left out: it does. */
function readLimits({ env, problems }: Reading): string {
  const limits = env.COUNTERSIGN_LOCAL_TEAMS_LIMITS ?? 'on';
  if (limits !== 'on' && limits !== 'off') {
    problems.push(`COUNTERSIGN_LOCAL_TEAMS_LIMITS is "${limits}": set on or off, or leave it out`);
  }
  return limits;
}

/** The address of a stand-in, no slash at the end. */
function readStandIn(reading: Reading, name: string): string {
  const address = readText(reading, name, CURE);
  if (address !== '' && !isLocalAddress(address)) {
    reading.problems.push(`${name} must be an http address on 127.0.0.1`);
  }
  return address.replace(/\/$/, '');
}
