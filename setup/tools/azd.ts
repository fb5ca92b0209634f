// The environment of `azd`: where set-up and Bicep leave values for each other (.azure/NAME/.env of the project).
import { readAzdValues } from '../azd-environment.ts';
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
      if (answer.code === 0) return Object.fromEntries(readAzdValues(answer.stdout));
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
