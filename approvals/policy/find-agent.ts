// Which agent somebody means: by its registered name, or by a client id, registered or not.
import { type Answer, accept, refuse } from '../refusal.ts';
import { nearest } from './nearest.ts';
import { type Policy, registeredAgent } from './policy.ts';

/** An agent as people name it. */
export interface NamedAgent {
  readonly clientId: string;
  /** Its registered name, else its client id. */
  readonly name: string;
  readonly registered: boolean;
}

const CLIENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A text shaped like a client id is always taken for one: no name can stand for another agent's id. Refusal: `unknown_agent`. */
export function findAgent(policy: Policy, text: string): Answer<NamedAgent> {
  if (CLIENT_ID.test(text)) return accept(namedAgent(policy, text));
  const agents = registeredAgents(policy);
  const found = agents.find(({ name }) => name === text.toLowerCase());
  if (found !== undefined) return accept(found);
  const meant = nearest(
    text,
    agents.map(({ name }) => name),
  );
  return refuse({ reason: 'unknown_agent', ...(meant === undefined ? {} : { meant }) });
}

/** The agent of a client id. */
export function namedAgent(policy: Policy, clientId: string): NamedAgent {
  const known = registeredAgent(policy, clientId);
  return {
    clientId: clientId.toLowerCase(),
    name: known?.name ?? clientId.toLowerCase(),
    registered: known !== undefined,
  };
}

/** All registered agents, in the order of the file. */
export const registeredAgents = (policy: Policy): readonly NamedAgent[] =>
  [...policy.agents.keys()].map((clientId) => namedAgent(policy, clientId));
