// Where agents want to hear: every registered address, as a callback would be let out to it. Nothing is sent.
import { type Found, failed, many, ok } from '../../approvals/check.ts';
import type { RegisteredAgent } from '../../approvals/policy/policy.ts';
import type { DoctorDesk } from './desk.ts';
import type { Look } from './side-by-side.ts';

/** One look for each agent that has callbacks. */
export const lookAtCallbacks = (desk: DoctorDesk): readonly Look[] =>
  [...desk.policy.agents.values()]
    .filter(({ callbacks }) => callbacks.length > 0)
    .map((agent) => ({ name: `callbacks ${agent.name}`, run: () => look(desk, agent) }));

async function look({ target }: DoctorDesk, { name, callbacks }: RegisteredAgent): Promise<Found> {
  const looked = await Promise.all(callbacks.map(async (url) => ({ url, found: await target(url) })));
  const wrong = looked.flatMap(({ url, found }) => (found.ok ? [] : [`${url}: ${found.error}`]));
  if (wrong.length === 0) return ok(`${many(callbacks.length, 'address', 'addresses')} may be called`);
  return failed(
    wrong.join('; '),
    `Put a public https address in countersign.yaml (agents.${name}.callbacks), or list the internal one as host:port in COUNTERSIGN_CALLBACK_ALLOW.`,
  );
}
