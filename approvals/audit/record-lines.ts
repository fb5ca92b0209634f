// The lines of one record: the request as it stands, or an agent's standing, and its texts. What could still be used or guessed from
// stays out: a grant that waits to be used, what the policy redacts, rows about cards and callbacks. Pure.

import type { Standing } from '../agent/standing.ts';
import { type NamesDifferences, shownText } from '../intent/difference-texts.ts';
import { readIntent } from '../intent/intent.ts';
import { redactedIntent } from '../intent/redact-intent.ts';
import type { Reported } from '../mark.ts';
import { redactionKey, redactText } from '../text/redact-text.ts';
import type { ApprovalRequest, ChainId, Claims, Comment, Grant, Text } from '../words.ts';
import type { GrantLine, RequestLine, StandingLine, TextLine } from './package.ts';
import type { ReadRecord } from './ports.ts';

/** States in which nobody can use a grant any more: told one by one, so that one nobody knows yet gives nothing away. */
const USED_UP: readonly Grant['state'][] = ['redeemed', 'lapsed', 'revoked'];

/** A request with the row of its intent. */
type ReadRequest = Pick<ReadRecord<ApprovalRequest>, 'intent' | 'newer'> & {
  readonly head: ApprovalRequest;
};

/** The line of a request that the catalog has on `day`. */
export function requestLine({ head, intent, newer }: ReadRequest, day: string): RequestLine {
  const { createdAt, expiresAt, requestedUntil, endedAt, endReason, endedBy, commentCount, intentHash } =
    head;
  const { grant, likeHash } = head;
  return defined({
    ...asStored(head),
    day,
    created_at: createdAt,
    expires_at: expiresAt,
    requested_until: requestedUntil,
    ended_at: endedAt,
    end_reason: endReason,
    ended_by: endedBy,
    comment_count: commentCount,
    intent_hash: intentHash,
    like_hash: likeHash,
    cool_down: head.coolDown,
    reported: head.reported && reportLine(head.reported),
    denied_before: head.deniedBefore,
    history: head.history,
    ...intentPart(head, intent),
    grant: grant === undefined ? undefined : grantLine(grant),
    newer,
  });
}

/** The line of an agent's standing. */
export function standingLine({ salt, v, ...standing }: Standing, newer: number | undefined): StandingLine {
  return newer === undefined ? standing : { ...standing, newer };
}

/** The line of a text of the record with this head; where something was taken out of it, without the salt that would prove what it was. */
export function textLine(id: ChainId, row: Text, head: NamesDifferences | undefined): TextLine {
  const { digest, salt, text } = row;
  const shown = shownText(head ?? {}, row);
  return shown === text
    ? { request: id, digest, salt, text }
    : { request: id, digest, redacted: true, text: shown };
}

/** Number of the event that brought a text: its salt ends in it. */
export const eventOfText = ({ salt }: Text): number => Number(salt.slice(salt.lastIndexOf('.') + 1));

/** Which row tells the administrators is no part of the record. */
function reportLine({ alert: _row, ...reported }: Reported): NonNullable<RequestLine['reported']> {
  return reported;
}

/** By which click it came is no part of the record either. */
function remarkLine({ click: _click, ...comment }: Comment): Comment {
  return comment;
}

function asStored(head: ApprovalRequest) {
  const { id, tenant, status, agent, enforcer, standing, action, resource, verdict, excluded, starter } =
    head;
  const { claims, justification, votes, comments, reminded, escalated, record, trial, evaluated } = head;
  const { invited, opened, purged } = head;
  const { revision, seq } = head;
  return {
    ...{ id, tenant, status, agent, enforcer, standing, action, resource, verdict, excluded, starter },
    ...{
      claims: claims === undefined ? undefined : shownClaims(claims, redactionKey(head)),
      justification,
      votes,
      comments: comments.map(remarkLine),
      opened,
      reminded,
      escalated,
      record,
      trial,
      evaluated,
      invited,
      purged,
      revision,
      seq,
      head: head.head,
    },
  };
}

/** What the caller said of itself, without what looks like a secret: looked through as its text is, so that the two still agree. */
function shownClaims(claims: Claims, key: string | undefined): Claims {
  const [told, shown] = [JSON.stringify(claims), redactText(JSON.stringify(claims))];
  if (told === shown) return claims;
  return Object.fromEntries(
    Object.entries(claims).map(([name, words]) => [name, redactText(words, { key })]),
  );
}

function intentPart(head: ApprovalRequest, bytes: Uint8Array | undefined): object {
  if (bytes === undefined) {
    return { intent_left_out: { because: head.purged === undefined ? 'missing' : 'purged' } };
  }
  // Of a newer version: what must not be shown, this one may not know.
  if (!Array.isArray(head.verdict?.display?.redact)) return { intent_left_out: { because: 'newer' } };
  const intent = readIntent(bytes);
  const redacted = redactedIntent(head, intent);
  if (JSON.stringify(redacted) === JSON.stringify(intent)) return { intent };
  return { intent_left_out: { because: 'redacted', intent: redacted } };
}

function grantLine({ token, ...grant }: Grant): GrantLine {
  return USED_UP.includes(grant.state) ? { ...grant, token } : { ...grant, token_left_out: 'usable' };
}

/** Without the members that are `undefined`: the canonical form has none. */
function defined<T extends object>(value: T): T & RequestLine {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T &
    RequestLine;
}
