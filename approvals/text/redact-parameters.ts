// Taking out of an action's parameters what the policy redacts: one way for cards, the review page and the exported record.
import { createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import { pointerStep } from '../json-pointer.ts';
import type { ApprovalRequest } from '../words.ts';

/** What of a request says which values are taken out, and keys what is told instead. */
type Redacting = Pick<ApprovalRequest, 'salt' | 'intentHash' | 'verdict'>;

/** The value at `pointer` with every redacted part of it replaced. */
export function redactParts(request: Redacting, value: unknown, pointer: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const inside = (key: string, item: unknown) => {
    const here = pointer + pointerStep(key);
    return isRedacted(request, here) ? redaction(request, item) : redactParts(request, item, here);
  };
  if (Array.isArray(value)) return value.map((item, index) => inside(String(index), item));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inside(key, item)]));
}

/** Does the pinned verdict redact this parameter? */
export const isRedacted = ({ verdict }: Pick<Redacting, 'verdict'>, pointer: string): boolean =>
  verdict.display.redact.includes(pointer);

/** What is told of a redacted value. The digest is keyed with the request's salt, which no card tells: two requests cannot be compared by it. */
export function redaction({ salt, intentHash }: Redacting, value: unknown): string {
  const text = typeof value === 'string' ? value : (canonicalize(value) ?? '');
  const digest = createHmac('sha256', `${salt}.${intentHash}`).update(text, 'utf8').digest('hex').slice(0, 8);
  return `redacted, ${text.length} ${text.length === 1 ? 'character' : 'characters'}, digest ${digest}`;
}
