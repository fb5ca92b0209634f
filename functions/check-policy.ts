// POST /api/policy/check: what Entra ID says of a policy that is not in force yet: are there people behind its groups, and is anybody left to
// approve. For administrators: whoever may ask here learns how many people any group has. Nothing is recorded or changed.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { placeInPolicy } from '../approvals/doctor/place-in-policy.ts';
import { pointerTo } from '../approvals/json-pointer.ts';
import type { Policy } from '../approvals/policy/policy.ts';
import { type Answer, accept, invalid, type Refusal, refuse } from '../approvals/refusal.ts';
import type { Caller } from './caller.ts';
import { peopleChecks } from './doctor/directory-checks.ts';
import { runAll } from './doctor/side-by-side.ts';
import { callerDoor, lengthRequired } from './door.ts';
import { replyJson, replyRefusal } from './http-reply.ts';
import { ownersByBoth } from './owners-by-both.ts';
import type { Parts } from './parts.ts';
import { administratorAtDoor } from './person-door.ts';
import { parseShape, readBody } from './read-body.ts';
import { isAdminSoftware, MAX_POLICY_CALL_BYTES, triedPolicy } from './tried-policy.ts';

/** Each is a question to Graph, and all are asked side by side. */
const MOST_ASKED = 300;
const NOT_AN_ADMINISTRATOR: Refusal = {
  reason: 'not_permitted',
  needs: 'an administrator, or the app role Approvals.Admin',
};

const shape = z.strictObject({ policy: z.string('must be the text of a policy file') });

/** 200 with one line for each group, agent and set of approvers. Refusals: `not_permitted`, `could_not_verify`, `invalid`, `too_large`. */
export const checkPolicy = (parts: Parts): HttpHandler =>
  callerDoor(parts, async ({ request, caller }) => {
    const admin = await administrator(parts, caller);
    if (!admin.ok) return replyRefusal(admin.refusal);
    const body = await readBody(request, MAX_POLICY_CALL_BYTES);
    if (body === 'length_required') return lengthRequired();
    if (!body.ok) return replyRefusal(body.refusal);
    const asked = parseShape(shape, body.value.value);
    if (!asked.ok) return replyRefusal(asked.refusal);
    const policy = bounded(triedPolicy(asked.value.policy));
    if (!policy.ok) return replyRefusal(policy.refusal);
    const { doctor, desk } = parts;
    const ownersOf = ownersByBoth(policy.value, doctor.ownersInDirectory);
    const checks = await runAll(peopleChecks({ ...doctor, policy: policy.value, ownersOf }), desk.report);
    const told = checks.map((check) => ({
      ...check,
      at: pointerTo(placeInPolicy(check.name, policy.value)),
    }));
    return replyJson(200, { policy_version: policy.value.version, checks: told });
  });

/** Software, or a person. */
async function administrator(parts: Parts, caller: Caller): Promise<Answer<unknown>> {
  if (isAdminSoftware(caller)) return accept(undefined);
  if (caller.kind !== 'person') return refuse(NOT_AN_ADMINISTRATOR);
  return administratorAtDoor(parts, caller);
}

function bounded(tried: Answer<Policy>): Answer<Policy> {
  if (!tried.ok) return tried;
  const { groups, agents, rules, defaults } = tried.value;
  const people = [defaults, ...rules].flatMap(({ requirements }) =>
    requirements.flatMap((each) => each.people),
  );
  const asked = groups.size + agents.size + new Set(people).size;
  if (asked <= MOST_ASKED) return tried;
  const message = `names ${asked} groups, agents and people; at most ${MOST_ASKED} are asked about in one call. countersign doctor asks about the policy in force, however many they are`;
  return refuse(invalid('/policy', message));
}
