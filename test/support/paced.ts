// A world in which Teams has limits and sends are paced, at one moment after the other: nudges for later are drawn by the test, in the order of
// their times. A send that Teams would have to refuse fails the test.
import assert from 'node:assert/strict';
import type { Ask } from '../../approvals/ask/birth.ts';
import { submit } from '../../approvals/ask/submit.ts';
import type { DrainNudge } from '../../approvals/pace/pace-book.ts';
import { createTurns } from '../../approvals/pace/turns.ts';
import type { DigestView } from '../../approvals/prompt/digest-ports.ts';
import { drain } from '../../approvals/prompt/drain.ts';
import { show } from '../../approvals/prompt/show.ts';
import type { Conversation, Prompt } from '../../approvals/work.ts';
import { createLimits } from '../../local/teams/connector/limits.ts';
import { aConversation, anAsk, aPerson, idOf, NOW } from './builders.ts';
import { createMemoryDigestBook, createMemoryHeldList, createMemoryPaceBook } from './memory-pace.ts';
import { createTestDesk } from './test-desk.ts';

export const PROMPT = 'prompt-1';
const ROOMY = { maxPending: 1000, requestsPerMinute: 1000 };
const sendTo = ({ id }: Pick<Conversation, 'id'>) => ['v3', 'conversations', id, 'activities'];

/** One send of a digest. */
export interface SentDigest {
  readonly kind: 'post' | 'update';
  readonly activity: string;
  readonly view: DigestView;
}

/** A paced world; its one route is linked. */
export async function createPaced() {
  const world = createTestDesk();
  const ms = () => Date.parse(world.desk.clock());
  const teams = createLimits(true, ms);
  const held = createMemoryHeldList();
  const digests = createMemoryDigestBook();
  const later: { readonly nudge: DrainNudge; readonly at: number }[] = [];
  const told: SentDigest[] = [];
  const faults: Error[] = [];
  const pacing = {
    ...world.desk,
    paces: createMemoryPaceBook(),
    held,
    nudgeLater: async (nudge: unknown, seconds: number) =>
      void later.push({ nudge: nudge as DrainNudge, at: ms() + seconds * 1000 }),
  };
  const take = (method: string, to: Pick<Conversation, 'id'>) =>
    assert.equal(teams.refuse(method, sendTo(to)), undefined, 'Teams had to refuse a send');
  const { cards } = world.desk;
  const desk = {
    ...pacing,
    turns: createTurns(pacing),
    cards: {
      post: (...args: Parameters<typeof cards.post>) => {
        take('POST', args[0]);
        return cards.post(...args);
      },
      update: (...args: Parameters<typeof cards.update>) => {
        take('PUT', args[0]);
        return cards.update(...args);
      },
    },
    digests,
    digestCards: {
      post: async (to: Conversation, view: DigestView) => {
        take('POST', to);
        const fault = faults.shift();
        if (fault !== undefined) throw fault;
        const activity = world.desk.mint('digest');
        told.push({ kind: 'post', activity, view });
        return activity;
      },
      update: async (to: Conversation, activity: string, view: DigestView) => {
        take('PUT', to);
        const fault = faults.shift();
        if (fault !== undefined) throw fault;
        told.push({ kind: 'update', activity, view });
      },
    },
  };
  await desk.routes.bind('data-approvals', aConversation(), aPerson('ada'), NOW);
  return {
    ...world,
    desk,
    held,
    /** Every send of a digest, in order; `faults` meet the next ones. */
    told,
    faults,
    later,
    /** Asks the `n`th request, and does what its nudge does. */
    ask: async (n: number, change: Partial<Ask> = {}) => {
      const asked = await submit(desk, anAsk({ id: idOf('req', n), limits: ROOMY, ...change }));
      assert.ok(asked.ok);
      await show(desk, idOf('req', n), PROMPT);
    },
    prompt: (n: number) => world.tables.get(idOf('req', n), PROMPT)?.data as Prompt,
    /** Requests whose cards were posted, in order. */
    posted: () => world.sent.filter(({ kind }) => kind === 'post').map(({ view }) => view.request.id),
    /** Lets time pass to the next nudge, and works it off. `false`: there is none. */
    step: async () => {
      later.sort((a, b) => a.at - b.at);
      const next = later.shift();
      if (next === undefined) return false;
      if (next.at > ms()) world.advance(next.at - ms());
      await drain(desk, next.nudge.conversation);
      return true;
    },
  };
}
