// What setup asks of `az` beside Graph: who is signed in where, roles on the subscription, and secrets of the Key Vault.
// Promises: a secret's value never stands in an argument, and none is ever read back.
import { z } from 'zod';
import { SetupFault } from '../faults.ts';
import type { Sleep } from './graph.ts';
import { lastWords, troubleOfAz } from './graph-error.ts';
import type { RunTool, ToolAnswer } from './run-tool.ts';
import { withTextFile } from './text-file.ts';

const accountSchema = z.object({
  environmentName: z.string(),
  id: z.string(),
  name: z.string(),
  tenantId: z.string(),
  tenantDisplayName: z.string().nullish(),
  user: z.object({ name: z.string(), type: z.string() }),
});
/** The subscription az works with, its tenant, and who is signed in. */
export type Account = z.infer<typeof accountSchema>;

/** The calls. */
export interface Az {
  /** The chosen subscription, or a named one; `undefined` when the person does not see it. Throws when nobody is signed in. */
  readonly account: (subscription?: string) => Promise<Account | undefined>;
  readonly accounts: () => Promise<readonly Account[]>;
  /** Names of the roles a person or app holds on a subscription, through groups too. `undefined`: it may not be seen. */
  readonly rolesOn: (subscription: string, objectId: string) => Promise<readonly string[] | undefined>;
  readonly secretNames: (vault: string) => Promise<readonly string[]>;
  readonly setSecret: (vault: string, name: string, value: string) => Promise<void>;
}

/** Role assignments take up to some minutes until Key Vault knows them. */
const WAITS_MS = [5000, 10_000, 15_000, 20_000, 30_000, 30_000, 30_000, 30_000] as const;

/** The calls over these tools. */
export function createAz(run: RunTool, sleep: Sleep): Az {
  const ask = async (args: readonly string[]): Promise<ToolAnswer> =>
    await run('az', [...args, '--output', 'json', '--only-show-errors']);

  async function untilAllowed(vault: string, args: readonly string[]): Promise<ToolAnswer> {
    for (let tried = 0; ; tried += 1) {
      const answer = await ask(args);
      if (answer.code === 0) return answer;
      const isForbidden = /ForbiddenByRbac|\(Forbidden\)/i.test(answer.stderr);
      const wait = WAITS_MS[tried];
      if (isForbidden && wait !== undefined) await sleep(wait, 'Key Vault does not know your role yet');
      else throw vaultTrouble(vault, answer.stderr, isForbidden);
    }
  }

  return {
    account: async (subscription) => {
      const which = subscription === undefined ? [] : ['--subscription', subscription];
      const answer = await ask(['account', 'show', ...which]);
      if (answer.code === 0) return accountSchema.parse(JSON.parse(answer.stdout));
      if (subscription !== undefined && !/az login/i.test(answer.stderr)) return undefined;
      throw troubleOfAz(answer.stderr);
    },
    accounts: async () => {
      const answer = await ask(['account', 'list']);
      if (answer.code !== 0) throw troubleOfAz(answer.stderr);
      return z.array(accountSchema).parse(JSON.parse(answer.stdout));
    },
    rolesOn: async (subscription, objectId) => {
      const scope = ['--scope', `/subscriptions/${subscription}`, '--assignee', objectId];
      const answer = await ask([
        'role',
        'assignment',
        'list',
        ...scope,
        '--include-inherited',
        '--include-groups',
      ]);
      if (answer.code !== 0) return undefined;
      const roles = z.array(z.object({ roleDefinitionName: z.string() })).parse(JSON.parse(answer.stdout));
      return roles.map(({ roleDefinitionName }) => roleDefinitionName);
    },
    secretNames: async (vault) => {
      const answer = await untilAllowed(vault, ['keyvault', 'secret', 'list', '--vault-name', vault]);
      const secrets = z.array(z.object({ name: z.string() })).parse(JSON.parse(answer.stdout));
      return secrets.map(({ name }) => name);
    },
    setSecret: async (vault, name, value) =>
      await withTextFile(value, async (file) => {
        const what = ['--vault-name', vault, '--name', name, '--file', file, '--encoding', 'utf-8'];
        // Without --query az would print the value back.
        await untilAllowed(vault, ['keyvault', 'secret', 'set', ...what, '--query', 'name']);
      }),
  };
}

function vaultTrouble(vault: string, stderr: string, isForbidden: boolean): SetupFault {
  if (isForbidden) {
    return new SetupFault(
      `Key Vault ${vault} does not let you in.`,
      'You need "Key Vault Secrets Officer" on it; azd provision gives it to whoever runs it. A new role may take ten minutes: run the same command again.',
    );
  }
  if (/deleted but recoverable|ObjectIsDeletedButRecoverable/i.test(stderr)) {
    return new SetupFault(
      `Key Vault ${vault} still holds a deleted secret of that name.`,
      `Bring it back (az keyvault secret recover --vault-name ${vault} --name NAME), then run the same command again.`,
    );
  }
  if (/not found|VaultNotFound|resolve/i.test(stderr)) {
    return new SetupFault(
      `Key Vault ${vault} cannot be reached: ${lastWords(stderr)}`,
      'Was azd provision done, in this environment? Then run the same command again.',
    );
  }
  return troubleOfAz(stderr);
}
