// Taking out of an action's parameters what the policy redacts and what looks like a secret: one way for cards, the review page and the
// exported record. The hash of the intent stays over the true bytes.
import canonicalize from 'canonicalize';
import { pointerStep } from '../json-pointer.ts';
import type { ApprovalRequest } from '../words.ts';
import { argumentSecret, followsFlag } from './argument-secrets.ts';
import { BY_POLICY, redactedValue, redactionKey, redactionMark, redactText } from './redact-text.ts';
import { holderOf, nameOfMember } from './secret-names.ts';

/** What of a request says which values are taken out, and keys what is told instead. */
export type Redacting = Pick<ApprovalRequest, 'salt' | 'intentHash'> & {
  readonly verdict: { readonly display: { readonly redact: readonly string[] } };
};

/**
 * A value with every part replaced that the policy redacts, that stands under the name of a secret, or that looks like one. `name`: what it
 * is called; `pointer`: where it stands among the parameters, none outside of them; `holder`: see `namedSecret`. Names of members are looked through as texts are.
 */
export function redactParts(
  request: Redacting,
  value: unknown,
  pointer: string | undefined,
  name = '',
  holder = '',
): unknown {
  if (pointer !== undefined && pointer !== '' && isRedacted(request, pointer))
    return redaction(request, value);
  const key = redactionKey(request);
  if (typeof value !== 'object' || value === null) return redactedValue(value, name, key, holder);
  const at = (step: PropertyKey) => (pointer === undefined ? undefined : pointer + pointerStep(step));
  if (Array.isArray(value)) {
    return value.map((item, index) => {
      const place = at(index);
      const given = argumentSecret(value, index);
      if (given === undefined || (place !== undefined && isRedacted(request, place)))
        return redactParts(request, item, place, followsFlag(value, index) ? '' : name, holder);
      return redactText(given.before, { as: 'exact', key }) + redactionMark(given.kind, given.secret, key);
    });
  }
  return redactedNames(
    Object.entries(value).map(([step, item]) => {
      const named = nameOfMember(value, step);
      return [
        step,
        redactParts(request, item, at(step), named, holderOf(step, named, name, holder)),
      ] as const;
    }),
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
