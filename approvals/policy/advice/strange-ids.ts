// Ids in a condition that can never be there: conditions read them in small letters, and an agent that is listed under its name. A deny rule that
// compares with another spelling is silent, and an allow rule that excludes one excludes nothing.

import { isNoId } from '../member/members.ts';
import { type Policy, type Rule, registeredAgent } from '../policy.ts';
import type { Mention } from './mentions.ts';
import type { Strange } from './strange-names.ts';

/** What the member is the id of. */
const IDS: Readonly<Record<string, string>> = {
  'subject.id': "an agent's client id, or the object id of a person who recorded what they did",
  'subject.tenant': 'the id of your tenant',
  'subject.on_behalf_of': "a person's object id",
};

/** Every id of one mention that no request could bring, or none that this rule could speak of. */
export function strangeIds(policy: Policy, { effect }: Rule, mention: Mention): readonly Strange[] {
  const member = mention.path.join('.');
  const isName = member === 'agent.name';
  if (!isName && !Object.hasOwn(IDS, member)) return [];
  return mention.literals.flatMap(({ value, offset }): readonly Strange[] => {
    if (typeof value !== 'string') return [];
    if (isNoId(value)) return isName ? [] : [{ message: noIdWords(policy, member, value), offset }];
    const agent = registeredAgent(policy, value);
    if (isName && agent !== undefined)
      return [{ message: `agent.name is never "${value}": this agent is called "${agent.name}"`, offset }];
    const small = value.toLowerCase();
    if (value !== small)
      return [
        { message: `${member} is never "${value}": ids are in small letters; write "${small}"`, offset },
      ];
    if (agent !== undefined || (member !== 'subject.id' && !isName)) return [];
    // Whoever is not listed is never allowed anything; the others may be about them.
    if (effect !== 'allow' || mention.negated === true) return [];
    const message = `"${value}" is the id of no agent that stands under agents, and only those are allowed anything; list it, or mend the id`;
    return [{ message, offset }];
  });
}

function noIdWords({ agents }: Policy, member: string, value: string): string {
  const named = [...agents.values()].find(({ name }) => name === value.toLowerCase());
  const cure =
    member === 'subject.id' && named !== undefined
      ? `write agent.name == "${named.name}", or "${named.clientId}"`
      : 'write an id like "7c0ffee0-0000-4000-8000-00000000c001"';
  return `${member} is never ${JSON.stringify(value)}: it is ${IDS[member]}; ${cure}`;
}
