// Who started the run that asks, by the run's own token (docs/decisions/0012). It bars a person from approving and does nothing else.
import { createHash } from 'node:crypto';
import type { RunTokens } from '../approvals/policy/member/run-tokens.ts';
import { registeredAgent } from '../approvals/policy/policy.ts';
import { type Answer, accept, invalid, refuse } from '../approvals/refusal.ts';
import type { Agent, Starter } from '../approvals/words.ts';
import type { RunTokenTrouble } from '../entra/run-token.ts';
import type { Parts } from './parts.ts';

const AT = '/client/run_token';

/**
 * The starter a run token proves; nothing without one. Refuses with `invalid` when the agent must bring one and does not, and when the one
 * it brings proves nobody: a token nobody believes would look as if somebody had been barred. Throws `KeysFault` when the issuer is silent.
 */
export async function starterOf(
  { policy, verifyRunToken }: Pick<Parts, 'policy' | 'verifyRunToken'>,
  agent: Agent,
  token: string | undefined,
): Promise<Answer<Starter | undefined>> {
  const needed = policy.runTokens.get(registeredAgent(policy, agent.clientId)?.runToken ?? '');
  if (token === undefined) {
    if (needed === undefined) return accept(undefined);
    return refuse(
      invalid(AT, `is missing: ${agent.name} asks with the token of its run, ${issuedBy(needed)}`),
    );
  }
  const candidates = needed === undefined ? [...policy.runTokens.values()] : [needed];
  let refusal = invalid(
    AT,
    'is of no issuer that countersign.yaml lists under runTokens; leave it out, or have its issuer listed',
  );
  for (const issuer of candidates) {
    const check = await verifyRunToken(issuer, token);
    if (!check.ok) {
      // Another issuer's token: the next in the list may be the one.
      if (needed === undefined && check.reason === 'wrong_issuer') continue;
      refusal = invalid(AT, troubleWords(check.reason, issuer));
      continue;
    }
    const oid = issuer.people.get(check.starter);
    if (oid === undefined) return refuse(invalid(AT, strangerWords(issuer)));
    const digest = createHash('sha256').update(token).digest('base64url');
    return accept({
      oid,
      via: issuer.name,
      ...(check.run === undefined ? {} : { run: check.run }),
      token: digest,
    });
  }
  return refuse(refusal);
}

const issuedBy = ({ issuer, audience }: RunTokens) => `issued by ${issuer} for the audience "${audience}"`;

function troubleWords(reason: RunTokenTrouble, issuer: RunTokens): string {
  if (reason === 'no_starter') {
    return `does not say who started the run: it has no claim ${issuer.starter}, which runTokens.${issuer.name}.starter names`;
  }
  if (reason === 'other_run') {
    return `is of another run than runTokens.${issuer.name}.claims allows (${Object.keys(issuer.claims).join(', ')})`;
  }
  return `is no valid token ${issuedBy(issuer)} (${reason}); get a new one for every run`;
}

// The id itself stands in the caller's own token; an answer or a log line need not repeat it.
function strangerWords({ name, starter }: RunTokens): string {
  return `names a starter whom countersign.yaml does not know: add the value of its claim ${starter}, with that person's Entra object id, under runTokens.${name}.people`;
}
