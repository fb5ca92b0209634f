// Pausing an agent: an administrator stops it, everything that waits is denied, nothing new begins, another administrator lets it go on.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { standingId } from '../../../approvals/agent/standing.ts';
import { verifyChain } from '../../../approvals/change/chain.ts';
import type { ChainEvent } from '../../../approvals/words.ts';
import { AGENTS, PEOPLE } from '../../../local/directory.ts';
import { createStandingStore } from '../../../store/standing-store.ts';
import { DEV_READ, EXPORT } from '../support/caller.ts';
import { startFlow } from '../support/flow.ts';
import { approved, asked } from '../support/steps.ts';
import type { Reply } from '../support/told.ts';
import { until } from '../support/until.ts';

const flow = await startFlow();
after(flow.stop);
const standings = createStandingStore(flow.storage);
const etl = flow.agent('nightly-etl');
const [ada, noor] = [flow.person('ada'), flow.person('noor')];
const path = (what: string, agent = 'nightly-etl') => `/access/v1/agents/${agent}${what}`;
const pause = (by = ada, agent = 'nightly-etl') =>
  by.post(path('/pause', agent), { reason: 'its token leaked' });
const resume = (by = noor, agent = 'nightly-etl') => by.post(path('/resume', agent), {});
const told = ({ status, body }: Reply) => [status, body.type];
const PAUSED = [403, 'urn:countersign:error:agent_paused'];

/** The types of the events of an agent's standing; the chain is verified. */
async function eventsOf(clientId: string = AGENTS.nightlyEtl): Promise<readonly ChainEvent[]> {
  const id = standingId(clientId);
  const events = (await standings.list<ChainEvent>(id, 'event-')).map(({ row }) => row.data);
  assert.deepEqual(verifyChain(events, (await standings.load(id))?.data), { ok: true });
  return events;
}

const cardSays = (id: string, words: RegExp) =>
  until(`a card with ${words}`, async () => words.test((await flow.teams.card(id)).words) || undefined);

/** What the bot says to this. */
async function says(who: 'ada' | 'noor' | 'alice' | 'gus', text: string): Promise<string> {
  const before = (await flow.teams.messages()).length;
  await flow.teams.say(who, `@Countersign ${text}`);
  return until(`an answer to ${text}`, async () => {
    const messages = (await flow.teams.messages()).slice(before);
    return messages.find((each) => each.card === null && each.from.aadObjectId === undefined)?.text;
  });
}

