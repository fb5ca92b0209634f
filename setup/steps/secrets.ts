// The keys of the app, in Key Vault: made once where they are missing. Never overwritten (a new request-id key would forget which calls
// were one), never printed, never in an argument.
import { newGrantKeys, newKey } from '../new-keys.ts';
import type { Step, StepState } from '../step.ts';
import type { World } from '../world.ts';
import { outputOf } from './outputs.ts';

/** Name in the vault, the app's setting that refers to it, what it is for, and how one is made. */
export const SECRETS = [
  { name: 'grant-keys', setting: 'COUNTERSIGN_GRANT_KEYS', what: 'signs approvals', make: newGrantKeys },
  {
    name: 'request-id-key',
    setting: 'COUNTERSIGN_REQUEST_ID_KEY',
    what: 'makes a repeated call find its first answer',
    make: newKey,
  },
  {
    name: 'callback-master',
    setting: 'COUNTERSIGN_CALLBACK_MASTER',
    what: 'signs callbacks to agents',
    make: newKey,
  },
] as const;

/** The three secrets. */
export function secretsStep({ az, values }: World): Step {
  return {
    id: 'secrets',
    title: 'Keys in Key Vault',
    why: 'The app signs approvals and callbacks with them. Only its identity and the officers of the vault can read them; they are made here and shown nowhere.',
    needs: 'Key Vault Secrets Officer on the vault (azd provision gives it to whoever runs it)',
    check: async (): Promise<StepState> => {
      const vault = outputOf(values, 'COUNTERSIGN_KEY_VAULT');
      const there = await az.secretNames(vault);
      const missing = SECRETS.filter(({ name }) => !there.includes(name));
      if (missing.length === 0)
        return { is: 'there', says: `${vault}: ${SECRETS.map(({ name }) => name).join(', ')}` };
      return {
        is: 'todo',
        changes: missing.map(({ name, what }) => `${name} in ${vault}: ${what}`),
        change: async () => {
          for (const { name, make } of missing) {
            // Asked again before each: somebody else may have made it meanwhile, and theirs must stay.
            if (!(await az.secretNames(vault)).includes(name)) await az.setSecret(vault, name, make());
          }
          return `${vault}: ${missing.map(({ name }) => name).join(', ')}`;
        },
      };
    },
  };
}
