// GET /access/v1/doctor: for administrators, one line for each link of the chain, each broken one with its cure. Changes nothing.

import type { HttpHandler } from '@azure/functions';
import { askAdministrator } from '../../approvals/approvers/administrator.ts';
import { type Answer, accept } from '../../approvals/refusal.ts';
import { ADMIN_ROLE, type Caller, type PersonCaller } from '../caller.ts';
import { callerDoor } from '../door.ts';
import { replyJson, replyRefusal } from '../http-reply.ts';
import type { Parts } from '../parts.ts';
import { personAtDoor } from '../person-door.ts';
import { callbackChecks } from './callback-checks.ts';
import { directoryChecks } from './directory-checks.ts';
import { selfChecks } from './self-checks.ts';
import { runAll } from './side-by-side.ts';
import { storageChecks } from './storage-checks.ts';
import { teamsChecks } from './teams-checks.ts';

/** 200 whatever was found. Refusals: those of `personAtDoor` and of `askAdministrator`. */
export const runDoctor = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ caller }) => {
    const admin = await checkerAtDoor(parts, caller);
    if (!admin.ok) return replyRefusal(admin.refusal);
    const { doctor, desk } = parts;
    const checks = [
      ...selfChecks(doctor, admin.value),
      ...directoryChecks(doctor, admin.value),
      ...storageChecks(doctor),
      ...teamsChecks(doctor),
      ...callbackChecks(doctor),
    ];
    return replyJson(200, { checks: await runAll(checks, desk.report) });
  });

/**
 * Who may ask: an administrator, asked as at every door. While the directory is silent the app role in the token proves it instead: what
 * makes it silent is what they have come to find out, and nothing can be changed here.
 */
async function checkerAtDoor(parts: Parts, caller: Caller): Promise<Answer<PersonCaller>> {
  const person = personAtDoor(parts, caller);
  if (!person.ok) return person;
  const admin = await askAdministrator(parts.desk, person.value.person);
  if (admin.ok) return accept({ ...person.value, person: admin.value });
  const isSilent = admin.refusal.reason === 'could_not_verify';
  return isSilent && person.value.roles.includes(ADMIN_ROLE) ? person : admin;
}
