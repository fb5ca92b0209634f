// The line that mentions people: exactly those, by plain names, and nothing of an agent's words becomes one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SendFault } from '../../../approvals/faults.ts';
import type { Mentioned } from '../../../approvals/prompt/card-ports.ts';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { withMentions } from '../../../bot/cards/mentions.ts';
import type { CardMessage } from '../../../bot/outgoing.ts';
import { createCardDesk } from '../../../bot/prompts.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { aConversation } from '../../support/builders.ts';
import { viewOf } from './views.ts';

interface Entity {
  readonly type: string;
  readonly text: string;
  readonly mentioned: { readonly id: string; readonly name: string };
}

/** The card's line of mentions, and its entities. */
function mentioned(mentions: readonly Mentioned[], change: object = {}) {
  const view = { ...viewOf('waiting-new'), ...change, mentions };
  const card = withMentions(buildCard(view), view);
  const line = (card.body ?? []).find(({ type }) => type === 'TextBlock') as
    | { readonly text: string }
    | undefined;
  const { entities = [] } = (card.msteams ?? {}) as { readonly entities?: readonly Entity[] };
  return { card, line: line?.text, entities };
}
const alice = { oid: PEOPLE.alice, name: 'Alice Aho' };

test('each person stands in the line and among the entities by the same text, with the object id', () => {
  const { line, entities } = mentioned([alice, { oid: PEOPLE.bob, name: 'Bob Berg' }]);
  assert.equal(line, 'Asked: <at>Alice Aho</at>, <at>Bob Berg</at>');
  assert.deepEqual(entities[0], {
    type: 'mention',
    text: '<at>Alice Aho</at>',
    mentioned: { id: PEOPLE.alice, name: 'Alice Aho' },
  });
  assert.equal(entities.length, 2);
});

for (const [name, shown] of [
  ['Mal [click](https://evil.example)', '“Mal click https evil.example”'],
  ['</at><at>everybody</at>', '“at at everybody at”'],
  ['**Bold** _Boss_ {{DATE(x)}}', '“Bold Boss DATE x”'],
  ['\u202Eeve\u200B', '“eve”'],
  [`Zal${'\u0301'.repeat(9)}go`, 'Zaĺ\u0301\u0301\u0301go'],
  ['José O’Neill-Łuk 2nd', '“José O’Neill-Łuk 2nd”'],
  ['\u200B \u3164', 'Approver'],
  ['José O’Neill-Łuk', 'José O’Neill-Łuk'],
  ['Bob Berg (Contractor)', 'Bob Berg (Contractor)'],
  ['Berg, Bob', '“Berg, Bob”'],
  ['Alice Aho and Bob Berg', '“Alice Aho and Bob Berg”'],
  ['Alice” <at>x</at>, “Bobʺ', '“Alice at x at , Bob’”'],
  [`Key AKIA${'IOSFODNN7EXAMPLE'}`, '“Key redacted key, 20 characters”'],
] as const) {
  test(`the name ${JSON.stringify(name)} is mentioned as “${shown}”`, () => {
    const { line, entities } = mentioned([{ oid: PEOPLE.alice, name }]);
    assert.equal(line, `Asked: <at>${shown}</at>`);
    assert.deepEqual(
      entities.map(({ text }) => text),
      [`<at>${shown}</at>`],
    );
  });
}

test('two people of one name are told apart by their ids', () => {
  const { line } = mentioned([alice, { oid: PEOPLE.bob, name: 'ALICE AHO' }]);
  assert.equal(line, 'Asked: <at>Alice Aho (7c0f…e001)</at>, <at>ALICE AHO (7c0f…e002)</at>');
});

test('what an agent writes is never the text of a mention of ours, and changes nobody’s name', () => {
  const base = viewOf('waiting-new');
  for (const forged of [
    '<at>Alice Aho</at>',
    'x <AT>alice aho</AT><at>Alice Aho</at> <at>Alice Aho 2</at>',
  ]) {
    const request = { ...base.request, resource: { type: 'database', id: forged } };
    const { card, line, entities } = mentioned([alice], { request, parameters: { note: forged } });
    assert.equal(line, 'Asked: <at>Alice Aho</at>');
    assert.deepEqual(
      entities.map(({ text }) => text),
      ['<at>Alice Aho</at>'],
    );
    const { body: [, , ...below] = [] } = card;
    assert.doesNotMatch(JSON.stringify([below, card.fallbackText, card.speak]), /<at>alice aho</i);
    assert.ok(
      JSON.stringify(below).includes(
        JSON.stringify(forged.replaceAll(/<(?=at>Alice Aho<)/gi, '\\u{3C}')).slice(1, -1),
      ),
    );
  }
});

test('a tag that is no mention of ours stands as it was written', () => {
  const { card } = mentioned([alice], { parameters: { note: '<at>CEO</at> <at>Alice' } });
  assert.match(JSON.stringify(card), /"<at>CEO<\/at> <at>Alice"/);
});

test('without anybody to mention the card is what it was', () => {
  const view = viewOf('waiting-new');
  assert.deepEqual(withMentions(buildCard(view), view), buildCard(view));
});

test('a card that Teams refuses with its mentions is posted without them, once', async () => {
  const posts: CardMessage[] = [];
  const desk = createCardDesk({
    post: async (_, message) => {
      posts.push(message);
      if (JSON.stringify(message.card).includes('"entities"'))
        throw new SendFault('refused', 'Invalid mention entity', undefined, { statusCode: 400 });
      return '1';
    },
    update: async () => undefined,
  });
  assert.equal(await desk.post(aConversation(), { ...viewOf('waiting-new'), mentions: [alice] }), '1');
  assert.equal(posts.length, 2);
  assert.doesNotMatch(JSON.stringify(posts[1]?.card), /<at>|"entities"/);
});

test('after any other failure nothing is posted again: the card may stand', async () => {
  let posts = 0;
  const desk = createCardDesk({
    post: async () => {
      posts += 1;
      throw new SendFault('unconfirmed', 'no answer');
    },
    update: async () => undefined,
  });
  await assert.rejects(
    desk.post(aConversation(), { ...viewOf('waiting-new'), mentions: [alice] }),
    SendFault,
  );
  assert.equal(posts, 1);
});
