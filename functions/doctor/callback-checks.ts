// Where agents want to hear: every registered address, as a callback would be let out to it. Nothing is sent.
import { type Checked, failed, many, ok } from '../../approvals/doctor/check.ts';
import type { RegisteredAgent } from '../../approvals/policy/policy.ts';
import type { DoctorDesk } from './desk.ts';
import type { Checking } from './side-by-side.ts';

/** One check for each agent that has callbacks. */
export const callbackChecks = (desk: DoctorDesk): readonly Checking[] =>
  [...desk.policy.agents.values()]
    .filter(({ callbacks }) => callbacks.length > 0)
    .map((agent) => ({ name: `callbacks ${agent.name}`, run: () => check(desk, agent) }));

async function check({ target }: DoctorDesk, { name, callbacks }: RegisteredAgent): Promise<Checked> {
  const checked = await Promise.all(callbacks.map(async (url) => ({ url, found: await target(url) })));
  const wrong = checked.flatMap(({ url, found }) => (found.ok ? [] : [`${url}: ${found.error}`]));
  if (wrong.length === 0) return ok(`${many(callbacks.length, 'address', 'addresses')} may be called`);
  return failed(
    wrong.join('; '),
    `Put a public https address in countersign.yaml (agents.${name}.callbacks), or list the internal one as host:port in COUNTERSIGN_CALLBACK_ALLOW.`,
  );
}
