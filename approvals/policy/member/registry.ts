// The agents of the policy as people name them: by registered name, or by client id, registered or not.

import { nearest } from '../../nearest.ts';
import { type Answer, accept, type Refusal, refuse } from '../../refusal.ts';
import type { NamedAgent } from '../../words.ts';
import { type Policy, registeredAgent } from '../policy.ts';

const CLIENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The port `Registry` over a policy. */
export function createRegistry(policy: Policy) {
  const registered = [...policy.agents.keys()].map((clientId) => namedAgent(policy, clientId));
  const names = registered.map(({ name }) => name);
  return {
    find: (text: string): Answer<NamedAgent> => {
      const other = noAgent(policy, text.toLowerCase());
      if (other !== undefined) return refuse(other);
      if (CLIENT_ID.test(text)) return accept(namedAgent(policy, text));
      const found = registered.find(({ name }) => name === text.toLowerCase());
      if (found !== undefined) return accept(found);
      const meant = nearest(text, names);
      return refuse({ reason: 'unknown_agent', ...(meant === undefined ? {} : { meant }) });
    },
    named: (clientId: string): NamedAgent => namedAgent(policy, clientId),
    registered: (): readonly NamedAgent[] => registered,
  };
}

/** What is known not to be an agent. Pausing it would look like success and stop nothing. */
function noAgent(policy: Policy, text: string): Refusal | undefined {
  const enforcer = [...policy.enforcers.values()].find(
    ({ clientId, name }) => clientId === text || name === text,
  );
  if (enforcer !== undefined) return { reason: 'no_agent', is: 'enforcer', name: enforcer.name };
  const made = [...policy.agents.values()].find(({ blueprint }) => blueprint === text);
  if (made === undefined || registeredAgent(policy, text) !== undefined) return undefined;
  return { reason: 'no_agent', is: 'blueprint', name: made.name };
}

function namedAgent(policy: Policy, clientId: string): NamedAgent {
  const known = registeredAgent(policy, clientId);
  return {
    clientId: clientId.toLowerCase(),
    name: known?.name ?? clientId.toLowerCase(),
    registered: known !== undefined,
  };
}
