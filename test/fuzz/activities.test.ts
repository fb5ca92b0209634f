// Ten thousand activities at the bot's door: never a fault, never an exception, and never a row but for the person whom a genuine
// activity of Teams names, pressing a button of the very card.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { PEOPLE, TENANT } from '../../local/directory.ts';
import { type ActivityCase, activityCases, activityOf, channelToken, isFromTeams } from './activity-cases.ts';
import { openDoors } from './doors.ts';
import { startOutside } from './outside.ts';
import { RUNS, SEED } from './seed.ts';
import { damaged } from './token-cases.ts';

const outside = await startOutside();
after(outside.close);
const doors = await openDoors(outside);
const aim = { ...doors, serviceUrl: `${outside.url}/` };

async function send(one: ActivityCase) {
  const token = channelToken(one, aim);
  const body = damaged(JSON.stringify(activityOf(one, aim)) ?? 'undefined', one.bodyDamage);
  const authorization = `${one.scheme}${damaged(token, one.damage)}`;
  const { reply, change } = await doors.call({ door: 'messages', authorization, body });
  return { status: Number(reply.status), text: String(reply.body ?? ''), change, sent: parsed(body) };
}

function parsed(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
  } catch {
    return undefined;
  }
}

type Members = Readonly<Record<string, unknown>>;
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? (inner as Members)[name] : undefined),
    value,
  );

/** Whom Teams names as the sender, if that is a person of ours. */
function senderOf(activity: Members): string | undefined {
  const oid = at(activity, 'from', 'aadObjectId');
  const signs = [
    at(activity, 'conversation', 'tenantId'),
    at(activity, 'channelData', 'tenant', 'id'),
    at(activity, 'from', 'tenantId'),
  ].filter((sign) => sign !== undefined && sign !== '');
  const isOurs = signs.length > 0 && signs.every((sign) => spelled(sign).toLowerCase() === TENANT);
  const isBot = ['bot', 'skill'].includes(spelled(at(activity, 'from', 'role')));
  const hasBotId = spelled(at(activity, 'from', 'id')).startsWith('28:');
  return typeof oid === 'string' && isOurs && !isBot && !hasBotId ? oid.toLowerCase() : undefined;
}

/** As text; an object may be made so that it has none. */
function spelled(value: unknown): string {
  try {
    return String(value);
  } catch {
    return '';
  }
}

const VOTERS: readonly unknown[] = [PEOPLE.alice, PEOPLE.bob, PEOPLE.carmen];
const ADMINS: readonly unknown[] = [PEOPLE.ada, PEOPLE.noor];

/** What this activity may record at most. */
function mayRecord(activity: Members): readonly string[] {
  const action = at(activity, 'value', 'action');
  const isClick =
    activity.type === 'invoke' &&
    activity.name === 'adaptiveCard/action' &&
    activity.channelId === 'msteams' &&
    at(action, 'data', 'request') === aim.id &&
    at(action, 'data', 'nonce') === aim.nonce &&
    spelled(at(activity, 'conversation', 'id')).split(';messageid=', 1)[0] === aim.conversation &&
    at(activity, 'value', 'trigger') !== 'automatic';
  const verb = at(action, 'verb');
  const sender = senderOf(activity);
  if (!isClick || sender === undefined) return [];
  if (verb === 'approve' && VOTERS.includes(sender)) return ['voted', 'approved'];
  if (verb === 'deny' && VOTERS.includes(sender)) return ['voted', 'denied'];
  return verb === 'comment' && [...VOTERS, PEOPLE.dana].includes(sender) ? ['commented'] : [];
}

const isUntouched = (one: ActivityCase): boolean =>
  one.changes.length + one.claims.length + one.header.length === 0 &&
  one.signer === 'channel' &&
  one.damage.how === 'none' &&
  one.bodyDamage.how === 'none' &&
  one.scheme === 'Bearer ';

test(`whatever comes to the bot's door: no fault, and no row but for whom Teams proves (seed ${SEED})`, async (t) => {
  const came = { cases: 0, genuine: 0, votes: 0, comments: 0, links: 0, chats: 0 };
  await fc.assert(
    fc.asyncProperty(activityCases, async (one) => {
      const { status, text, change, sent } = await send(one);
      const told = `${status} ${text.slice(0, 300)} ${doors.faults.at(-1) ?? ''}`;
      came.cases += 1;
      assert.ok(status >= 200 && status < 500, told);
      assert.deepEqual(doors.faults, [], told);
      const isGenuine = sent !== undefined && isFromTeams(one, aim, sent.serviceUrl);
      if (!isGenuine) {
        assert.equal(status, sent === undefined ? 400 : 401, told);
        assert.equal(text, '', 'whoever is not proven is told nothing');
        assert.deepEqual([change.rows, change.binds, change.chats], [[], 0, []], told);
        return;
      }
      came.genuine += 1;
      assert.ok(status === 200 || status === 401, told);
      if (change.binds > 0) {
        came.links += 1;
        assert.ok(sent.type === 'message' && ADMINS.includes(senderOf(sent)), told);
        assert.match(String(sent.text), /link data-approvals/);
      }
      if (change.chats.length > 0) {
        came.chats += 1;
        assert.equal(at(sent, 'conversation', 'conversationType') ?? 'personal', 'personal', told);
        assert.deepEqual(change.chats, [senderOf(sent)], told);
      }
      const may = mayRecord(sent);
      const [request] = change.requests;
      if (change.rows.length === 0) {
        const works = isUntouched(one) && (may.length > 0 || (one.base === 'message' && change.binds === 0));
        assert.ok(!works, `an untouched activity did not work: ${told}`);
        return;
      }
      assert.deepEqual(
        change.events.map(({ type }) => type),
        may,
        told,
      );
      assert.ok(may.length > 0 && change.requests.length === 1 && request !== undefined, told);
      came[may[0] === 'commented' ? 'comments' : 'votes'] += 1;
      const by = senderOf(sent);
      assert.deepEqual(
        request.votes.map(({ person }) => person.oid),
        may[0] === 'voted' ? [by] : [],
      );
      assert.ok(
        change.events.every(({ actor }) => actor.id === by),
        told,
      );
    }),
    { numRuns: RUNS, seed: SEED },
  );
  t.diagnostic(JSON.stringify(came));
  // A run in which nothing genuine got through would prove nothing.
  const few = RUNS / 100;
  if (RUNS >= 1000)
    assert.ok(came.votes > few && came.comments > few / 2 && came.links > few / 4, JSON.stringify(came));
});
