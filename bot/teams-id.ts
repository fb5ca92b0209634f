// Ids of Teams that carry two things in one: `19:…@thread.tacv2;messageid=1700000000000` is a channel and one of its posts.
const MARK = ';messageid=';

/** The conversation without the post: a card stands in the channel, whichever thread it is clicked or linked from. */
export const conversationOf = (id: string): string => id.split(MARK, 1)[0] ?? id;

/** The message id out of what a send returned; some calls return the conversation with the post instead. */
export function messageOf(id: string | undefined): string | undefined {
  const message = id?.includes(MARK) ? id.slice(id.indexOf(MARK) + MARK.length) : id;
  return message === undefined || message === '' || message.startsWith('19:') ? undefined : message;
}
