// The directory, asked about one person at the moment something falls. Whatever is wrong with it is one answer: silent. Nobody is let in
// on a guess, and the person is asked to try again.
import { groupsAsked } from './eligibility.ts';
import type { DirectoryPerson, DirectoryWord, LookUpPerson, OwnersOf } from './ports.ts';
import type { ApprovalRequest } from './words.ts';

/** What a use case needs to ask about a person and an agent's owners. */
export interface DirectoryDesk {
  readonly lookUp: LookUpPerson;
  readonly ownersOf: OwnersOf;
}

/** Asks about a person who wants to have a say in a request: every group that could seat them, and who owns the agent. */
export function askDirectory(
  desk: DirectoryDesk,
  request: ApprovalRequest,
  oid: string,
): Promise<DirectoryWord | 'silent'> {
  return orSilent(async () => {
    const [person, owners] = await Promise.all([
      desk.lookUp(oid, groupsAsked(request)),
      desk.ownersOf(request.agent),
    ]);
    return { person, owners };
  });
}

/** Asks about a person and these groups alone. */
export function askPerson(
  desk: Pick<DirectoryDesk, 'lookUp'>,
  oid: string,
  groups: readonly string[],
): Promise<{ readonly person: DirectoryPerson | undefined } | 'silent'> {
  return orSilent(async () => ({ person: await desk.lookUp(oid, groups) }));
}

async function orSilent<T>(ask: () => Promise<T>): Promise<T | 'silent'> {
  try {
    return await ask();
  } catch {
    return 'silent';
  }
}
