// A client secret, only where somebody asked for one with --secret: written to a file of their own, shown nowhere.
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { SetupFault } from '../faults.ts';
import { APPLICATION_ADMINISTRATOR } from '../rights/rights.ts';
import { known, type Step, type StepState } from '../step.ts';
import type { World } from '../world.ts';
import type { Identity } from './software.ts';

const DAYS = 90;
const madeSchema = z.object({ secretText: z.string().min(1), endDateTime: z.string() });

/** Makes a secret good for 90 days and writes it to the file (mode 0600). A file that is there already is left alone. */
export function secretStep({ graph, deployment, now }: World, file: string, identity: Identity): Step {
  const path = resolve(file);
  return {
    id: 'secret',
    title: 'Client secret',
    why: `Whoever reads it can be this agent. Federation needs none. It ends after ${DAYS} days.`,
    needs: APPLICATION_ADMINISTRATOR,
    check: async (): Promise<StepState> => {
      if (existsSync(path)) return { is: 'there', says: `${file} is there already; no other secret is made` };
      return {
        is: 'todo',
        changes: [`a client secret, written to ${file} and shown nowhere`],
        change: async () => {
          const endDateTime = new Date(now().getTime() + DAYS * 86_400_000).toISOString();
          // The file first: a secret that could not be kept would still be good.
          await writeFile(path, '', { mode: 0o600, flag: 'wx' }).catch((error: unknown) => {
            throw new SetupFault(`${file} cannot be written.`, 'Name another file with --secret.', error);
          });
          try {
            const made = await graph.post(
              `/applications/${known(identity.application)}/addPassword`,
              { passwordCredential: { displayName: `setup, ${deployment.name}`, endDateTime } },
              madeSchema,
            );
            await writeFile(path, made.secretText, { mode: 0o600 });
            return `${file}, good until ${made.endDateTime.slice(0, 10)}`;
          } catch (error) {
            await rm(path, { force: true });
            throw error;
          }
        },
      };
    },
  };
}
