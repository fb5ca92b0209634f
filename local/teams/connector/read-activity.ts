// What a bot may send: read from outside into one checked value.
// Promises: nothing gets in that Teams would not show; the size limit is Teams' own.
import { z } from 'zod';
import type { Reply } from '../../support/local-door.ts';
import { type Card, isRecord } from '../cards.ts';
import { badSyntax, refusal } from './errors.ts';

/** A message or a sign of typing, as the bot sent it. */
export interface OutgoingActivity {
  readonly type: 'message' | 'typing';
  readonly text: string;
  readonly card: Card | null;
  readonly summary: string;
}

/** Either the activity, or why the connector refuses it. */
export type ReadActivity =
  | { readonly ok: true; readonly activity: OutgoingActivity }
  | { readonly ok: false; readonly reply: Reply };

const LARGEST_UTF16_BYTES = 100 * 1024;
const CARD = 'application/vnd.microsoft.card.adaptive';

const activitySchema = z.object({
  type: z.enum(['message', 'typing']),
  text: z.string().nullish(),
  summary: z.string().nullish(),
  attachments: z.array(z.object({ contentType: z.string(), content: z.unknown() })).nullish(),
});

/** Reads one activity. Teams counts UTF-16, so a letter is two bytes. */
export function readActivity(value: unknown): ReadActivity {
  const length = (JSON.stringify(value) ?? '').length * 2;
  if (length > LARGEST_UTF16_BYTES) {
    const why = `Message size too large: ${length} bytes in UTF-16, at most ${LARGEST_UTF16_BYTES}.`;
    return { ok: false, reply: refusal(413, 'MessageSizeTooBig', why) };
  }
  const parsed = activitySchema.safeParse(value);
  if (!parsed.success) return bad(`Not an activity Teams accepts: ${z.prettifyError(parsed.error)}`);
  const { type, text, summary, attachments } = parsed.data;
  const first = attachments?.[0];
  if ((attachments?.length ?? 0) > 1) return bad('The local Teams shows one attachment for each message.');
  if (first !== undefined && first.contentType !== CARD) {
    return bad(`Attachments of type ${first.contentType} are not shown; send ${CARD}.`);
  }
  const card = first?.content;
  if (first !== undefined && !isCard(card))
    return bad('The attachment is not an AdaptiveCard with a version and a body.');
  if (isCard(card) && !areMentionsGood(card)) return bad('Invalid mention entity');
  if (type === 'message' && !text && first === undefined)
    return bad('The message is empty: text or a card is needed.');
  return {
    ok: true,
    activity: { type, text: text ?? '', summary: summary ?? '', card: isCard(card) ? card : null },
  };
}

const mentionSchema = z.object({
  type: z.literal('mention'),
  text: z.string().regex(/^<at>[^<>]+<\/at>$/),
  mentioned: z.object({ id: z.string().min(1), name: z.string() }),
});

/** Ids of those a card mentions, as the bot gave them: Entra object ids, Teams ids or names to sign in with. */
export const mentionedIn = (card: Card): string[] =>
  entitiesOf(card).flatMap((each) => {
    const mention = mentionSchema.safeParse(each);
    return mention.success ? [mention.data.mentioned.id] : [];
  });

/** Each has its shape, and its text stands in a text block: Teams reads mentions nowhere else. */
function areMentionsGood(card: Card): boolean {
  return entitiesOf(card).every((each) => {
    const mention = mentionSchema.safeParse(each);
    return mention.success && textBlocksOf(card.body).some((text) => text.includes(mention.data.text));
  });
}

function entitiesOf({ msteams }: Card): readonly unknown[] {
  return isRecord(msteams) && Array.isArray(msteams.entities) ? msteams.entities : [];
}

function textBlocksOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textBlocksOf);
  if (!isRecord(value)) return [];
  if (value.type === 'TextBlock') return [String(value.text)];
  return Object.values(value).flatMap(textBlocksOf);
}

function isCard(value: unknown): value is Card {
  return (
    isRecord(value) &&
    value.type === 'AdaptiveCard' &&
    typeof value.version === 'string' &&
    Array.isArray(value.body)
  );
}

function bad(why: string): ReadActivity {
  return { ok: false, reply: badSyntax(why) };
}
