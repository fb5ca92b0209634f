// What the doctor checks with: the very parts that the app works with, so that what it finds is true of them.

import type { LookUpPerson, MembersLeft, OwnersOf } from '../../approvals/approvers/directory-ports.ts';
import type { PolicyState } from '../../approvals/doctor/check-policy.ts';
import type { SealedState } from '../../approvals/doctor/check-sealed.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import type { Clock } from '../../approvals/ports.ts';
import type { PeopleBook, RouteBook } from '../../approvals/prompt/card-ports.ts';
import type { ChannelCheck } from '../../bot/adapter.ts';
import type { NameOfGroup } from '../../entra/group.ts';
import type { KeyParts } from '../../keys/check.ts';
import type { AddressCheck } from '../../outbound/guarded-fetch.ts';
import type { Backlog } from '../../store/backlog.ts';
import type { StorageCheck } from '../../store/check.ts';
import type { SweepNote } from '../../store/sweep-note.ts';

/** Everything a check may ask. Nothing here changes anything. */
export interface DoctorDesk {
  readonly mode: 'azure' | 'local';
  readonly botType: string;
  readonly baseUrl: string;
  /** App id of the API: the audience of tokens and grants. */
  readonly audience: string;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly lookUp: LookUpPerson;
  readonly nameOfGroup: NameOfGroup;
  readonly membersLeft: MembersLeft;
  readonly ownersOf: OwnersOf;
  /** Without those whom the policy in force names. */
  readonly ownersInDirectory: OwnersOf;
  readonly storage: StorageCheck;
  readonly backlog: () => Promise<Backlog>;
  readonly lastSweep: SweepNote['last'];
  /** What is known of sealing. */
  readonly sealed: () => Promise<SealedState>;
  readonly policyState: () => PolicyState;
  readonly keys: KeyParts;
  readonly channel: ChannelCheck;
  readonly routes: Pick<RouteBook, 'find'>;
  readonly people: Pick<PeopleBook, 'find'>;
  readonly target: AddressCheck;
}
