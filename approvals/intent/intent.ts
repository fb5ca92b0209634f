// What an agent wants: from the body it sent to the canonical bytes that people see, grants bind and redemption compares.
// Nothing is normalised, so two intents are equal exactly when their bytes are.
import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { z } from 'zod';
import { pointerTo } from '../json-pointer.ts';
import { type Answer, accept, type Problem, refuse } from '../refusal.ts';
import { instant } from '../time.ts';
import type { CallbackTarget, Claims, Instant } from '../words.ts';
import { bodySchema, evaluationSchema, recordSchema } from './intent-body.ts';
import { likeHash } from './like.ts';

/** What fits one Binary property of Table Storage (64 KiB) with room to spare. */
export const MAX_INTENT_BYTES = 48 * 1024;

/** Members of `context` that never count: words about the wish and the proof of approval, not the wish. */
const NEVER_COUNTED: readonly string[] = ['business_justification', 'approval'];

type Properties = Readonly<Record<string, unknown>>;

/** What both kinds of body ask: do this action to this resource. */
export interface Wish {
  /** Whom the caller names. An agent may only name itself; the verb compares it with the token. */
  readonly subject?: { readonly type: 'agent'; readonly id: string };
  readonly action: { readonly name: string; readonly properties?: Properties };
  readonly resource: { readonly type: string; readonly id: string; readonly properties?: Properties };
  readonly context?: Properties;
}

/** A request as its caller sent it. Only the wish counts; the rest stands beside the intent. */
export interface RequestBody extends Wish {
  /** The agent's own words. */
  readonly justification?: string;
  readonly callback?: CallbackTarget;
  readonly requestedUntil?: Instant;
  readonly client?: Claims;
  /** The token of the run that asks. Verified, then forgotten: it stands in no claim. */
  readonly runToken?: string;
}

/** An evaluation as its caller sent it; `approval` is the proof it wants to use up. */
export interface EvaluationBody extends Wish {
  readonly approval?: { readonly id: string; readonly state?: string };
  /** The agent's own words. */
  readonly justification?: string;
}

/** What was done without an approval, as a person tells it afterwards. */
export interface RecordBody extends Wish {
  readonly doneAt: Instant;
  readonly reason: string;
  /** Name of the registered agent that did it; left out when the person did. */
  readonly agent?: string;
}

/** Who wants it, as verified. `id` is the agent's client id. */
export interface Subject {
  readonly id: string;
  readonly tenant: string;
  readonly on_behalf_of?: string;
}

/** The wish of a verified subject: everything that was shown, approved and may run, and nothing else. */
export interface Intent {
  readonly subject: Subject & { readonly type: 'agent' | 'person' };
  readonly action: Wish['action'];
  readonly resource: Wish['resource'];
  readonly context?: Properties;
}

/** The body of a request, or every problem with its place. Expects what `parseStrict` accepted. */
export function parseBody(value: unknown): Answer<RequestBody> {
  const parsed = bodySchema.safeParse(value, { reportInput: true });
  if (!parsed.success) return refuse({ reason: 'invalid', problems: problemsOf(parsed.error) });
  const { callback, requested_access, client, ...wish } = parsed.data;
  const { run_token, ...claims } = client ?? {};
  const justification = wish.context?.business_justification;
  const until = requested_access?.requested_until;
  return accept({
    ...wish,
    ...(justification === undefined ? {} : { justification }),
    ...(callback === undefined ? {} : { callback }),
    ...(until === undefined ? {} : { requestedUntil: instant(Date.parse(until)) }),
    ...(Object.keys(claims).length === 0 ? {} : { client: claims }),
    ...(run_token === undefined ? {} : { runToken: run_token }),
  });
}

/** The body of an evaluation, or every problem with its place. Expects what `parseStrict` accepted. */
export function parseEvaluation(value: unknown): Answer<EvaluationBody> {
  const parsed = evaluationSchema.safeParse(value, { reportInput: true });
  if (!parsed.success) return refuse({ reason: 'invalid', problems: problemsOf(parsed.error) });
  const { approval, business_justification: justification } = parsed.data.context ?? {};
  return accept({
    ...parsed.data,
    ...(approval === undefined ? {} : { approval }),
    ...(justification === undefined ? {} : { justification }),
  });
}

