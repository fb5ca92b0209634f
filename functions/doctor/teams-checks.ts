// The way to people: the bot's token, the channel's keys, and each route to its conversation.
import { type Checked, failed, many, ok } from '../../approvals/doctor/check.ts';
import { SendFault } from '../../approvals/faults.ts';
import { troubleWords } from '../trouble-words.ts';
import type { DoctorDesk } from './desk.ts';
import { reached } from './reach-storage.ts';
import type { Checking } from './side-by-side.ts';

const BOT_CURE: Readonly<Record<DoctorDesk['mode'], string>> = {
  azure:
    'Is COUNTERSIGN_BOT_APP_ID the client id of the app’s own identity, does the Azure Bot have the same one (type UserAssignedMSI), and is the identity assigned to the app?',
  local: 'Does the local Entra run? npm start starts it.',
};

/** Every check of Teams. */
export const teamsChecks = (desk: DoctorDesk): readonly Checking[] => [
  { name: 'bot token', run: () => token(desk) },
  { name: 'bot channel', run: () => keys(desk) },
  ...(desk.policy.routes.size === 0
    ? [{ name: 'routes', run: async () => noRoutes() }]
    : [...desk.policy.routes.keys()].map((name) => ({
        name: `route ${name}`,
        run: () => reached(route(desk, name), 'Storage Table Data Contributor'),
      }))),
];

async function token({ channel, mode }: DoctorDesk): Promise<Checked> {
  try {
    await channel.token();
    return ok('the bot gets a token for Teams');
  } catch (error) {
    if (!(error instanceof SendFault)) throw error;
    return failed(troubleWords(error.message), BOT_CURE[mode]);
  }
}

async function keys({ channel }: DoctorDesk): Promise<Checked> {
  const broken = (says: string) =>
    failed(
      says,
      'May the app reach login.botframework.com over the network? Without these keys no click is believed.',
    );
  try {
    const count = await channel.keys();
    return count === 0
      ? broken('the Bot Framework publishes no keys')
      : ok(`${many(count, 'key')} of the Bot Framework read, by which clicks are proven`);
  } catch {
    // Whatever broke on the way: no key was read, and that is all there is to know.
    return broken('the keys of the Bot Framework cannot be read');
  }
}

async function route({ routes, channel }: DoctorDesk, name: string): Promise<Checked> {
  const conversation = await routes.find(name);
  const link = `an administrator writes “@Countersign link ${name}” in the channel`;
  if (conversation === undefined) {
    return failed(
      'not linked to any conversation: its cards go nowhere',
      `Add the app Countersign to the team, then ${link}.`,
    );
  }
  const where = `${conversation.type} ${conversation.name ?? conversation.id}`;
  try {
    await channel.conversation(conversation);
    return ok(`linked to ${where}, where the bot is`);
  } catch (error) {
    if (!(error instanceof SendFault)) throw error;
    const isAway = error.kind === 'gone' || error.kind === 'refused' || error.kind === 'closed';
    return failed(
      `${where}: ${troubleWords(error.message)}`,
      isAway
        ? `Add the app Countersign to that team again; or ${link} that is to have its cards.`
        : 'Look again in a minute. If it stays: may the app reach Teams (smba.trafficmanager.net) over the network, and does the line “bot token” hold?',
    );
  }
}

const noRoutes = (): Checked =>
  failed(
    'countersign.yaml names no route: no card goes to any conversation',
    'Name a channel under routes and under defaults.notify in countersign.yaml. People who are told one-to-one may not have the app.',
  );
