// The scenarios that are explored whole. `limits` fit the ordinary test run; with COUNTERSIGN_MODEL=long each gets one fault and one
// preemption more.
import { aRequirement, aVerdict, CALLBACK, MINUTE_MS } from '../support/builders.ts';
import {
  cancelAct,
  clickAct,
  commentAct,
  decideAct,
  redeemAct,
  reportAct,
  revokeAct,
  showAct,
  startAct,
  submitAct,
  sweepAct,
  tellAct,
} from './acts.ts';
import { OWNER_CASES } from './owners.ts';
import { PAUSE_CASES } from './pausing.ts';
import { ROLLING_CASES } from './rolling.ts';
import type { Limits } from './run.ts';
import type { Scenario } from './scenario.ts';
import {
  afterRest,
  approved,
  asked,
  aWhile,
  bare,
  cancelled,
  dyingAtPosts,
  nothing,
  nudgesLost,
  shown,
  toExpiry,
  toGrantEnd,
  unremembered,
} from './scenarios.ts';
import { SIBLING_CASES } from './siblings.ts';

export type Case = Scenario & { readonly limits: Limits };

const limits = (faults: number, preemptions: number, workers = 0): Limits => ({
  faults,
  preemptions,
  workers,
});
const twoSeats = { verdict: aVerdict({ requirements: [aRequirement({ count: 2 })], notify: [] }) };
const owed = { callback: { endpoint: CALLBACK } };