/** The body of a record, or every problem with its place. Expects what `parseStrict` accepted. */
export function parseRecord(value: unknown): Answer<RecordBody> {
  const parsed = recordSchema.safeParse(value, { reportInput: true });
  if (!parsed.success) return refuse({ reason: 'invalid', problems: problemsOf(parsed.error) });
  const { done_at, ...rest } = parsed.data;
  return accept({ ...rest, doneAt: instant(Date.parse(done_at)) });
}

/**
 * The intent of a verified subject. `uncounted` names the context members the policy leaves out. A context in which nothing
 * counts is left out whole: the evaluation that redeems always carries `context.approval`, the request before it never did.
 */
export function intentOf(
  wish: Wish,
  subject: Subject & { readonly type?: 'person' },
  uncounted: readonly string[],
): Intent {
  const counted = Object.entries(wish.context ?? {}).filter(
    ([key]) => !NEVER_COUNTED.includes(key) && !uncounted.includes(key),
  );
  const { type = 'agent', id, tenant, on_behalf_of } = subject;
  return {
    subject: { type, id, tenant, ...(on_behalf_of === undefined ? {} : { on_behalf_of }) },
    action: wish.action,
    resource: wish.resource,
    ...(counted.length === 0 ? {} : { context: Object.fromEntries(counted) }),
  };
}

/**
 * Does the intent hold a body that neither a person nor a rule can see into (approvals/gateway/wish.ts)? Told by the intent alone, so that
 * whoever judges it again judges alike. An agent that says so of its own parameters makes them stricter, nothing else.
 */
export const hidesBody = ({ action }: Pick<Intent, 'action'>): boolean =>
  action.properties?.body_shown === false;

/** RFC 8785: the one way to write this intent down. */
export function canonicalIntent(intent: Intent): Uint8Array {
  const text = canonicalize(intent);
  if (text === undefined) throw new TypeError('An intent always has a canonical form.');
  return new TextEncoder().encode(text);
}

/** The intent that was written down so; its bytes are ours, as stored. */
export const readIntent = (canonical: Uint8Array): Intent =>
  JSON.parse(new TextDecoder().decode(canonical)) as Intent;

/** SHA-256 of the canonical bytes, base64url: what a card's fingerprint, a grant and a redemption are compared by. */
export function intentHash(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'base64url');
}

/** An intent as it is stored and compared: its canonical bytes, their hash, and that of its likeness where it is another. */
export interface CanonicalForm {
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly likeHash: string | undefined;
}

/** That of an intent, or `too_large` when it does not fit its row. */
export function canonicalForm(intent: Intent): Answer<CanonicalForm> {
  const bytes = canonicalIntent(intent);
  if (bytes.length > MAX_INTENT_BYTES)
    return refuse({ reason: 'too_large', what: 'the canonical intent', limitBytes: MAX_INTENT_BYTES });
  return accept({ bytes, hash: intentHash(bytes), likeHash: likeHash(intent) });
}

function problemsOf(error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue) => {
    const at = pointerTo(issue.path);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        at: pointerTo([...issue.path, key]),
        message: 'This member is not known here. Leave it out.',
      }));
    if (issue.code === 'invalid_type' && issue.input === undefined)
      return [{ at, message: `This member is missing: ${nounOf(issue.expected)} is needed.` }];
    if (issue.code === 'invalid_type') return [{ at, message: `This must be ${nounOf(issue.expected)}.` }];
    if (issue.code === 'invalid_value')
      return [{ at, message: `This must be one of: ${issue.values.map(String).join(', ')}.` }];
    if (issue.code === 'too_big') return [{ at, message: `This is too long: at most ${issue.maximum}.` }];
    if (issue.code === 'too_small') return [{ at, message: 'This is empty.' }];
    if (issue.code === 'invalid_format' && issue.format === 'datetime')
      return [{ at, message: 'This must be a time with its offset, e.g. 2026-11-21T14:30:00Z.' }];
    return [{ at, message: `This ${issue.message}.` }];
  });
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};
const nounOf = (type: string): string => NOUNS[type] ?? `a ${type}`;
