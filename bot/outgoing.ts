// What the bot sends, as activities of the Bot Framework: a card, or a line of text. Plain data; adapter.ts sends it.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { Conversation } from '../approvals/work.ts';
import { CARD_TYPE } from './cards/build-card.ts';

/** A card on its way, the line that toasts and lists show of it, and the W3C traceparent of what it is about. */
export interface CardMessage {
  readonly card: IAdaptiveCard;
  readonly summary: string;
  readonly trace?: string | undefined;
}

/** A card. One-to-one it also raises a notification, as a person's message would. */
export const cardActivity = (appId: string, to: Conversation, { card, summary }: CardMessage) => ({
  ...envelope(appId, to),
  // No text beside the card: Teams would split them in two messages and return no id.
  summary,
  attachments: [{ contentType: CARD_TYPE, content: card }],
  ...(to.type === 'personal' ? { channelData: { notification: { alert: true } } } : {}),
});

/** A message in plain text. */
export const textActivity = (appId: string, to: Conversation, text: string) => ({
  ...envelope(appId, to),
  text,
  textFormat: 'plain',
});

/** The header that joins a call of the connector to the trace of what the card is about. */
export const traceOf = ({ trace }: CardMessage) =>
  trace === undefined ? {} : { customHeaders: { traceparent: trace } };

const envelope = (appId: string, to: Conversation) => ({
  type: 'message',
  from: { id: `28:${appId}`, name: 'Countersign' },
  conversation: {
    id: to.id,
    conversationType: to.type,
    isGroup: to.type !== 'personal',
    name: to.name ?? '',
    tenantId: to.tenant,
  },
});