export const CASES: readonly Case[] = [
  ...PAUSE_CASES,
  ...OWNER_CASES,
  ...SIBLING_CASES,
  ...ROLLING_CASES,
  {
    name: 'one approval and every fault',
    prepare: bare(),
    acts: [decideAct('alice', 'approve')],
    events: [aWhile(30_000)],
    limits: limits(2, 0),
  },
  {
    name: 'approve against cancel',
    prepare: bare(),
    acts: [decideAct('alice', 'approve'), cancelAct()],
    limits: limits(1, 2),
  },
  {
    name: 'approve against deny as time runs out',
    prepare: bare(),
    acts: [decideAct('alice', 'approve'), decideAct('bob', 'deny')],
    events: [toExpiry()],
    limits: limits(1, 1),
  },
  {
    name: 'the same click twice at once',
    prepare: bare(),
    acts: [decideAct('alice', 'approve'), decideAct('alice', 'approve')],
    limits: limits(1, 2),
  },
  {
    name: 'the last two of two seats at once',
    prepare: asked({ ...twoSeats, ...owed }),
    acts: [decideAct('alice', 'approve'), decideAct('bob', 'approve')],
    limits: limits(1, 2),
  },
  {
    name: 'a voter who loses the group before the second vote',
    prepare: asked({ ...twoSeats, ...owed }),
    acts: [decideAct('alice', 'approve'), decideAct('bob', 'approve'), decideAct('carmen', 'approve')],
    events: [
      {
        name: 'Alice leaves the group',
        happen: (world) => {
          for (const [oid, person] of world.people) {
            if (person.name === 'Alice Aho') world.people.set(oid, { ...person, groups: [] });
          }
        },
      },
    ],
    limits: limits(0, 1),
  },
  {
    name: 'an approval while the sweep ends the request',
    prepare: bare(),
    acts: [decideAct('alice', 'approve'), sweepAct()],
    events: [toExpiry()],
    limits: limits(1, 1),
  },
  {
    name: 'a comment as time runs out',
    prepare: bare(),
    acts: [commentAct('alice', 'why now?')],
    events: [toExpiry(1), aWhile(1)],
    limits: limits(2, 0),
  },
  {
    name: 'a withdrawal as time runs out',
    prepare: bare(),
    acts: [cancelAct()],
    events: [toExpiry(1), aWhile(1)],
    limits: limits(1, 0),
  },
  {
    name: 'two redemptions at once',
    prepare: approved(bare()),
    acts: [redeemAct('x-1'), redeemAct('x-2')],
    limits: limits(1, 2),
  },
  {
    name: 'a redemption repeated under the same id at once',
    prepare: approved(bare()),
    acts: [redeemAct('x-1'), redeemAct('x-1')],
    limits: limits(1, 2),
  },
  {
    name: 'a redemption while the approval is taken back',
    prepare: approved(bare()),
    acts: [redeemAct('x-1'), revokeAct('alice')],
    limits: limits(1, 2),
  },
  {
    name: 'a redemption and a taking back as the grant ends',
    prepare: approved(bare()),
    acts: [redeemAct('x-1'), revokeAct('ada')],
    events: [toGrantEnd(1), aWhile(1)],
    limits: limits(1, 0),
  },
  {
    name: 'a redemption that policy denies by now, of parameters never approved',
    prepare: approved(bare()),
    acts: [redeemAct('x-1', { deniedNow: true }), redeemAct('x-2', { intentHash: 'other' })],
    limits: limits(1, 1),
  },
  {
    name: 'redeemed, run and reported while the sweep looks',
    prepare: approved(bare()),
    acts: [redeemAct('x-1'), reportAct(), sweepAct()],
    events: [aWhile(30_000)],
    limits: limits(1, 0),
  },
  {
    name: 'asked, with every fault',
    prepare: nothing,
    acts: [submitAct(owed)],
    events: [aWhile(30_000)],
    limits: limits(2, 0),
  },
  {
    name: 'asked twice under one key',
    prepare: nothing,
    acts: [submitAct(owed), submitAct(owed)],
    limits: limits(1, 1),
  },
  {
    name: 'asked twice under one key with different bodies',
    prepare: nothing,
    acts: [submitAct({ bodyHash: 'one' }), submitAct({ bodyHash: 'two' })],
    limits: limits(1, 1),
  },
  {
    name: 'asked while the sweep looks at what was announced',
    prepare: nothing,
    acts: [submitAct(owed), sweepAct()],
    events: [aWhile(30_000)],
    limits: limits(1, 1),
  },
  {
    name: 'born approved by an allow rule',
    prepare: nothing,
    acts: [
      submitAct({ ...owed, verdict: aVerdict({ effect: 'allow', requirements: [], notify: [] }) }),
      redeemAct('x-1'),
    ],
    limits: limits(1, 1),
  },
  {
    name: 'the first card, with every fault',
    prepare: asked(),
    acts: [],
    limits: limits(2, 1, 2),
  },
  {
    name: 'two holders of one prompt',
    prepare: nudgesLost(asked()),
    acts: [showAct(), showAct()],
    events: [aWhile(20_000)],
    limits: limits(1, 1),
  },
  {
    name: 'a decision while the card is posted',
    prepare: nudgesLost(asked()),
    acts: [showAct(), decideAct('alice', 'approve')],
    limits: limits(1, 1),
  },
  {
    name: 'a card brought up to date after the end, by two holders',
    prepare: nudgesLost(cancelled(shown())),
    acts: [showAct(), showAct()],
    events: [aWhile(20_000)],
    limits: limits(1, 1),
  },
  {
    name: 'a host starts while another posts the first card',
    prepare: nudgesLost(asked()),
    acts: [showAct(), startAct()],
    limits: limits(0, 3),
    check: ({ cards }) => (cards.size > 1 ? [`${cards.size} cards of one prompt`] : []),
  },
  {
    name: 'a host starts while another posts the first card, with every fault',
    prepare: nudgesLost(asked()),
    acts: [showAct(), startAct()],
    limits: limits(1, 1),
  },
  {
    name: 'a host starts while another brings a card up to date after the end',
    prepare: nudgesLost(cancelled(shown())),
    acts: [showAct(), startAct()],
    limits: limits(1, 1),
  },
  {
    name: 'a click on the card while it is posted',
    prepare: nudgesLost(asked()),
    acts: [showAct(), clickAct('alice', 'approve')],
    limits: limits(1, 1),
  },
  {
    name: 'a handler that dies at every post',
    prepare: dyingAtPosts(6),
    acts: [],
    limits: limits(0, 0),
    check: ({ cards }) => (cards.size > 3 ? [`${cards.size} posts`] : []),
  },
  {
    name: 'a click on a card that nobody remembered',
    prepare: unremembered(),
    acts: [clickAct('alice', 'approve')],
    limits: limits(1, 1, 1),
  },
  {
    name: 'a click on a card that nobody remembered, while another is posted',
    prepare: unremembered(),
    acts: [clickAct('alice', 'comment', 'which columns?'), showAct()],
    events: [aWhile(10_000)],
    limits: limits(1, 0),
  },
  {
    name: 'a click, long after the end, on a card that nobody remembered',
    prepare: afterRest(cancelled(unremembered()), 20 * MINUTE_MS),
    acts: [clickAct('alice', 'approve')],
    limits: limits(2, 0, 1),
  },
  {
    name: 'a comment on the card and its withdrawal',
    prepare: shown(),
    acts: [clickAct('alice', 'comment', 'which columns?'), cancelAct()],
    limits: limits(1, 1),
  },
  {
    name: 'a callback handled twice at once, with every fault',
    prepare: nudgesLost(cancelled(asked({ verdict: aVerdict({ notify: [] }) }))),
    acts: [tellAct(), tellAct()],
    events: [aWhile(20_000)],
    limits: limits(1, 1),
  },
  {
    name: 'two sweeps at once after every nudge was lost',
    prepare: nudgesLost(cancelled(shown())),
    acts: [sweepAct(), sweepAct()],
    events: [aWhile(30_000)],
    limits: limits(1, 1, 1),
  },
  {
    name: 'a sweep beside a decision whose nudge is lost',
    prepare: shown(),
    acts: [decideAct('alice', 'approve'), sweepAct()],
    events: [aWhile(30_000)],
    limits: limits(1, 1),
  },
];
