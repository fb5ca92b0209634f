// The shipped policy with other limits: most flows ask far more than one agent may, and are about something else.
import { readFileSync } from 'node:fs';
import { POLICY_FILE } from '../../../local/start/project.ts';

/** How much an agent may ask in a flow. */
export interface FlowLimits {
  readonly maxPending: number;
  readonly requestsPerMinute: number;
}

/** More than any flow asks. */
export const ROOMY: FlowLimits = { maxPending: 1000, requestsPerMinute: 6000 };

/** The shipped policy, in which every agent may ask this much. */
export function policyWith({ maxPending, requestsPerMinute }: FlowLimits): string {
  return readFileSync(POLICY_FILE, 'utf8')
    .replaceAll(/^( {4}maxPending): \d+$/gm, `$1: ${maxPending}`)
    .replaceAll(/^( {4}requestsPerMinute): \d+$/gm, `$1: ${requestsPerMinute}`)
    .replace(
      /^ {2}agents: \{.*\}/m,
      `  agents: { maxPending: ${maxPending}, requestsPerMinute: ${requestsPerMinute} }`,
    );
}
