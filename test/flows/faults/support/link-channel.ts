// Links #data-approvals so that the app reaches Teams through our proxy: an administrator writes `@Countersign link …`, and the
// conversation's serviceUrl is the proxy's, vouched for by the local Teams' relay.
import { PEOPLE } from '../../../../local/directory.ts';
import { CHANNEL } from '../../../../local/teams/conversations.ts';
import { postJson } from './post-json.ts';

/** Throws when the bot does not link it. */
export async function linkThroughProxy(teamsUrl: string, proxyUrl: string): Promise<void> {
  const said = { conversation: CHANNEL.id, user: PEOPLE.ada, text: '@Countersign help' };
  const { body } = await postJson(`${teamsUrl}/_local/say`, said);
  const { activity } = body as { activity: Record<string, unknown> };
  const text = String(activity.text).replace('help', 'link data-approvals');
  const linked = await postJson(`${teamsUrl}/_local/relay`, {
    ...activity,
    text,
    serviceUrl: `${proxyUrl}/`,
  });
  if (linked.status !== 200) throw new Error(`The bot did not link the channel: ${JSON.stringify(linked)}`);
}
