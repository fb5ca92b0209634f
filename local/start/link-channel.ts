// Binds the route data-approvals to its channel, as an administrator does: add the app, then write `@Countersign link …`; and adds it for people.
// Promises: through the same doors as people; nothing is posted when the route is bound already.
import { createRouteBook } from '../../store/route-book.ts';
import { openStorage } from '../../store/storage.ts';
import { PEOPLE } from '../directory.ts';
import { CHANNEL } from '../teams/conversations.ts';

const ROUTE = 'data-approvals';

/** Links #data-approvals, and adds the app for `people` in their own chats. Throws when the bot does not do it. */
export async function linkChannel(
  teamsUrl: string,
  connectionString: string,
  people: readonly (keyof typeof PEOPLE)[],
): Promise<void> {
  const routes = createRouteBook(openStorage({ connectionString }));
  if ((await routes.find(ROUTE)) !== undefined) return;
  await post(`${teamsUrl}/_local/install`, { conversation: CHANNEL.id, user: PEOPLE.ada });
  const said = { conversation: CHANNEL.id, user: PEOPLE.ada, text: `@Countersign link ${ROUTE}` };
  const answer = await post(`${teamsUrl}/_local/say`, said);
  if ((await routes.find(ROUTE)) === undefined) {
    throw new Error(`The bot did not link #${ROUTE}. It answered: ${answer}`);
  }
  for (const who of people) {
    await post(`${teamsUrl}/_local/install`, { conversation: `a:${PEOPLE[who]}`, user: PEOPLE[who] });
  }
}

async function post(url: string, body: object): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return text.slice(0, 500);
}
