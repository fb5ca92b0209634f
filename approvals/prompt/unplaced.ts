// A prompt that cannot be sent yet: its route is not linked, its person does not have the app or may not read it, or the directory is silent.
// When it is looked at again. Pure.
import { later } from '../time.ts';
import type { ApprovalRequest, Instant } from '../words.ts';
import type { Prompt } from '../work.ts';
import { readTrouble, trouble } from './trouble.ts';

const UNLINKED_RETRY_MS = 30_000;
const SILENT_RETRY_MS = 5000;
const LONGEST_SILENT_RETRY_MS = 30_000;
const LONGEST_APPLESS_RETRY_MS = 10 * 60_000;

/** The route is not linked to a conversation yet: looked at again soon. */
export function waitForLink(prompt: Prompt, now: Instant): Prompt {
  const route = prompt.fallback ?? prompt.route ?? '';
  return {
    ...prompt,
    lastError: trouble('route_not_linked', route),
    nextTry: later(now, UNLINKED_RETRY_MS),
  };
}

/** Why a route gets no card of its own: one conversation asks once. */
export const BESIDE = trouble('card_beside');

/** The directory does not say whether the person may read it: nothing is sent before it does. */
export function waitForDirectory(prompt: Prompt, request: ApprovalRequest, now: Instant): Prompt {
  const waited = Date.parse(now) - Date.parse(request.createdAt);
  const wait = Math.min(LONGEST_SILENT_RETRY_MS, Math.max(SILENT_RETRY_MS, waited));
  return { ...prompt, lastError: trouble('person_not_told'), nextTry: later(now, wait) };
}

/** Why a person without a chat has no card, where that is known of this revision already. */
export function knownOf({ lastError }: Prompt): string | undefined {
  const code = lastError === undefined ? undefined : readTrouble(lastError)?.code;
  return code === undefined || code === 'person_not_told' ? undefined : lastError;
}

/**
 * The person does not have the app, or may not read it. There may be many of them, and most will not add it for this request: looked at again after as long as
 * it has waited already.
 */
export function waitForApp(prompt: Prompt, why: string, request: ApprovalRequest, now: Instant): Prompt {
  const waited = Date.parse(now) - Date.parse(request.createdAt);
  const wait = Math.min(LONGEST_APPLESS_RETRY_MS, Math.max(UNLINKED_RETRY_MS, waited));
  return {
    ...prompt,
    lastError: why,
    nextTry: later(now, wait),
  };
}
