// What one person may see and decide of several requests, by one question to the directory. Every answer to a question of theirs rests on it.
// Promise: exact, as a click would be judged at this moment; a request that cannot be told apart from none is left out.
import { type DirectoryDesk, hasAgent, orSilent, ownersNow } from '../approvers/ask-directory.ts';
import type { DirectoryWord } from '../approvers/directory-ports.ts';
import { groupsAsked, judge, judgeMember } from '../approvers/eligibility.ts';
import { maySee } from '../approvers/may-see.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { RequestStore } from '../ports.ts';
import { type Answer, accept, refuse } from '../refusal.ts';
import { REQUEST_KEY } from '../row-keys.ts';
import type { ApprovalRequest, Person, RequestId } from '../words.ts';

/** What it takes. */
export type SightDesk = DirectoryDesk & {
  readonly store: Pick<RequestStore, 'peek'>;
  readonly adminsGroup: string;
  readonly tenant: string;
};

/** One request the person may see. */
export interface Sight {
  readonly request: ApprovalRequest;
  /** They could fill a seat of it now, if it is still open. */
  readonly decides: boolean;
}

const READ_AT_ONCE = 16;

/**
 * Those of `ids` that the person may see, in the order of `ids`. Refusals: those of `judgeMember` for who is no ordinary member of our
 * tenant, `could_not_verify` when the directory is silent. Throws `StoreFault`.
 */
export async function sightsOf(
  desk: SightDesk,
  person: Person,
  ids: readonly RequestId[],
): Promise<Answer<readonly Sight[]>> {
  const rows = await eachAtOnce([...ids.entries()], READ_AT_ONCE, async ([index, id]) => ({
    index,
    row: await desk.store.peek<ApprovalRequest>(id, REQUEST_KEY),
  }));
  const shown = rows
    .toSorted((a, b) => a.index - b.index)
    .flatMap(({ row }) => (row === undefined ? [] : [row]));
  const requests = shown.map(({ data }) => data);
  const groups = [...new Set([...requests.flatMap((each) => groupsAsked(each)), desk.adminsGroup])];
  const said = await orSilent(desk, async () => ({
    person: await desk.lookUp(person.oid, groups),
    owners: await ownersOfEach(desk, requests),
  }));
  if (said === 'silent') return refuse({ reason: 'could_not_verify' });
  const member = judgeMember(desk, person, said.person);
  if (!member.ok) return refuse(member.refusal);
  return accept(
    shown.flatMap(({ data: request, newer }) => {
      const word: DirectoryWord = { person: said.person, owners: said.owners.get(agentKey(request)) ?? [] };
      if (!maySee(request, person, word, desk.adminsGroup)) return [];
      return [{ request, decides: newer === undefined && judge(request, person, word).ok }];
    }),
  );
}

/** Asked once for each agent, however many requests are its own. */
async function ownersOfEach(
  desk: SightDesk,
  requests: readonly ApprovalRequest[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const agents = new Map(requests.map((request) => [agentKey(request), request]));
  const owners = await eachAtOnce([...agents], READ_AT_ONCE, async ([key, request]) => {
    return [key, await ownersNow(desk, request)] as const;
  });
  return new Map(owners);
}

/** What a person did themselves, or tests, has no agent: nobody is asked about it. */
function agentKey(request: ApprovalRequest): string {
  const { agent } = request;
  const kind = hasAgent(request) ? 'agent' : 'person';
  return JSON.stringify([kind, agent.clientId, agent.objectId, agent.blueprint]);
}
