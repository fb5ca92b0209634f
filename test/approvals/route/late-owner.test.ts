// An owner who adds the app while requests of their agent wait: one prompt for each of them, whatever breaks in between, and nothing for anybody else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancel } from '../../../approvals/ask/cancel.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { replay } from '../../../approvals/audit/check/replay.ts';
import { isFlawed, readEvent, type Told } from '../../../approvals/audit/check/told.ts';
import { StoreFault } from '../../../approvals/faults.ts';
import { urge } from '../../../approvals/lapse/urge.ts';
import { show } from '../../../approvals/prompt/show.ts';
import { bring } from '../../../approvals/route/bring.ts';
import { expectOwner } from '../../../approvals/route/late-owner.ts';
import type { ChainEvent } from '../../../approvals/words.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { AGENTS, PEOPLE } from '../../../local/directory.ts';
import { aConversation, anAsk, aVerdict, idOf, MINUTE_MS, NOW } from '../../support/builders.ts';
import { createMemoryLists } from '../../support/memory-lists.ts';
import { createStage, type Stage } from '../../support/stage.ts';

const CHAT = aConversation({ id: 'a:dana', type: 'personal' });
const NUDGE = { kind: 'bring', conversation: CHAT.id, person: PEOPLE.dana } as const;
const OTHER = idOf('req', 2);
/** Sam owns another agent. */
const ownedBy = (oid: string): readonly string[] =>
  oid === PEOPLE.dana ? [AGENTS.nightlyEtl] : oid === PEOPLE.sam ? [AGENTS.deployBot] : [];
const ask = anAsk({ owners: [PEOPLE.dana] });

/** Asked twice while Dana, who owns the agent, has no app. */
async function aStage(): Promise<Stage> {
  const stage = await createStage({ owners: [PEOPLE.dana] });
  assert.ok((await submit(stage.desk, { ...ask, id: OTHER })).ok);
  stage.forget();
  return stage;
}
const adds = (stage: Stage, oid: string = PEOPLE.dana) => stage.desk.people.remember(oid, CHAT, NOW);
const brings = (stage: Stage, person: string = PEOPLE.dana, desk: Partial<Stage['desk']> = {}) =>
  bring(
    { ...stage.desk, ...createMemoryLists(stage.tables), links: stage.links, names: [], ownedBy, ...desk },
    { ...NUDGE, person },
  );
const owners = (stage: Stage) =>
  stage
    .request()
    .prompts.map((key) => stage.row<Prompt>(key))
    .filter(({ person }) => person !== undefined)
    .map(({ person, ...to }) => [person, 'owner' in to]);

test('each waiting request of an owner’s agents gets one prompt for them, and the record says so; no card that stands changes', async () => {
  const stage = await aStage();
  await adds(stage);
  assert.equal(await brings(stage), 2);
  assert.deepEqual([stage.told(), owners(stage)], [['invited'], [[PEOPLE.dana, true]]]);
  const { actor, facts } = stage.events().at(-1) ?? {};
  assert.deepEqual([actor?.kind, facts], ['policy', { owner: PEOPLE.dana }]);
  assert.equal(stage.request().revision, 1);
  assert.ok(
    stage.nudges.some((each) => each.kind === 'show' && each.request === OTHER && each.todo === 'prompt-2'),
  );
  for (const key of stage.request().prompts) await show(stage.desk, stage.id, key);
  assert.deepEqual(
    stage.sent.map(({ conversation, view }) => [conversation.id, view.toldAs]),
    [
      [aConversation().id, undefined],
      [CHAT.id, 'owner'],
    ],
  );
  assert.deepEqual(stage.lookUps, [PEOPLE.dana], 'the directory is asked about the card alone');
});

test('doubled and at once: one event and one prompt for each', async () => {
  const stage = await aStage();
  await adds(stage);
  const counts = await Promise.all([brings(stage), brings(stage), brings(stage)]);
  assert.equal(
    counts.reduce((sum, each) => sum + each),
    2,
  );
  assert.equal(await brings(stage), 0);
  assert.deepEqual([stage.told(), owners(stage).length], [['invited'], 1]);
});

for (const how of ['fail', 'lost', 'late'] as const) {
  test(`a commit without an answer (${how}) leaves one prompt`, async () => {
    const stage = await aStage();
    await adds(stage);
    stage.spoil('commit invited', how);
    await brings(stage);
    stage.release();
    await brings(stage);
    assert.deepEqual([stage.told(), owners(stage).length], [['invited'], 1]);
  });
}

test('what cannot be written yet is asked for again', async () => {
  for (const how of ['fail', 'late'] as const) {
    const stage = await aStage();
    await adds(stage);
    stage.spoil('commit invited', ...Array.from({ length: 16 }, () => how));
    await assert.rejects(brings(stage), StoreFault);
    stage.release();
    await brings(stage);
    assert.deepEqual([stage.told(), owners(stage).length], [['invited'], 1]);
  }
  const stage = await aStage();
  await adds(stage);
  const commit: typeof stage.desk.store.commit = async (what) =>
    what.id === stage.id ? 'lost' : stage.desk.store.commit(what);
  await assert.rejects(
    brings(stage, PEOPLE.dana, { store: { ...stage.desk.store, commit } }),
    /not told .*: busy/,
  );
  assert.deepEqual((await stage.desk.store.load(OTHER))?.data.prompts, ['prompt-1', 'prompt-2']);
  assert.equal(await brings(stage), 1);
});

