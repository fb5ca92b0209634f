// An agent's or enforcer's entry in the policy file. Added where it is missing; one that is there is a person's and stays as it is.
import { idAt, withEntry } from '../policy/policy-text.ts';
import { known, type Step, type StepState } from '../step.ts';
import type { World } from '../world.ts';
import { findPeople } from './people.ts';
import type { Identity, Software } from './software.ts';

/** Adds it under its name. */
export function entryStep({ graph, policy }: World, software: Software, identity: Identity): Step {
  const { kind, name } = software;
  const map = kind === 'agent' ? 'agents' : 'enforcers';
  return {
    id: 'policy',
    title: `${name} in the policy`,
    why:
      kind === 'agent'
        ? 'An agent that the policy does not list is never allowed anything without a person, has no callbacks, and may ask less.'
        : 'An enforcer that the policy does not list is refused.',
    needs: 'to write in this folder',
    check: async (): Promise<StepState> => {
      const text = policy.read();
      if (text === undefined) {
        return {
          is: 'refused',
          says: `${policy.path} is not there.`,
          cure: 'Run setup for the tenant first: npm run setup',
        };
      }
      const listed = idAt(text, [map, name, 'clientId']);
      if (listed !== undefined && listed.toLowerCase() === identity.clientId?.toLowerCase()) {
        return { is: 'there', says: `client id ${listed}; setup leaves the rest of its entry as it is` };
      }
      if (listed !== undefined) {
        return {
          is: 'refused',
          says: `${policy.path} lists ${name} with another client id, ${listed}.`,
          cure: `Take that entry out of ${map}, or choose another name.`,
        };
      }
      const named = await findPeople(graph, software.owners);
      if ('is' in named) return named;
      const owners = named.people;
      return {
        is: 'todo',
        changes: [
          `in ${policy.path}: ${map}.${name} with its client id${kind === 'agent' ? ` and its owners: ${owners.map((each) => each.name).join(', ')}` : ''}`,
        ],
        change: async () => {
          const lines =
            kind === 'agent'
              ? [
                  `    owners: [${owners.map(({ id }) => id).join(', ')}] # ${owners.map((each) => plain(each.name)).join(', ')}; they never approve its requests`,
                ]
              : [`    resourceTypes: [${software.resourceTypes.join(', ')}]`];
          policy.write(
            withEntry(text, map, [`  ${name}:`, `    clientId: ${known(identity.clientId)}`, ...lines]),
          );
          return `written to ${policy.path}; it counts from the next azd deploy`;
        },
      };
    },
  };
}

/** A name of the directory for a comment: it must not end the line. */
const plain = (name: string): string => name.replaceAll(/[^\p{L}\p{N} .,'-]/gu, '').slice(0, 60);
