// Tokens of the demo world, for tests and tools that act as an agent or a person.
import { z } from 'zod';
import { AUDIENCE, seedDirectory, TENANT } from '../directory.ts';

/** Asks the local Entra for tokens to Countersign's API. */
export interface Tokens {
  /** A workload's token, by its name in the directory. */
  readonly agent: (name: string) => Promise<string>;
  /** A person's token with the scope to decide, by user principal name. */
  readonly person: (upn: string) => Promise<string>;
}

/** Tokens of the Entra at this address. */
export function createTokens(entraUrl: string): Tokens {
  async function ask(form: Record<string, string>): Promise<string> {
    const response = await fetch(`${entraUrl}/${TENANT}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    if (!response.ok) throw new Error(`The local Entra gave no token: ${await response.text()}`);
    return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
  }

  return {
    agent: async (name) => {
      const agent = seedDirectory().agents.find((one) => one.name === name);
      if (agent === undefined) throw new Error(`There is no agent ${name} in the demo world.`);
      return await ask({
        grant_type: 'client_credentials',
        client_id: agent.clientId,
        client_secret: agent.secret,
        scope: `${AUDIENCE}/.default`,
      });
    },
    person: (upn) => ask({ grant_type: 'password', username: upn, scope: `${AUDIENCE}/Approvals.Decide` }),
  };
}
