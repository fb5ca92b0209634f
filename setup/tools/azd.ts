// The environment of `azd`: where set-up and Bicep leave values for each other (.azure/NAME/.env of the project).
import { SetupFault } from '../faults.ts';
import { lastWords } from './graph-error.ts';
import type { RunTool } from './run-tool.ts';

/** Values of one environment. */
export type AzdValues = Readonly<Record<string, string>>;

/** The calls. */
export interface Azd {
  /** Throws `SetupFault` when there is no such environment. */
  readonly values: () => Promise<AzdValues>;
  readonly set: (name: string, value: string) => Promise<void>;
}

/** The calls for one environment, or for the one azd has as its default. */
export function createAzd(run: RunTool, environment: string | undefined): Azd {
  const which = environment === undefined ? [] : ['--environment', environment];
  return {
    values: async () => {
      const answer = await run('azd', ['env', 'get-values', ...which, '--no-prompt']);
      if (answer.code === 0) return parseValues(answer.stdout);
      throw new SetupFault(
        `azd has no environment to read${environment === undefined ? '' : ` called ${environment}`}: ${lastWords(answer.stderr)}`,
        `Make one in this folder: azd env new ${environment ?? 'NAME'}`,
      );
    },
    set: async (name, value) => {
      const answer = await run('azd', ['env', 'set', name, value, ...which, '--no-prompt']);
      if (answer.code === 0) return;
      throw new SetupFault(
        `azd did not take ${name}: ${lastWords(answer.stderr)}`,
        `Set it by hand: azd env set ${name} ${value}`,
      );
    },
  };
}

/** `NAME="value"` a line, with backslash escapes inside the quotation marks. */
function parseValues(text: string): AzdValues {
  const pairs = text.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line.trim()) ?? [];
    if (name === undefined || value === undefined) return [];
    const inside = /^"(.*)"$/.exec(value)?.[1];
    return [[name, inside === undefined ? value : inside.replaceAll(/\\(.)/g, '$1')] as const];
  });
  return Object.fromEntries(pairs);
}
