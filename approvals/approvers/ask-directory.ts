// The directory, asked about one person at the moment something falls. When it does not answer there is one answer: silent. Nobody is let
// in on a guess, the person is asked to try again, and whoever operates hears why.

import { DirectoryFault } from '../faults.ts';
import type { ApprovalRequest } from '../words.ts';
import type {
  DirectoryPerson,
  DirectoryWord,
  LookUpPerson,
  OwnersOf,
  ReportFault,
} from './directory-ports.ts';
import { groupsAsked } from './eligibility.ts';

/** What asking about a person takes. */
export interface PersonDesk {
  readonly lookUp: LookUpPerson;
  /** Hears of a directory that does not answer: its message names the cure. */
  readonly report: ReportFault;
}

/** What asking about a person and an agent's owners takes. */
export interface DirectoryDesk extends PersonDesk {
  readonly ownersOf: OwnersOf;
}

/** Asks about a person who wants to have a say in a request: every group that could seat them (and `more`), and who owns the agent. */
export function askDirectory(
  desk: DirectoryDesk,
  request: ApprovalRequest,
  oid: string,
  more: readonly string[] = [],
): Promise<DirectoryWord | 'silent'> {
  return orSilent(desk, async () => {
    const [person, owners] = await Promise.all([
      desk.lookUp(oid, [...new Set([...groupsAsked(request), ...more])]),
      ownersNow(desk, request),
    ]);
    return { person, owners };
  });
}

/** Asks about a person and these groups alone. */
export function askPerson(
  desk: PersonDesk,
  oid: string,
  groups: readonly string[],
): Promise<{ readonly person: DirectoryPerson | undefined } | 'silent'> {
  return orSilent(desk, async () => ({ person: await desk.lookUp(oid, groups) }));
}

/** Does it have an agent? What a person did themselves and recorded has none, nor has a test. */
export const hasAgent = ({ record, trial }: Pick<ApprovalRequest, 'record' | 'trial'>): boolean =>
  record?.actor !== 'person' && trial === undefined;

/** Who owns the agent now. What a person did themselves and recorded has no agent, nor has a test, so nobody is asked. Throws `DirectoryFault`. */
export function ownersNow(
  desk: Pick<DirectoryDesk, 'ownersOf'>,
  request: ApprovalRequest,
): Promise<readonly string[]> {
  return hasAgent(request) ? desk.ownersOf(request.agent) : Promise.resolve([]);
}

/** What `ask` tells; or `silent` when the directory does not. Everything else that breaks goes on as it is. */
export async function orSilent<T>(desk: PersonDesk, ask: () => Promise<T>): Promise<T | 'silent'> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof DirectoryFault)) throw error;
    desk.report(error);
    return 'silent';
  }
}
