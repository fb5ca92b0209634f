// How the Bot Connector says no: its codes, and its texts as far as people have seen them.
// Promises: one value for each refusal, in the wire's shape.
import type { Reply } from '../../support/local-door.ts';

/** A refusal with a Bot Connector error code. */
export function refusal(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message } } };
}

/** No or no valid token of the bot. */
export const UNAUTHORIZED: Reply = {
  status: 401,
  body: { message: 'Authorization has been denied for this request.' },
};

/** The keys that prove the bot's token cannot be read just now. */
export const KEYS_UNREADABLE = refusal(
  503,
  'ServiceUnavailable',
  'The local Entra does not answer, so the token cannot be checked. Start it and try again.',
);

/** The conversation does not exist. */
export const CONVERSATION_NOT_FOUND = refusal(404, 'ConversationNotFound', 'Conversation not found.');

/** The message does not exist in that conversation, or was deleted. */
export const ACTIVITY_NOT_FOUND = refusal(
  404,
  'ActivityNotFoundInConversation',
  'Activity not found in conversation.',
);

/** The bot was removed from the conversation. */
export const NOT_IN_ROSTER = refusal(
  403,
  'BotNotInConversationRoster',
  'The bot is not part of the conversation roster.',
);

/** The person is not among the members. */
export const MEMBER_NOT_FOUND = refusal(
  404,
  'MemberNotFoundInConversation',
  'The member was not found in the conversation.',
);

/** Nothing of that name. */
export const NOT_FOUND = refusal(404, 'NotFound', 'No such operation of the Bot Connector.');

/** The request cannot be read; `why` names what is wrong. */
export function badSyntax(why: string): Reply {
  return refusal(400, 'BadSyntax', why);
}
