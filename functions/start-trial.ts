// POST /access/v1/trials: an administrator tests the way to a person and back. A card comes; deciding it does nothing.
import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import { orderTrial } from '../approvals/decision/trial.ts';
import { judgeTrial } from '../approvals/policy/judgement/judge-trial.ts';
import { type Answer, accept, invalid, refuse } from '../approvals/refusal.ts';
import { jsonDoor } from './door.ts';
import { replyTrial } from './get-trial.ts';
import { replyRefusal } from './http-reply.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import type { Parts } from './parts.ts';
import { personAtDoor } from './person-door.ts';
import { parseShape } from './read-body.ts';

const shape = z.strictObject({ route: z.string().min(1).max(64).optional() });

/** Refusals: `not_permitted`, `invalid`, and those of `orderTrial`. */
export const startTrial = (parts: Parts): HttpHandler =>
  jsonDoor(parts, async ({ request, caller, body }) => {
    const person = personAtDoor(parts, caller);
    if (!person.ok) return replyRefusal(person.refusal);
    const key = readIdempotencyKey(request);
    if (!key.ok) return replyRefusal(key.refusal);
    const parsed = parseShape(shape, body.value);
    if (!parsed.ok) return replyRefusal(parsed.refusal);
    const routes = routesFor(parts, parsed.value.route);
    if (!routes.ok) return replyRefusal(routes.refusal);

    const { person: by } = person.value;
    const ordered = await orderTrial(parts.desk, {
      id: key.value === undefined ? parts.desk.mint('req') : parts.requestIdFor(`trial ${by.oid}`, key.value),
      tenant: parts.tenant,
      by,
      bodyHash: body.hash,
      verdict: judgeTrial(parts.policy, routes.value),
    });
    return ordered.ok ? await replyTrial(parts, 202, ordered.value) : replyRefusal(ordered.refusal);
  });

/** The named route; else those of the defaults. */
function routesFor({ policy }: Parts, route: string | undefined): Answer<readonly string[]> {
  const known = [...policy.routes.keys()].join(', ') || 'none';
  if (route !== undefined && !policy.routes.has(route)) {
    return refuse(invalid('/route', `is not a route in countersign.yaml (there are: ${known})`));
  }
  const routes = route === undefined ? policy.defaults.notify : [route];
  return routes.length > 0
    ? accept(routes)
    : refuse(invalid('/route', `is needed: defaults.notify names none (there are: ${known})`));
}
