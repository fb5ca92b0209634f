// Does anybody hear of a request? Nobody does when every card of it that asks somebody was given up, deleted or never had a conversation, and
// no group is left whose members may still be looked up.
import type { RequestStore } from '../ports.ts';
import { INVITE_PREFIX, PROMPT_PREFIX } from '../row-keys.ts';
import type { ApprovalRequest } from '../words.ts';
import type { Invite, Prompt } from '../work.ts';
import { reachesNobody } from './delivery.ts';
import { isReader } from './reader.ts';

/** Reads all its prompts: to be asked when one of them reaches nobody. */
export async function isUnreached(
  store: Pick<RequestStore, 'list'>,
  { id, invites = [] }: ApprovalRequest,
): Promise<boolean> {
  const [prompts, groups] = await Promise.all([
    store.list<Prompt>(id, PROMPT_PREFIX),
    invites.length === 0 ? [] : store.list<Invite>(id, INVITE_PREFIX),
  ]);
  const open = groups.filter(({ key }) => invites.includes(key));
  return nobodyHears(
    prompts.map(({ row }) => row.data),
    open.map(({ row }) => row.data),
  );
}

/** The same of rows that were read already: all prompts, and the groups still to be looked up. */
export const nobodyHears = (prompts: readonly Prompt[], groups: readonly Invite[]): boolean =>
  groups.every(({ lastError }) => lastError !== undefined) &&
  prompts.filter((prompt) => !isReader(prompt)).every(reachesNobody);
