// The agents who ask in the bench. Many, as in a deployment: what counts against an agent's limits is listed at each of its asks, so one
// agent that asks hundreds of times a second would measure a list that no real limit lets grow. And one with limits it runs beyond.
import { readFile } from 'node:fs/promises';
import type { Agent, Directory } from '../../local/directory.ts';
import { PEOPLE, seedDirectory, TENANT } from '../../local/directory.ts';
import { POLICY_FILE } from '../../local/start/project.ts';

/** So many take turns. */
export const TAKE_TURNS = 64;
/** The limits of the agent that floods: the usual ones of a policy that names none. */
const FLOODER = { maxPending: 50, requestsPerMinute: 120 };
const ROOMY = { maxPending: 1000, requestsPerMinute: 6000 };

const agents: readonly Agent[] = Array.from({ length: TAKE_TURNS + 1 }, (_, n) => {
  const end = (letter: string) => `7c0ffee0-0000-4000-8000-000000${letter}${String(n).padStart(5, '0')}`;
  const name = n === TAKE_TURNS ? 'flooder' : `agent-${n}`;
  return {
    clientId: end('a'),
    secret: `secret-of-${name}`,
    name,
    objectId: end('b'),
    applicationId: end('c'),
    owners: [PEOPLE.dana],
    roles: ['Requests.Create'],
  };
});

/** Authorization headers of those who take turns, and of the one who floods. */
export interface CrowdTokens {
  readonly turns: readonly string[];
  readonly flooder: string;
  /** Of the workload that exports the record. */
  readonly auditor: string;
}

/** The demo directory with the crowd in it. */
export function crowdDirectory(): Directory {
  const seed = seedDirectory();
  return { ...seed, agents: [...seed.agents, ...agents] };
}

/** The shipped policy with the crowd registered. */
export async function crowdPolicy(): Promise<string> {
  const entries = agents.map(({ name, clientId, owners }) => {
    const limits = name === 'flooder' ? FLOODER : ROOMY;
    const callbacks = ['http://127.0.0.1:3983/callbacks/'];
    return `  ${name}: ${JSON.stringify({ clientId, owners, callbacks, ...limits })}\n`;
  });
  return (await readFile(POLICY_FILE, 'utf8')).replace('\nagents:\n', `\nagents:\n${entries.join('')}`);
}

/** A token for each of them. */
export async function crowdTokens(entraUrl: string, audience: string): Promise<CrowdTokens> {
  const auditors = seedDirectory().agents.filter(({ roles }) => roles.includes('Approvals.Audit'));
  const all = [...agents, ...auditors].map((agent) => tokenOf(agent, entraUrl, audience));
  const tokens = await Promise.all(all);
  return {
    turns: tokens.slice(0, TAKE_TURNS),
    flooder: tokens[TAKE_TURNS] ?? '',
    auditor: tokens[TAKE_TURNS + 1] ?? '',
  };
}

async function tokenOf({ clientId, secret }: Agent, entraUrl: string, audience: string): Promise<string> {
  const response = await fetch(`${entraUrl}/${TENANT}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: secret,
      scope: `${audience}/.default`,
    }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`The local Entra gave no token (${response.status}).`);
  return `Bearer ${token}`;
}
