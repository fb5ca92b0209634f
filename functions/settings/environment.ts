// The environment as settings read it: every mistake is collected with its cure, so that one start names them all.
// Promises: no message holds the value of a secret.
import { demoWorldId } from './local-marks.ts';

/** Names and values; given by settings.ts, which alone takes them from the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What is being read, and what is wrong with it so far. */
export interface Reading {
  readonly env: Environment;
  /** On this machine only: local issuers are believed, nothing else is. */
  readonly isLocal: boolean;
  readonly problems: string[];
}

/** Every reason not to start, each with its cure. */
export class SettingsError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `Countersign cannot start, ${problems.length === 1 ? 'one thing is' : `${problems.length} things are`} wrong:\n${problems.map((each) => `  - ${each}`).join('\n')}`,
    );
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const VAULT_REFERENCE = '@Microsoft.KeyVault(';

/** A setting that must be there, in the clear: not as the reference it stands for in Azure. */
export function readText({ env, problems }: Reading, name: string, cure: string): string {
  const value = env[name]?.trim() ?? '';
  if (value === '') problems.push(`${name} is missing: ${cure}`);
  // What the platform leaves when it cannot get a secret. Anybody can guess it, so it must never become a key.
  if (value.startsWith(VAULT_REFERENCE)) {
    problems.push(
      `${name} is a reference to Key Vault that was not resolved: put the secret there (npm run setup -- --after-provision), and have the app read it again (npm run secrets)`,
    );
    return '';
  }
  return value;
}

/** An id of Entra, in small letters. Outside local mode none of the demo world's, which anybody can read up. */
export function readId(reading: Reading, name: string, cure: string): string {
  const { isLocal, problems } = reading;
  const value = readText(reading, name, cure);
  if (value !== '' && !GUID.test(value)) problems.push(`${name} is not a GUID: ${cure}`);
  if (!isLocal && demoWorldId.test(value)) problems.push(`${name} is an id of the local demo world: ${cure}`);
  return value.toLowerCase();
}
