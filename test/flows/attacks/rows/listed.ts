// A54: the button of a list, which has a card posted before its turn. Who may not see the request changes nobody's turn by it.
import { PEOPLE } from '../../../../local/directory.ts';
import { type Adds, type Attack, type Members, NOTHING, ONE_QUESTION, type Send } from '../attack.ts';
import { QUIET_WORDS } from '../busy-channel.ts';

const against = 'a request in a list';
const STALE = 'no longer belongs to the request';
const never = QUIET_WORDS;

const open = (by: string, data: Members = {}, more: object = {}): Send => ({
  press: 'open',
  by,
  data,
  ...more,
});

const refused: readonly (readonly [string, string, Send, string, Adds])[] = [
  ['A54.1', 'as a colleague in no group', open('olivia'), 'Only members of data-owners', ONE_QUESTION],
  ['A54.2', 'as a guest', open('gus'), 'Guests cannot decide', ONE_QUESTION],
  ['A54.3', 'as a person of another tenant', open('xavier'), 'Only people of this organisation', NOTHING],
  [
    'A54.4',
    'as a colleague in no group, of what has its details for approvers alone',
    open('olivia', { request: '{quiet}' }),
    'Only members of data-owners',
    ONE_QUESTION,
  ],
  [
    'A54.5',
    'with a nonce of no list',
    open('alice', { nonce: 'n_00000000000000000000000000' }),
    STALE,
    NOTHING,
  ],
  ['A54.6', 'with the nonce of the very card that waits', open('alice', { nonce: '{card}' }), STALE, NOTHING],
  [
    'A54.7',
    'from a private chat with the bot',
    open('alice', {}, { in: `a:${PEOPLE.alice}` }),
    STALE,
    NOTHING,
  ],
  [
    'A54.8',
    'about a request that does not exist',
    open('alice', { request: 'req_00000000000000000000000000' }),
    STALE,
    NOTHING,
  ],
  ['A54.9', 'about an id that climbs', open('alice', { request: '../lists' }), STALE, NOTHING],
  [
    'A54.10',
    'about a request of another route',
    open('olivia', { request: '{elsewhere}' }),
    'does not wait in this conversation',
    NOTHING,
  ],
  [
    'A54.11',
    'about a request whose card stands already',
    open('olivia', { request: '{standing}' }),
    'already stands',
    NOTHING,
  ],
  [
    'A54.12',
    'about a request that was decided',
    open('olivia', { request: '{ended}' }),
    'This request is over',
    NOTHING,
  ],
];

/** The rows. */
export const LISTED: readonly Attack[] = [
  ...refused.map(
    ([id, what, send, says, adds]): Attack => ({
      id,
      door: 'button of a list',
      attack: `Presses "open" ${what}.`,
      against,
      send,
      expect: { status: 200, says, never },
      adds,
    }),
  ),
  ...['approve', 'deny', 'comment', 'report', 'refresh'].map(
    (press, n): Attack => ({
      id: `A54.${20 + n}`,
      door: 'button of a list',
      attack: `Presses "${press}" with the data of a list's button.`,
      against,
      send: { press, by: 'alice', data: { comment: 'fine' } },
      expect: { status: 200, says: STALE, never },
      adds: NOTHING,
    }),
  ),
  {
    id: 'A54.30',
    door: 'button of a list',
    attack: 'A client sends "open" by itself.',
    against,
    send: {
      activity: { value: { trigger: 'automatic', action: { verb: 'open', data: { nonce: '{nonce}' } } } },
    },
    expect: { status: 200, says: 'when it is its turn', never },
    adds: NOTHING,
  },
  {
    id: 'A54.31',
    door: 'button of a list',
    attack: 'Presses "open" while the directory answers 503.',
    against,
    meanwhile: { graph: { status: 503 } },
    send: open('alice'),
    expect: { status: 200, says: 'could not check your group memberships' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A54.32',
    door: 'button of a list',
    attack: 'Presses "open" of what was withdrawn a moment ago.',
    against,
    first: [{ call: 'POST /access/v1/requests/{id}/cancel', as: 'nightly-etl', body: {} }],
    send: open('alice'),
    expect: { status: 200, says: 'This request is over' },
    adds: NOTHING,
  },
  {
    id: 'A54.33',
    door: 'button of a list',
    attack: 'Teams delivers the very same press of "open" 30 times at once: one card.',
    against,
    send: open('alice'),
    atOnce: 30,
    expect: { status: 200, says: 'Its card' },
    adds: { ...NOTHING, teams: 1, graph: 'as many as race' },
  },
  {
    id: 'A54.34',
    door: 'button of a list',
    attack: 'Has what has its details for approvers alone opened: its card in the channel is the summary.',
    against,
    send: open('alice', { request: '{quiet}' }),
    expect: { status: 200, says: 'Its card comes', never },
    adds: { ...NOTHING, teams: 1, graph: 'as many as race' },
  },
];