test('nothing stands for an owner before they have the app, and nothing is written for somebody who owns no agent that asked', async () => {
  const stage = await aStage();
  assert.deepEqual([await brings(stage), owners(stage)], [0, []]);
  for (const who of ['sam', 'bob'] as const) {
    await adds(stage, PEOPLE[who]);
    assert.equal(await brings(stage, PEOPLE[who]), 0);
  }
  assert.deepEqual([stage.told(), stage.writes(), stage.lookUps], [[], [], []]);
});

test('who became an owner only after it was asked gets no card of it', async () => {
  const stage = await aStage();
  await adds(stage, PEOPLE.carmen);
  assert.equal(await brings(stage, PEOPLE.carmen, { ownedBy: () => [AGENTS.nightlyEtl] }), 0);
  assert.deepEqual(stage.told(), []);
});

test('an owner who is told already, as one or because the policy names them, gets no second prompt', async () => {
  const stage = await createStage({
    owners: [PEOPLE.dana],
    verdict: aVerdict({ oneToOne: { groups: [], people: [PEOPLE.dana] } }),
  });
  await adds(stage);
  assert.equal(await brings(stage), 0);
  assert.deepEqual(owners(stage), [[PEOPLE.dana, false]]);
});

test('nothing is brought of what has ended, or whose time is over', async () => {
  const stage = await aStage();
  await adds(stage);
  const by = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;
  assert.ok((await cancel(stage.desk, OTHER, by)).ok);
  assert.equal(await brings(stage), 1);
  assert.deepEqual((await stage.desk.store.load(OTHER))?.data.prompts, ['prompt-1']);
  const late = await aStage();
  await adds(late);
  late.set(late.request().expiresAt);
  assert.equal(await brings(late), 0);
  assert.deepEqual(late.told(), []);
});

test('of a request whose cancellation falls in between nothing is left to post', async () => {
  const stage = await createStage({ owners: [PEOPLE.dana] });
  await adds(stage);
  const by = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;
  stage.before('commit invited', async () => {
    assert.ok((await cancel(stage.desk, stage.id, by)).ok);
  });
  assert.equal(await brings(stage), 0);
  assert.deepEqual([stage.told(), owners(stage)], [['cancelled'], []]);
});

test('storage that fails for one request leaves the others told, and the queue tries again', async () => {
  const stage = await aStage();
  await adds(stage);
  const list = () => Promise.reject(new StoreFault('died', true));
  await assert.rejects(brings(stage, PEOPLE.dana, { quota: { ...stage.desk.quota, list } }), StoreFault);
  assert.equal(await brings(stage), 2);
});

test('the queue is told of an owner’s chat before it is known, with time to write it down; of nobody else’s, and not again', async () => {
  const stage = await aStage();
  const nudges: unknown[] = [];
  const desk = {
    ...{ people: stage.desk.people, ownedBy },
    nudgeLater: async (...told: readonly unknown[]) => void nudges.push(told),
  };
  await expectOwner(desk, { oid: PEOPLE.dana }, CHAT);
  await expectOwner(desk, { oid: PEOPLE.bob }, CHAT);
  assert.deepEqual(nudges, [[NUDGE, 2]]);
  await adds(stage);
  await expectOwner(desk, { oid: PEOPLE.dana }, CHAT);
  assert.equal(nudges.length, 1);
  await expectOwner(desk, { oid: PEOPLE.dana }, { ...CHAT, id: 'a:another' });
  assert.equal(nudges.length, 2);
});

test('an owner who came late is reminded of nothing, and hears of comments and the end like any other', async () => {
  const stage = await createStage({ owners: [PEOPLE.dana], verdict: aVerdict({ remindEveryMs: MINUTE_MS }) });
  await adds(stage);
  await brings(stage);
  await show(stage.desk, stage.id, 'prompt-2');
  stage.advance(MINUTE_MS);
  await urge(stage.desk, stage.id);
  await show(stage.desk, stage.id, 'prompt-2');
  assert.deepEqual(
    stage.sent.map(({ kind }) => kind),
    ['post', 'update'],
  );
  const by = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;
  assert.ok((await cancel(stage.desk, stage.id, by)).ok);
  await show(stage.desk, stage.id, 'prompt-2');
  assert.equal(stage.sent.filter(({ kind }) => kind === 'post').length, 2);
});

test('offline an owner who is told is found to be none, or told after the end', async () => {
  const stage = await aStage();
  await adds(stage);
  await brings(stage);
  const by = { clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const;
  assert.ok((await cancel(stage.desk, stage.id, by)).ok);
  const [requested, invited, cancelled] = stage.events();
  assert.ok(requested && invited && cancelled);
  const whyOf = (...events: readonly ChainEvent[]): string | undefined => {
    const told = events.map((each) => readEvent(each));
    const flawed = told.find(isFlawed);
    if (flawed !== undefined) return flawed.why;
    const state = replay(told as Told[]);
    return isFlawed(state) ? state.why : undefined;
  };
  assert.equal(whyOf(requested, invited, cancelled), undefined);
  assert.match(
    whyOf(requested, { ...invited, facts: { owner: PEOPLE.bob } }) ?? '',
    /as an owner, who was none when it was asked/,
  );
  assert.match(whyOf(requested, { ...invited, facts: {} }) ?? '', /facts this version does not know/);
  assert.match(whyOf(requested, cancelled, invited) ?? '', /is invited, and it was cancelled already/);
});
