// What Azure Developer CLI (azd) remembers of a deployment: the outputs of the infrastructure and what was set with
// `azd env set`, in `.azure/<environment>/.env` of the project. Read from the file, so that azd need not be there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENT_NAME, isEnvironmentName, readAzdValues } from '../setup/azd-environment.ts';
import type { Problem } from './problem.ts';

/** One azd environment: its name and its values. */
export type AzdEnvironment = {
  readonly name: string;
  /** Its `.env`, relative to the project, for messages. */
  readonly file: string;
  readonly values: ReadonlyMap<string, string>;
};

/** What a look for an environment came to. */
export type FoundEnvironment = {
  readonly environment?: AzdEnvironment;
  readonly problems: readonly Problem[];
};

/**
 * The environment of that name; without a name azd's default one, if there is any. A problem where the name is none, or stands for
 * nothing.
 */
export function findAzdEnvironment(root: string, wanted: string | undefined): FoundEnvironment {
  const name = wanted ?? defaultName(root);
  if (name === undefined) return { problems: [] };
  if (!isEnvironmentName(name)) {
    const cure = `${ENVIRONMENT_NAME}: azd env list shows the names`;
    return { problems: [{ what: `${JSON.stringify(name)} is not the name of a deployment`, cure }] };
  }
  const file = `.azure/${name}/.env`;
  const path = join(root, '.azure', name, '.env');
  if (existsSync(path)) {
    const values = readAzdValues(readFileSync(path, 'utf8'));
    return { environment: { name, file, values }, problems: [] };
  }
  // A default that points nowhere is azd's to tell; whoever names one wants that one.
  if (wanted === undefined) return { problems: [] };
  const known = names(root);
  const cure =
    known.length === 0
      ? 'azd env new makes one; or give --bot-id and --host yourself, and leave --env out'
      : `use one of ${known.join(', ')}`;
  return { problems: [{ what: `there is no azd environment ${name}: ${file} does not exist`, cure }] };
}

function defaultName(root: string): string | undefined {
  try {
    const config: unknown = JSON.parse(readFileSync(join(root, '.azure', 'config.json'), 'utf8'));
    const name =
      typeof config === 'object' &&
      config !== null &&
      'defaultEnvironment' in config &&
      config.defaultEnvironment;
    return typeof name === 'string' && isEnvironmentName(name) ? name : undefined;
  } catch {
    // No file, or one that azd would not read either: there is no default.
    return undefined;
  }
}

function names(root: string): string[] {
  const folder = join(root, '.azure');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, '.env')));
}
