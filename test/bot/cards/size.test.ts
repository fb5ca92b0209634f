// No card of any kind is larger than 20 KB at the largest inputs, whatever its letters cost on the wire, and none so full offers to approve.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardView } from '../../../approvals/prompt/card-ports.ts';
import type { ApprovalRequest } from '../../../approvals/words.ts';
import { buildCard, drawCard } from '../../../bot/cards/build-card.ts';
import { digestCard } from '../../../bot/cards/digest-card.ts';
import { historyCard, waitingCard } from '../../../bot/cards/list-card.ts';
import { withMentions } from '../../../bot/cards/mentions.ts';
import { summarise } from '../../../bot/cards/summary.ts';
import { viewWith } from '../../hostile/hostile-view.ts';
import { longText } from '../../support/long-text.ts';
import { ALICE, at, digest, STATES, type State, vote } from './views.ts';

const LIMIT = 20 * 1024;
/** Of the card in place of one that Teams found too big. */
const SMALL_LIMIT = 15 * 1024;
const BASE = 'https://countersign.example.com';
const bytes = (card: unknown) => Buffer.byteLength(JSON.stringify(card), 'utf8');

/** Four bytes a character; three for one; letters that are set apart one by one; signs that JSON doubles; what is shown as ten. */
const DEAREST = ['\u{1F600}', '界', 'ש/', '"', '\u{E0001}a', 'a  '] as const;

function fullest(state: State, letters: string): CardView {
  const long = longText(1200, letters);
  const { view } = viewWith(state, () => long);
  const name = long.slice(0, 200);
  const { request } = view;
  const many = Array.from({ length: 30 }, (_, n) =>
    vote({ ...ALICE, oid: `o${n}`, name }, '15:02', {
      text: digest('v'),
      choice: request.votes[0]?.choice ?? 'approve',
    }),
  );
  const by = { kind: 'person' as const, id: 'x', name };
  const groups = Array.from({ length: 20 }, (_, n) => ({ name: `${name}${n}`, id: `g${n}` }));
  const rules = Array.from({ length: 6 }, () => ({
    id: name,
    effect: 'deny' as const,
    description: long,
    error: long,
  }));
  const full: ApprovalRequest = {
    ...request,
    ...(request.trial === undefined ? { votes: many } : {}),
    comments: Array.from({ length: 20 }, () => ({ by, at: at('15:02'), seq: 9, text: digest('q') })),
    commentCount: 2000,
    verdict: {
      ...request.verdict,
      rules: [...request.verdict.rules, ...rules],
      requirements: Array.from({ length: 10 }, () => ({ groups, people: ['a', 'b'], count: 9 })),
      risk: { level: 'critical', reasons: Array.from({ length: 6 }, () => long) },
      display: { ...request.verdict.display, verb: long, button: long },
    },
  };
  const value = longText(2200, letters);
  const parameters = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`${name}${n}`, value]));
  const texts = Object.fromEntries(Object.keys(view.texts).map((each) => [each, long]));
  return { ...view, request: full, texts, ...(state.endsWith('policy-change') ? {} : { parameters }) };
}

for (const letters of DEAREST) {
  test(`every card stays under 20 KB when all of it is ${JSON.stringify(letters)}`, () => {
    // Of the states that differ by their last lines alone each has letters of its own.
    for (const state of STATES.filter(
      (_, nth) => nth % DEAREST.length === DEAREST.indexOf(letters) || nth < 2,
    )) {
      const view = fullest(state, letters);
      const mentions = Array.from({ length: 12 }, (_, n) => ({
        oid: `o${n}`,
        name: longText(90 * letters.length, letters),
      }));
      const { card, isComplete } = drawCard(view, 'teams');
      const cards = {
        card,
        mentions: withMentions(card, { ...view, mentions }),
        small: buildCard({ ...view, prompt: { ...view.prompt, small: true } }),
        summary: buildCard({ ...view, summary: true }),
        replaced: buildCard({ ...view, prompt: { ...view.prompt, replaced: true } }),
      };
      for (const [name, each] of Object.entries(cards))
        assert.ok(
          bytes(each) <= (name === 'small' ? SMALL_LIMIT : LIMIT),
          `${state}, ${name}: ${bytes(each)}`,
        );
      assert.ok(Buffer.byteLength(summarise(view)) < 2048, `${state}, toast`);
      if (view.request.trial !== undefined || state.endsWith('policy-change')) continue;
      assert.ok(!JSON.stringify(card).includes('"verb":"approve"'), state);
      assert.ok(!isComplete, state);
    }
  });

  test(`so do the digest, a history and each part of what waits when all of it is ${JSON.stringify(letters)}`, () => {
    for (const state of ['waiting-unlisted', 'waiting-escalated', 'approved-failed', 'recorded'] as const) {
      const view = fullest(state, letters);
      // The request's own id is unguessable letters of ours; so many a digest lists.
      const requests = Array.from({ length: 8 }, () => view.request);
      const now = view.request.createdAt;
      const listed = { requests, summaries: [], more: 900, isCut: true, nonce: 'n'.repeat(40), at: now };
      const cards = {
        digest: digestCard(listed),
        history: historyCard([...requests, ...requests], longText(200 * letters.length, letters), BASE, now),
      };
      for (const [name, each] of Object.entries(cards))
        assert.ok(bytes(each) <= LIMIT, `${state}, ${name}: ${bytes(each)}`);
      if (view.request.status !== 'pending') continue;
      const waiting = Array.from({ length: 20 }, (_, n) => ({ ...view.request, id: `req_${n}.` }));
      const listed20 = { requests: waiting, voted: 900, isCut: true };
      const seen: string[] = [];
      for (let page = 1; seen.length < waiting.length; page++) {
        const card = waitingCard(listed20, BASE, now, {
          page,
          written: (command) => `“@Countersign ${command}”`,
        });
        assert.ok(bytes(card) <= LIMIT, `${state}, part ${page}: ${bytes(card)}`);
        seen.push(...[...JSON.stringify(card).matchAll(/req_\d+\./g)].map(String));
        const left = waiting.length - seen.length;
        const tells =
          left === 0
            ? '"text":"More requests are open'
            : `"And ${left} more: write “@Countersign pending ${page + 1}”.`;
        assert.ok(JSON.stringify(card).includes(tells), `${state}, part ${page}: ${tells}`);
      }
      assert.deepEqual(
        seen,
        waiting.map(({ id }) => id),
        state,
      );
    }
  });
}