it('denies what waits, refuses what is new, blocks what was approved; and all of it is told', async () => {
  const used = await approved(flow);
  const waiting = [await asked(flow), await asked(flow)];
  const other = await flow
    .agent('deploy-bot')
    .ask({ ...EXPORT, resource: { type: 'database', id: 'prod/other' } });

  const paused = await pause();
  assert.equal(paused.status, 200, paused.text);
  const { agent } = paused.body as { agent?: Record<string, unknown> };
  assert.deepEqual(
    [agent?.client_id, agent?.name, agent?.registered, agent?.paused],
    [AGENTS.nightlyEtl, 'nightly-etl', true, true],
  );

  for (const id of waiting) {
    const { events, request } = await flow.records.tells(id, 'requested', 'denied');
    assert.deepEqual([events.at(-1)?.actor.id, events.at(-1)?.facts.because], [PEOPLE.ada, 'agent_paused']);
    assert.equal(request.endedBy?.name, 'Ada Alm');
    const card = await flow.teams.card(id);
    assert.match(card.words, /Denied, the agent was paused.*Denied by Ada Alm, who paused the agent/);
    assert.deepEqual(card.verbs, []);
    assert.equal((await etl.read(id)).body.task?.decision?.reason, 'the agent was paused');
  }
  assert.equal((await flow.records.read(other.body.task?.id ?? '')).request.status, 'pending');

  for (const wish of [EXPORT, DEV_READ]) {
    const refused = await etl.ask(wish);
    assert.deepEqual(told(refused), PAUSED);
    assert.equal(refused.headers.get('retry-after'), null);
    assert.match(refused.body.detail ?? '', /The agent is paused: it was stopped on 2\d{3}-/);
    const evaluated = await etl.post('/access/v1/evaluation', wish);
    assert.deepEqual([evaluated.status, evaluated.body.decision], [200, false]);
  }
  const asEnforcer = { subject: { type: 'agent', id: AGENTS.nightlyEtl }, ...EXPORT };
  assert.deepEqual(told(await flow.agent('warehouse').ask(asEnforcer)), PAUSED);

  const no = await etl.redeem(used.approval, 'x-1');
  assert.deepEqual([no.body.decision, no.body.context?.reason], [false, 'policy_denied']);
  assert.match(no.text, /The agent is paused: it was stopped on/);
  assert.equal((await flow.records.read(used.id)).request.grant?.state, 'unused');
  await cardSays(used.id, /Approved, but the agent is paused.*Paused *by Ada Alm/);

  assert.deepEqual(told(await resume(ada)), [403, 'urn:countersign:error:own_pause']);
  assert.equal((await resume()).status, 200);
  await cardSays(used.id, /Approved, not used yet/);
  assert.equal((await etl.redeem(used.approval, 'x-1')).body.decision, true);
  assert.equal((await etl.ask()).status, 202);
  assert.deepEqual(
    (await eventsOf()).map(({ type, actor }) => [type, actor.id]),
    [
      ['paused', PEOPLE.ada],
      ['pending_denied', PEOPLE.ada],
      ['resumed', PEOPLE.noor],
    ],
  );
});

it('refuses the repeat of a use while the agent is paused, and answers it again afterwards', async () => {
  const { approval } = await approved(flow);
  const first = await etl.redeem(approval, 'x-2');
  assert.equal(first.body.decision, true);
  await pause();
  const repeat = await etl.redeem(approval, 'x-2');
  assert.deepEqual([repeat.body.decision, repeat.body.context?.reason], [false, 'policy_denied']);
  await resume();
  const again = await etl.redeem(approval, 'x-2');
  assert.deepEqual([again.body.decision, again.body.context?.redemption?.replayed], [true, true]);
});

it('lets a paused agent read, report and withdraw', async () => {
  const { id, approval } = await approved(flow);
  await etl.redeem(approval, 'x-3');
  await pause();
  assert.equal((await etl.read(id)).status, 200);
  assert.equal((await etl.on(id, 'outcome', { result: 'succeeded' })).status, 200);
  await resume();
});

it('is the same in Teams: paused, listed, resumed by another administrator', async () => {
  const id = await asked(flow);
  assert.match(
    await says('ada', 'pause nightly-etl it asked for too much'),
    /^Done\. nightly-etl is paused\./,
  );
  await flow.records.tells(id, 'requested', 'denied');
  assert.match(
    await says('noor', 'agents'),
    /nightly-etl: paused by Ada Alm since .* UTC: “it asked for too much”.*deploy-bot: not paused/s,
  );
  assert.match(await says('ada', 'resume nightly-etl'), /^You paused this agent/);
  assert.match(await says('noor', 'resume nightly-etl'), /^Done\. nightly-etl may ask again/);
  assert.equal((await eventsOf()).at(-1)?.facts.via, 'teams');
});

