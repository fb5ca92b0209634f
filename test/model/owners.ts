// An owner adds the app at the moment a request of their agent is decided, by a nudge that comes twice: one prompt, or none where the end came first.
import { tellOwner } from '../../approvals/route/late-owner.ts';
import type { Prompt } from '../../approvals/work.ts';
import { PEOPLE } from '../../local/directory.ts';
import { aConversation, NOW } from '../support/builders.ts';
import { cancelAct, decideAct } from './acts.ts';
import { AGENT, REQUEST_ID } from './check.ts';
import type { Limits } from './run.ts';
import type { Act, FinalRecord, Scenario } from './scenario.ts';
import { bare } from './scenarios.ts';
import type { Mutation, World } from './world.ts';

const CHAT = aConversation({ id: 'a:dana', type: 'personal' });

/**
 * Dana has the app since a moment ago; which request waits is no step of its own. Show does not know of it: what becomes of a card is explored
 * elsewhere, and of one owner's cards another takes the place of the first at the end.
 */
const added: Mutation = (desk) => ({
  ...desk,
  ownedBy: () => [AGENT.clientId],
  quota: { ...desk.quota, list: async () => [{ request: REQUEST_ID, op: 'op', at: NOW }] },
});

const tellAct = (nth: number): Act => ({
  name: `the owner is told, nudge ${nth}`,
  run: (desk) => tellOwner({ ...desk, people: { find: async () => CHAT } }, PEOPLE.dana),
  judge: (outcome, { events }) => {
    const isTold = outcome !== undefined && 'told' in outcome && outcome.told === 1;
    return isTold && !events.some(({ type }) => type === 'invited') ? ['told, and no event says so'] : [];
  },
});

function check(world: World, { request, events }: FinalRecord): readonly string[] {
  const keys = request?.prompts ?? [];
  const hers = keys.filter(
    (key) => (world.tables.get(REQUEST_ID, key)?.data as Prompt | undefined)?.person === PEOPLE.dana,
  );
  const told = events.filter(({ type }) => type === 'invited').length;
  if (hers.length !== told) return [`${hers.length} prompts of hers, and ${told} events`];
  return told > 1 ? ['two prompts of one owner'] : [];
}

const common = { prepare: bare(), mutate: added, check };

export const OWNER_CASES: readonly (Scenario & { readonly limits: Limits })[] = [
  {
    ...common,
    name: 'an owner who adds the app, told twice, against a vote',
    acts: [tellAct(1), tellAct(2), decideAct('alice', 'approve')],
    limits: { faults: 0, preemptions: 2, workers: 0 },
  },
  {
    ...common,
    name: 'an owner who adds the app against a cancellation, with every fault',
    acts: [tellAct(1), cancelAct()],
    limits: { faults: 1, preemptions: 1, workers: 0 },
  },
];
