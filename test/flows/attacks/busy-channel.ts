// The world of the attacks on what a channel reads: some requests come there whole, some as a summary, and in the end it takes no more
// new cards within the hour.
import assert from 'node:assert/strict';
import { instant } from '../../../approvals/time.ts';
import { CHANNEL } from '../../../local/teams/conversations.ts';
import { createPaceBook } from '../../../store/pace-book.ts';
import { EXPORT } from '../support/caller.ts';
import { wordsOf } from '../support/card-words.ts';
import { type Flow, startFlow } from '../support/flow.ts';
import { policyWith, ROOMY } from '../support/policy.ts';
import { until } from '../support/until.ts';

/** What the channel reads a summary of. */
const QUIET_ACTION = 'payroll.read';
/** What a conversation would read that nobody linked. */
const UNLINKED_ACTION = 'vault.read';

/** Asks to read what only approvers may know of. */
export const QUIET = {
  action: { name: QUIET_ACTION, properties: { employee: 'Marta Quist', account: 'FR7630006000' } },
  resource: { type: 'database', id: 'prod/salaries' },
  context: { note: 'for the severance' },
} as const;
/** Words that stand in it and nowhere else. */
export const QUIET_WORDS: readonly string[] = ['Marta', 'FR7630006000', 'salaries'];

/** As shipped, but for how much the agent may ask, and a route of its own for each of three actions. */
const policyText = policyWith(ROOMY)
  .replace('  notify: [data-approvals]\n', '  notify: []\n')
  .replace('approvers: { group: data-owners, count: 1 }', '$&\n    notify: [data-approvals]')
  .replace(
    '    details: channel\n',
    `    details: channel
  payroll: { timeZone: Europe/Paris, details: approvers }
  nowhere: { timeZone: Europe/Paris, details: channel }
`,
  )
  .concat(`
  - id: payroll-reading
    when: action.name == "${QUIET_ACTION}"
    effect: review
    risk: critical
    notify: [payroll]
  - id: vault-reading
    when: action.name == "${UNLINKED_ACTION}"
    effect: review
    notify: [nowhere]
`);

/** Starts it. The channel has both routes; of those who may decide Alice has the app. */
export async function startBusyChannel(): Promise<Flow> {
  const env = { 'AzureWebJobs.sweepDue.Disabled': 'true' };
  const flow = await startFlow({ policyText, teamsLimits: true, env });
  await flow.teams.say('ada', '@Countersign link payroll');
  await flow.teams.install('alice');
  return flow;
}

/** A list in the channel, of what waits there for its turn; ids. */
interface Listing {
  readonly message: string;
  readonly nonce: string;
  /** Of those in it, what reads the payroll and what exports. */
  readonly quiet: string[];
  readonly exports: string[];
  /** One whose card stands beside the list, one that waits elsewhere, one that was decided. */
  readonly standing: string;
  readonly elsewhere: string;
  readonly ended: string;
}

const HELD = 12;

/** Has so much sent to the channel within the hour that new cards wait, while what people ask for still comes; and asks until there is a list. */
export async function makeList(flow: Flow): Promise<Listing> {
  const ask = async (body: object = EXPORT) => {
    const reply = await flow.agent('nightly-etl').ask(body);
    assert.equal(reply.status, 202, reply.text);
    return reply.body.task?.id ?? '';
  };
  const [standing, ended] = [await ask(), await ask()];
  for (const id of [standing, ended])
    await until(`the card of ${id}`, async () => (await flow.records.quiet(id)).prompts[0]?.activities[0]);
  assert.equal((await flow.teams.click(ended, 'bob', 'deny')).kind, 'card');
  const elsewhere = await ask({ ...EXPORT, action: { name: UNLINKED_ACTION } });
  await fillHour(flow);
  const quiet: string[] = [];
  for (let asked = 0; asked < HELD; asked++) {
    if (asked % 3 === 0) quiet.push(await ask(QUIET));
    else await ask();
  }
  const list = await until('a list of what waits', async () =>
    (await flow.teams.messages()).findLast(({ card }) => /wait for a card here/.test(wordsOf(card))),
  );
  const items = [...JSON.stringify(list.card).matchAll(OPEN)].map(([, id = '', nonce = '']) => ({
    id,
    nonce,
  }));
  const listed = (isQuiet: boolean) =>
    items.filter(({ id }) => quiet.includes(id) === isQuiet).map(({ id }) => id);
  const nonce = items[0]?.nonce ?? '';
  const { messageId: message } = list;
  return { message, nonce, quiet: listed(true), exports: listed(false), standing, elsewhere, ended };
}

const OPEN = /"verb":"open","data":\{"request":"(req_\w+)","nonce":"([^"]+)"/g;
/** Two thirds of 1,800 an hour: the rest is for what people wait for. */
const NEW_IN_AN_HOUR = 1200;

async function fillHour(flow: Flow): Promise<void> {
  const paces = createPaceBook(flow.storage);
  const at = Math.floor(Date.parse(instant(Date.now())) / 60_000) * 60_000;
  await until('the hour to be full', async () => {
    const row = await paces.read(CHANNEL.id);
    const pace = { recent: [], ...row?.data, minutes: [{ at, sends: NEW_IN_AN_HOUR }] };
    return await paces.write(CHANNEL.id, pace, row?.etag);
  });
}