it('obeys nobody but administrators, through whichever door', async (t) => {
  const before = (await eventsOf()).length;
  const token = await flow.world.tokens.agent('nightly-etl');
  for (const [what, reply] of [
    ['an approver', await pause(flow.person('alice'))],
    ['the owner', await pause(flow.person('dana'))],
    ['an auditor', await pause(flow.person('audrey'))],
    ['a guest', await pause(flow.person('gus'))],
    ['the agent itself', await pause(etl)],
    ['the enforcer', await pause(flow.agent('warehouse'))],
    ['the agent with its own token', await pause(flow.bearer(token))],
  ] as const) {
    assert.equal(reply.status, 403, `${what}: ${reply.text}`);
  }
  assert.equal((await pause(flow.bearer())).status, 401);
  assert.equal((await flow.person('alice').get(path(''))).status, 403);
  assert.match(await says('alice', 'pause nightly-etl now'), /^Only administrators/);
  assert.match(await says('gus', 'agents'), /^Only administrators/);

  await flow.directory.change(t, 'ada', { groups: [] });
  assert.deepEqual(told(await pause()), [403, 'urn:countersign:error:not_permitted']);
  await flow.directory.spoilGraph(t, { next: 30, status: 500 });
  assert.deepEqual(told(await pause(noor)), [503, 'urn:countersign:error:could_not_verify']);
  assert.equal((await eventsOf()).length, before);
});

it('refuses a person’s token that an agent holds', async () => {
  const claims = {
    oid: PEOPLE.ada,
    sub: PEOPLE.ada,
    scp: 'Approvals.Decide',
    azp: AGENTS.nightlyEtl,
    roles: null,
    idtyp: null,
  };
  const reply = await pause(flow.bearer(await flow.directory.mint(claims)));
  assert.equal(reply.status, 403, reply.text);
  assert.match(reply.body.detail ?? '', /neither an agent nor an enforcer/);
});

it('tells an administrator everything of an agent, by name or client id, and that there is none of another name', async () => {
  const { status, body } = await ada.get(path('', AGENTS.nightlyEtl.toUpperCase()));
  const { agent, events } = body as {
    agent?: { name?: string };
    events?: { type: string; reason?: string }[];
  };
  assert.deepEqual(
    [status, agent?.name, events?.[0]?.type, events?.[0]?.reason],
    [200, 'nightly-etl', 'paused', 'its token leaked'],
  );
  const unknown = await ada.get(path('', 'nightly-elt'));
  assert.deepEqual(told(unknown), [404, 'urn:countersign:error:unknown_agent']);
  assert.match(unknown.body.detail ?? '', /Did you mean nightly-etl\?/);
  const stranger = '7c0ffee0-0000-4000-8000-00000000cfff';
  assert.match((await ada.get(path('', stranger))).text, /"registered":false,"paused":false/);
  assert.equal((await pause(ada, stranger)).status, 200);
  assert.match((await noor.get(path('', stranger))).text, /"paused":true/);
  assert.equal((await resume(noor, stranger)).status, 200);
});

for (const [what, body, words] of [
  ['no reason', {}, /reason/],
  ['an empty reason', { reason: ' ' }, /say why/],
  ['another member', { reason: 'x', until: 'tomorrow' }, /until/],
] as const) {
  it(`takes no pause with ${what}`, async () => {
    const reply = await ada.post(path('/pause'), body);
    assert.deepEqual(told(reply), [400, 'urn:countersign:error:invalid']);
    assert.match(reply.text, words);
  });
}

it('an approver’s report on a card denies, stops the agent, and tells the administrators one-to-one', async () => {
  for (const who of ['ada', 'noor'] as const) await flow.teams.install(who);
  const [id, beside] = [await asked(flow), await asked(flow)];
  const answer = await flow.teams.click(id, 'alice', 'report', { comment: 'Nobody ordered this.' });
  assert.match(answer.text, /Denied by Alice Aho.*“Nobody ordered this\.”.*Reported as suspicious/);
  const again = await flow.teams.send(answer.activity, {});
  assert.equal(again.text, answer.text, 'sent again by Teams it is the same report');
  await until('the agent’s other request to be denied', async () => {
    const { request } = await flow.records.read(beside);
    return request.endReason === 'the agent was paused';
  });
  const cards = await until('a card for each administrator', async () => {
    const found = (await flow.teams.cards(id)).filter(({ conversation }) =>
      [PEOPLE.ada, PEOPLE.noor].some((oid) => conversation.id === `a:${oid}`),
    );
    return found.length === 2 ? found : undefined;
  });
  for (const { words } of cards) assert.match(words, /Reported as suspicious: the agent is stopped/);
  const refused = await etl.ask(EXPORT);
  assert.deepEqual(told(refused), PAUSED);
  const reported = (await eventsOf()).filter(({ type, facts }) => type === 'paused' && facts.reported === id);
  assert.deepEqual(
    reported.map(({ actor }) => actor.id),
    [PEOPLE.alice],
  );
  assert.equal((await resume()).status, 200);
  await flow.records.tells(id, 'requested', 'voted', 'denied', 'invited');
});

