// The doctor, fitted to the hands: it checks with the very parts the app works with.

import type { OwnersOf } from '../approvals/approvers/directory-ports.ts';
import type { PeopleBook, RouteBook } from '../approvals/prompt/card-ports.ts';
import type { ChannelCheck } from '../bot/adapter.ts';
import type { Directory } from '../entra/directory.ts';
import { createAddressCheck } from '../outbound/guarded-fetch.ts';
import { createStorageCheck } from '../store/check.ts';
import type { Storage } from '../store/storage.ts';
import type { SweepNote } from '../store/sweep-note.ts';
import type { DoctorDesk } from './doctor/desk.ts';
import type { Settings } from './settings.ts';

interface DoctorNeeds {
  readonly settings: Settings;
  readonly storage: Storage;
  readonly backlog: DoctorDesk['backlog'];
  readonly sweeps: SweepNote;
  readonly directory: Directory;
  readonly ownersOf: OwnersOf;
  readonly routes: RouteBook;
  readonly people: PeopleBook;
  readonly channel: ChannelCheck;
  readonly sealed: DoctorDesk['sealed'];
  readonly policyState: DoctorDesk['policyState'];
  readonly keys: DoctorDesk['keys'];
  readonly clock: DoctorDesk['clock'];
}

/** Makes the doctor's desk. Makes no call. */
export function buildDoctor(needs: DoctorNeeds): DoctorDesk {
  const { settings, storage, sweeps, directory, clock, ...rest } = needs;
  const { local, botType, baseUrl, audience, policy } = settings;
  return {
    ...rest,
    mode: local === undefined ? 'azure' : 'local',
    botType,
    baseUrl,
    audience,
    policy,
    clock,
    lookUp: directory.lookUpPerson,
    nameOfGroup: directory.nameOfGroup,
    membersLeft: directory.membersLeft,
    ownersInDirectory: directory.ownersOf,
    storage: createStorageCheck(storage),
    lastSweep: () => sweeps.last(),
    target: createAddressCheck({ allowedAddresses: settings.callbackAllow }),
  };
}
