// What only a deployment can find out about a policy file: whether Entra ID knows its groups, and who is left to approve. It is told at the
// file's own lines, in the words of the doctor.
import type { Check } from '../../approvals/doctor/check.ts';
import { placeInPolicy } from '../../approvals/doctor/place-in-policy.ts';
import type { Advice } from '../../approvals/policy/advice/advice.ts';
import { readYaml } from '../../approvals/policy/file/read-yaml.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import { inOrder, problemAt } from '../../approvals/policy/problem/problem.ts';
import type { Asking } from '../call.ts';
import { CHECKS_TIMEOUT_MS, checksOf } from '../checks.ts';
import { CommandError } from '../exit.ts';
import { refusalOf } from '../refusal.ts';
import { send } from '../send.ts';

/** What is wrong with the people behind it, and what could not be found out, as warnings. Throws a `CommandError` when it is not told. */
export async function adviceOnline(asking: Asking, text: string, policy: Policy): Promise<readonly Advice[]> {
  const checks = await ask(asking, text);
  const read = readYaml(text, '');
  if (!read.ok) throw new TypeError('advice is given on the text of a policy that was read');
  const told = checks.flatMap((check): readonly Advice[] =>
    check.state === 'ok'
      ? []
      : [{ kind: 'warning', ...problemAt(read.source, placeInPolicy(check.name, policy), wordsOf(check)) }],
  );
  return inOrder(told);
}

async function ask({ url, token }: Asking, policy: string): Promise<readonly Check[]> {
  const headers = { authorization: `Bearer ${token}` };
  const call = { method: 'POST', url: `${url}/api/policy/check`, headers, body: { policy } } as const;
  const reply = await send({ ...call, timeoutMs: CHECKS_TIMEOUT_MS });
  if (typeof reply === 'string')
    throw new CommandError(1, `${url} does not answer (${reply}). Try again, or leave out --online.`);
  if (reply.status === 404)
    throw new CommandError(3, `${url} has no door for this: it is older than this command. Deploy it anew.`);
  const checks = reply.status === 200 ? checksOf(reply.body) : undefined;
  if (checks === undefined) throw refusalOf(reply);
  return checks;
}

function wordsOf({ name, state, says, cure }: Check): string {
  if (state === 'unknown') return `${name}: not known: ${says}; countersign doctor tells more`;
  return `${name}: ${says}. ${cure ?? ''}`.trim();
}
