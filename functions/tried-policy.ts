// A policy that an administrator tries before it is in force: who may, and its text as it came.
import { parsePolicy } from '../approvals/policy/file/file.ts';
import type { Policy } from '../approvals/policy/policy.ts';
import { type Answer, accept, refuse } from '../approvals/refusal.ts';
import { ADMIN_ROLE, type Caller } from './caller.ts';

/** A policy of 256 KiB, escaped as JSON escapes it, and a request. */
export const MAX_POLICY_CALL_BYTES = 1024 * 1024;

const PROBLEMS_TOLD = 50;

/** An agent or an enforcer never is, whatever else it was given: `caller.ts` tells those by their roles first. */
export const isAdminSoftware = (caller: Caller): boolean =>
  caller.kind === 'workload' && caller.roles.includes(ADMIN_ROLE);

/** The policy, or 400 `invalid` with its first mistakes. */
export function triedPolicy(text: string): Answer<Policy> {
  const parsed = parsePolicy(text);
  if (parsed.ok) return accept(parsed.policy);
  const problems = parsed.problems.slice(0, PROBLEMS_TOLD).map(({ line, column, message }) => ({
    at: '/policy',
    message: `Line ${line}, column ${column}: ${message}.`,
  }));
  return refuse({ reason: 'invalid', problems });
}
