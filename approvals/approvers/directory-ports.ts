// What the rules ask of the directory (Entra ID through Microsoft Graph): people, their groups, who owns an agent. Nothing is kept.
import type { Agent } from '../words.ts';

/** What the directory says of a person now. */
export interface DirectoryPerson {
  readonly oid: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly guest: boolean;
  /** A user account that software signs in with (Entra agent user): in groups and chats like a person, and none. */
  readonly agentUser?: true;
  /** Which of the asked groups hold the person, transitively. */
  readonly groups: readonly string[];
  /** Who said so: the address that was asked. */
  readonly source: string;
}

/** Uncached. `undefined`: no such user in our tenant. Throws when it cannot be asked: never a yes. */
export type LookUpPerson = (oid: string, groups: readonly string[]) => Promise<DirectoryPerson | undefined>;

/** Uncached: object ids of everybody who owns the agent now, by the directory and by the policy. Throws when it cannot be asked. */
export type OwnersOf = (agent: Agent) => Promise<readonly string[]>;

/** Tells whoever operates of a fault that was survived. Never throws. */
export type ReportFault = (fault: unknown) => void;

/**
 * Object ids of up to `most` enabled, ordinary members of a group who are not among `barred`, nested groups included; fewer only when
 * there are no more. In doubt (members whose properties are hidden from us) somebody counts. Throws when it cannot be told.
 */
export type MembersLeft = (
  group: string,
  barred: readonly string[],
  most: number,
) => Promise<readonly string[]>;

/** The directory's word at one moment: on a person (`undefined`: not one of ours), and on who owns the agent. */
export interface DirectoryWord {
  readonly person: DirectoryPerson | undefined;
  readonly owners: readonly string[];
}
