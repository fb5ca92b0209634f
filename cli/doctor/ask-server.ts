// What the server's doctor finds, and what it means when it does not let the person in.
import { type Check, failed, named, unknown } from '../../approvals/doctor/check.ts';
import { plainText } from '../../approvals/text/plain-text.ts';
import type { Reply } from '../../client/attempt.ts';
import { CHECKS_TIMEOUT_MS, checksOf, SAYS_MAX } from '../checks.ts';
import { problemSchema } from '../problem.ts';
import { send } from '../send.ts';
import { factsOf } from '../token.ts';

/** The lines; `isAdmitted` false: nothing more can be asked with this token. */
export async function askDoctor(
  url: string,
  token: string,
): Promise<{ readonly checks: readonly Check[]; readonly isAdmitted: boolean }> {
  const headers = { authorization: `Bearer ${token}` };
  const reply = await send({
    method: 'GET',
    url: `${url}/access/v1/doctor`,
    headers,
    timeoutMs: CHECKS_TIMEOUT_MS,
  });
  const checks = typeof reply === 'object' && reply.status === 200 ? checksOf(reply.body) : undefined;
  return checks === undefined
    ? { checks: [shutOut(reply, token)], isAdmitted: false }
    : { checks, isAdmitted: true };
}

function shutOut(reply: Reply | string, token: string): Check {
  if (typeof reply === 'string') return named('doctor', unknown(`no answer (${reply})`, LATER));
  const problem = problemSchema.safeParse(reply.body).data;
  const said = problem === undefined ? `answer ${reply.status}` : plainText(problem.detail, SAYS_MAX);
  if (reply.status === 401) return named('token', failed(`${said}. It is ${factsOf(token)}`, CURES.token));
  if (problem?.type.endsWith(':could_not_verify')) {
    return named(
      'directory',
      failed(
        'Countersign could not ask Microsoft Graph who you are: nobody can approve anything',
        CURES.directory,
      ),
    );
  }
  if (reply.status === 403) return named('token', failed(`${said}. It is ${factsOf(token)}`, CURES.person));
  if (reply.status === 404 && problem === undefined)
    return named('doctor', unknown('this Countersign has no doctor', CURES.version));
  return named('doctor', unknown(said, LATER));
}

const LATER = 'Look again in a minute; if it stays, the log of the app tells what broke.';
const CURES = {
  token:
    'Get one of your own for this API: az account get-access-token --scope api://API-APP-ID/Approvals.Operate, in the tenant that Countersign serves (az login --tenant).',
  directory:
    'Most often a permission is missing: npm run setup -- --after-provision grants User.Read.All, GroupMember.Read.All and Application.Read.All to the identity of the app. With the app role Approvals.Admin in your token the doctor tells which.',
  person:
    'Run it as an administrator: a member of the group under admins in countersign.yaml, with a token of your own.',
  version: 'It is older than this command: deploy it anew (azd deploy).',
} as const;
