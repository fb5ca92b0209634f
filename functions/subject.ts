// For whom a call asks: an agent for itself, an enforcer for a registered agent.
import type { Subject, Wish } from '../approvals/intent/intent.ts';
import { type RegisteredAgent, registeredAgent } from '../approvals/policy/policy.ts';
import { type Answer, accept, invalid, refuse } from '../approvals/refusal.ts';
import type { Agent } from '../approvals/words.ts';
import type { AgentCaller, EnforcerCaller } from './caller.ts';
import type { Parts } from './parts.ts';

/** For an agent: what its token proves, and no other. For an enforcer: a registered agent, on a resource type of its own. */
export function subjectOf(
  parts: Pick<Parts, 'policy'>,
  caller: AgentCaller | EnforcerCaller,
  wish: Pick<Wish, 'subject' | 'resource'>,
): Answer<Agent> {
  if (caller.kind === 'agent') {
    if (wish.subject !== undefined && wish.subject.id !== caller.clientId) {
      return refuse(invalid('/subject/id', 'is not the agent your token proves; leave subject out'));
    }
    return accept(caller.agent);
  }
  if (wish.subject === undefined)
    return refuse(invalid('/subject', 'is missing: an enforcer names the agent it asks for'));
  if (!caller.resourceTypes.includes(wish.resource.type)) {
    return refuse({
      reason: 'not_permitted',
      needs: `the resource type ${wish.resource.type} in the enforcer's registration`,
    });
  }
  const registered = registeredAgent(parts.policy, wish.subject.id);
  if (registered === undefined)
    return refuse(invalid('/subject/id', 'is not the client id of a registered agent'));
  if (registered.enforcers !== undefined && !registered.enforcers.includes(caller.name)) {
    return refuse({
      reason: 'not_permitted',
      needs: `the name ${caller.name} under agents.${registered.name}.enforcers in countersign.yaml: ${actsFor(registered)}`,
    });
  }
  // As registered, not as sent: an id in other letters must not be counted or hashed as another agent.
  // No token of the agent is at hand, so that whoever owns its blueprint is known by the registration alone.
  const { clientId, name, blueprint } = registered;
  return accept({
    clientId,
    name,
    registered: true,
    ...(blueprint === undefined ? {} : { blueprint }),
  });
}

function actsFor({ name, enforcers = [] }: RegisteredAgent): string {
  return enforcers.length === 0
    ? `no enforcer may act for ${name}`
    : `only ${enforcers.join(', ')} may act for ${name}`;
}

/** The subject of an intent: this agent in our tenant, and whom it acts for. */
export function subjectClaims(parts: Pick<Parts, 'tenant'>, agent: Agent): Subject {
  return {
    id: agent.clientId,
    tenant: parts.tenant,
    ...(agent.onBehalfOf === undefined ? {} : { on_behalf_of: agent.onBehalfOf }),
  };
}
