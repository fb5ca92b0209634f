// Who may look at the record: a workload or a person with the app role Approvals.Audit. An agent or an enforcer never may, whatever else
// it was given; nor does a person's token in the hands of software that asks.
import type { Auditor } from '../approvals/audit/log.ts';
import { type Answer, accept, type Refusal, refuse } from '../approvals/refusal.ts';
import type { Caller } from './caller.ts';
import type { Parts } from './parts.ts';
import { personAtDoor } from './person-door.ts';

const AUDIT = 'Approvals.Audit';
const NOT_AN_AUDITOR: Refusal = { reason: 'not_permitted', needs: `the app role ${AUDIT}` };

/** The auditor who calls. Refusal: `not_permitted`. */
export function auditorAtDoor(
  parts: Pick<Parts, 'policy'>,
  caller: Caller,
): Answer<Auditor & { readonly kind: 'agent' | 'person' }> {
  if (caller.kind === 'workload') {
    if (!caller.roles.includes(AUDIT)) return refuse(NOT_AN_AUDITOR);
    return accept({ kind: 'agent', id: caller.clientId });
  }
  if (caller.kind !== 'person' || !caller.roles.includes(AUDIT)) return refuse(NOT_AN_AUDITOR);
  const person = personAtDoor(parts, caller);
  return person.ok ? accept({ kind: 'person', id: person.value.person.oid }) : person;
}