it('a report that others were faster than stops the agent too: the approval stands and cannot be used, and the card says both', async () => {
  const id = await asked(flow);
  assert.match((await flow.teams.click(id, 'alice', 'approve')).text, /Approved/);
  const [before] = await flow.teams.cards(id);
  const answer = await flow.teams.click(id, 'bob', 'report', { comment: 'Nobody ordered this.' });
  assert.match(answer.text, /Your report counts, and the agent is stopped.*Alice Aho.*approved this/);
  assert.ok(before);
  const { request } = await flow.records.read(id);
  assert.deepEqual(
    [request.status, request.grant?.state, request.reported?.by],
    ['approved', 'unused', PEOPLE.bob],
  );
  assert.deepEqual(told(await etl.ask(EXPORT)), PAUSED);
  await until('the channel’s card to say so', async () => {
    const [card] = await flow.teams.cards(id);
    return card?.words.match(/reported as suspicious.*as suspicious by Bob Berg.*“Nobody ordered this\.”/s);
  });
  assert.equal((await resume()).status, 200);
  await flow.records.tells(id, 'requested', 'voted', 'approved', 'reported', 'invited');
});

it('a deny by API may be a report too, and an approval never', async () => {
  const id = await asked(flow);
  const decide = (body: object) => flow.person('bob').on(id, 'decisions', body);
  assert.equal((await decide({ decision: 'approve', suspicious: true })).status, 400);
  await flow.records.tells(id, 'requested');
  assert.equal((await decide({ decision: 'deny', suspicious: true })).status, 200);
  assert.equal((await flow.records.read(id)).request.reported?.by, PEOPLE.bob);
  assert.deepEqual(told(await etl.ask(EXPORT)), PAUSED);
  assert.equal((await resume()).status, 200);
});

it('leaves nothing pending of twenty asks that come while it is paused', async () => {
  for (let round = 0; round < 3; round++) {
    const asks = Array.from({ length: 20 }, (_, n) =>
      etl.ask({ ...EXPORT, context: { run: `${round}-${n}` } }, { 'idempotency-key': `race-${round}-${n}` }),
    );
    // After as many answers as the round says: the pause comes into the middle of them.
    await Promise.race(asks.slice(round * 5));
    const paused = await pause();
    assert.equal(paused.status, 200);
    const replies = await Promise.all(asks);
    await flow.pass(30_000);
    for (const reply of replies) {
      assert.ok(reply.status === 202 || reply.status === 403, reply.text);
      if (reply.status === 403) continue;
      const id = reply.body.task?.id ?? '';
      await until(
        `${id} to be denied`,
        async () => (await flow.records.read(id)).request.status === 'denied',
      );
    }
    assert.equal((await resume()).status, 200);
  }
});

it('ends approvals that race with a pause in one way: denied, or approved and of no use while paused', async () => {
  for (let round = 0; round < 4; round++) {
    const id = await asked(flow);
    const [click, paused] = await Promise.all([flow.teams.click(id, 'alice', 'approve'), pause()]);
    assert.equal(paused.status, 200);
    await flow.pass(30_000);
    const { request } = await flow.records.quiet(id);
    assert.ok(['denied', 'approved'].includes(request.status), `${request.status}: ${click.text}`);
    if (request.grant !== undefined) {
      const used = await etl.redeem({ id: request.grant.id, state: request.grant.token }, `race-${round}`);
      assert.equal(used.body.decision, false);
    }
    assert.equal((await resume()).status, 200);
  }
});
