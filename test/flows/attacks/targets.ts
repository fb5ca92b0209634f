// The requests that attacks are sent against, made through the doors by those who may.
import assert from 'node:assert/strict';
import type { Prompt } from '../../../approvals/work.ts';
import { AGENTS, BOT_APP_ID, PEOPLE, TENANT } from '../../../local/directory.ts';
import type { AgentEar } from '../support/agent-ear.ts';
import { ASSIGNMENT, EXPORT, TOO_LONG } from '../support/caller.ts';
import type { Flow } from '../support/flow.ts';
import { approved, asked } from '../support/steps.ts';
import type { Activity } from '../support/teams.ts';
import { until } from '../support/until.ts';
import type { Against } from './attack.ts';
import { makeList, QUIET } from './busy-channel.ts';

/** What the policy of the attacks asks a sign-in for; the shipped one has no such rule. */
export const SIGN_IN_ACTION = 'secret.read';

/** A request as an attacker may come to know it. `activity` is Alice's press of "approve". */
export interface Target {
  readonly id: string;
  readonly fill: Readonly<Record<string, string>>;
  readonly activity: Activity;
}

/** Makes one; its card stands and nothing of it is under way. */
export async function makeTarget(flow: Flow, ear: AgentEar, against: Against): Promise<Target | undefined> {
  if (against === 'none') return undefined;
  if (against === 'a request in a list') return await takeListed(flow);
  const id = await makeRequest(flow, ear, against);
  const { request, prompts } = await until(`the cards of ${id}`, async () => {
    const stored = await flow.records.quiet(id);
    return stored.prompts.some(({ held }) => held !== undefined) ? undefined : stored;
  });
  const prompt = prompts.find(({ route }) => route !== undefined);
  const own = prompts.find(({ person }) => person === PEOPLE.alice);
  const messageId = prompt?.activities[0]?.id ?? '';
  const grant = request.grant;
  return {
    id,
    fill: {
      id,
      nonce: prompt?.nonce ?? '',
      hash: request.intentHash,
      message: messageId,
      conversation: prompt?.conversation?.id ?? '',
      grant: grant?.id ?? '',
      signed: grant?.token ?? '',
      ownNonce: own?.nonce ?? '',
      ownChat: `a:${PEOPLE.alice}`,
    },
    activity: approvalOf(prompt, id, messageId),
  };
}

const lists = new WeakMap<Flow, ReturnType<typeof makeList>>();

/** The next request of the list; {card} is the nonce of the card that waits. */
async function takeListed(flow: Flow): Promise<Target> {
  const list = await (lists.get(flow) ?? lists.set(flow, makeList(flow)).get(flow));
  assert.ok(list);
  const { message, nonce, standing, elsewhere, ended } = list;
  const [id, quiet] = [list.exports.shift() ?? '', list.quiet.shift() ?? ''];
  const { request, prompts } = await flow.records.read(standing);
  const { nonce: card = '' } = (await flow.records.read(id)).prompts[0] ?? {};
  const fill = { id, quiet, standing, elsewhere, ended, nonce, message, card, hash: request.intentHash };
  return { id, fill, activity: approvalOf(prompts[0], id, message) };
}

async function makeRequest(
  flow: Flow,
  ear: AgentEar,
  against: Exclude<Against, 'none' | 'a request in a list'>,
): Promise<string> {
  const etl = flow.agent('nightly-etl');
  switch (against) {
    case 'a waiting request':
      return asked(flow);
    case 'a waiting request with a callback':
      return asked(flow, { ...EXPORT, callback: { endpoint: ear.endpoint } });
    case 'a request that needs a sign-in':
      return asked(flow, { ...EXPORT, action: { name: SIGN_IN_ACTION } });
    case 'a request too long for its card':
      return asked(flow, TOO_LONG);
    case 'a request whose card cuts what differs': {
      const first = await asked(flow, decoys(1));
      const deny = { decision: 'deny', reason: 'too_much' };
      assert.equal((await flow.person('alice').on(first, 'decisions', deny)).status, 200);
      return asked(flow, decoys(2));
    }
    case 'a request for two':
      return asked(flow, ASSIGNMENT);
    case 'a request for two that has one vote': {
      const id = await asked(flow, ASSIGNMENT);
      assert.equal((await flow.teams.click(id, 'alice', 'approve')).kind, 'card');
      return id;
    }
    case 'a request on behalf of Alice': {
      const claims = {
        idtyp: null,
        oid: PEOPLE.alice,
        roles: null,
        scp: 'Requests.Create',
        xms_act_fct: '11',
      };
      return idOf(await flow.bearer(await flow.directory.mint(claims)).ask(), 202);
    }
    case "the warehouse's request": {
      const subject = { type: 'agent', id: AGENTS.nightlyEtl };
      return idOf(await flow.agent('warehouse').ask({ ...EXPORT, subject }), 202);
    }
    case 'a request whose channel reads a summary':
      return idOf(await etl.ask(QUIET), 202);
    case 'an approved request':
      return (await approved(flow)).id;
    case 'a used approval': {
      const { id, approval } = await approved(flow);
      assert.equal((await etl.redeem(approval, 'the-one-use')).body.decision, true);
      return id;
    }
    case 'a revoked approval': {
      const { id } = await approved(flow);
      assert.equal((await flow.person('alice').on(id, 'revoke')).status, 200);
      return id;
    }
    case 'a denied request': {
      const id = await asked(flow);
      assert.equal((await flow.teams.click(id, 'bob', 'deny')).kind, 'card');
      return id;
    }
    case "Sam's record of nightly-etl": {
      const deed = {
        ...EXPORT,
        done_at: new Date(0).toISOString(),
        reason: 'It burned.',
        agent: 'nightly-etl',
      };
      return idOf(await flow.person('sam').post('/access/v1/records', deed), 201);
    }
    case 'a cancelled request': {
      const id = await asked(flow);
      assert.equal((await etl.on(id, 'cancel')).status, 200);
      return id;
    }
  }
}

/** Six harmless values stand in front of the one that counts. */
const decoys = (value: number) => ({
  ...EXPORT,
  resource: { type: 'database', id: 'prod/decoys' },
  context: Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'zone'].map((name) => [name, value])),
});

function idOf(
  reply: {
    readonly status: number;
    readonly text: string;
    readonly body: { readonly task?: { id: string } };
  },
  status: number,
): string {
  assert.equal(reply.status, status, reply.text);
  return reply.body.task?.id ?? '';
}

// As the real client sends it, member by member.
function approvalOf(prompt: Prompt | undefined, request: string, replyToId: string): Activity {
  const data = { request, prompt: prompt?.key, nonce: prompt?.nonce };
  return {
    type: 'invoke',
    name: 'adaptiveCard/action',
    id: 'f:0123',
    channelId: 'msteams',
    serviceUrl: prompt?.conversation?.serviceUrl,
    from: { id: '29:alice', name: 'Alice Aho', aadObjectId: PEOPLE.alice },
    recipient: { id: `28:${BOT_APP_ID}`, name: 'Countersign' },
    conversation: {
      id: prompt?.conversation?.id,
      conversationType: 'channel',
      tenantId: TENANT,
      isGroup: true,
    },
    channelData: { tenant: { id: TENANT } },
    replyToId,
    value: { action: { type: 'Action.Execute', verb: 'approve', data }, trigger: 'manual' },
  };
}
