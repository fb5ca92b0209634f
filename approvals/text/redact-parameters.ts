// Taking out of an action's parameters what the policy redacts and what looks like a secret: one way for cards, the review page and the
// exported record. The hash of the intent stays over the true bytes.
import canonicalize from 'canonicalize';
import { pointerStep } from '../json-pointer.ts';
import type { ApprovalRequest } from '../words.ts';
import { BY_POLICY, redactedValue, redactionKey, redactionMark, redactText } from './redact-text.ts';
import { flagOfSecret, givenSecret } from './secrets.ts';

/** What of a request says which values are taken out, and keys what is told instead. */
export type Redacting = Pick<ApprovalRequest, 'salt' | 'intentHash'> & {
  readonly verdict: { readonly display: { readonly redact: readonly string[] } };
};

/**
 * A value with every part replaced that the policy redacts, that stands under the name of a secret, or that looks like one. `name`: what it
 * is called; `pointer`: where it stands among the parameters, none outside of them. Names of members are looked through as texts are.
 */
export function redactParts(
  request: Redacting,
  value: unknown,
  pointer: string | undefined,
  name = '',
): unknown {
  if (pointer !== undefined && pointer !== '' && isRedacted(request, pointer))
    return redaction(request, value);
  const key = redactionKey(request);
  if (typeof value !== 'object' || value === null) return redactedValue(value, name, key);
  const at = (step: PropertyKey) => (pointer === undefined ? undefined : pointer + pointerStep(step));
  if (Array.isArray(value)) {
    return value.map((item, index) => {
      // A word of a command line ends where it ends, whatever blanks it holds.
      const given = typeof item === 'string' ? givenSecret(item) : undefined;
      const place = at(index);
      if (given === undefined || (place !== undefined && isRedacted(request, place)))
        return redactParts(request, item, place, flagBefore(value, index) ?? name);
      const [flag, secret] = given;
      return flag + String(redactedValue(secret, flag.slice(0, -1), key));
    });
  }
  return redactedNames(
    Object.entries(value).map(([step, item]) => [step, redactParts(request, item, at(step), step)] as const),
    key,
  );
}

/** The members under their names as they may be told: two names never become one. */
function redactedNames(members: readonly (readonly [string, unknown])[], key: string | undefined): object {
  const told = new Map<string, unknown>();
  for (const [step, item] of members) {
    const name = redactText(step, { as: 'exact', key });
    let free = name;
    for (let again = 2; told.has(free); again++) free = `${name} (${again})`;
    told.set(free, item);
  }
  return Object.fromEntries(told);
}

/** Does the pinned verdict redact this parameter? */
export const isRedacted = ({ verdict }: Pick<Redacting, 'verdict'>, pointer: string): boolean =>
  verdict.display.redact.includes(pointer);

/** What is told of a value that the policy redacts. */
function redaction(request: Redacting, value: unknown): string {
  const text = typeof value === 'string' ? value : (canonicalize(value) ?? '');
  return redactionMark(BY_POLICY, text, redactionKey(request));
}

/** `["--password", "x"]`: the name of a word is the flag in front of it. */
function flagBefore(words: readonly unknown[], index: number): string | undefined {
  const before = words[index - 1];
  return typeof before === 'string' && flagOfSecret(before) ? before : undefined;
}
