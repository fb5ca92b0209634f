// The policy of a text that is meant to be good.
import assert from 'node:assert/strict';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import type { Policy } from '../../approvals/policy/policy.ts';

/** Reads it; every mistake in it fails the test. */
export function goodPolicy(text: string): Policy {
  const parsed = parsePolicy(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.policy;
}
