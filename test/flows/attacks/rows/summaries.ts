// A45: what a channel reads of a request whose details are for approvers alone. The summary decides nothing, whoever presses what; the whole
// card answers one person, in their own chat.
import { PEOPLE } from '../../../../local/directory.ts';
import { type Attack, type Members, NOTHING, type Send } from '../attack.ts';
import { QUIET_WORDS } from '../busy-channel.ts';

const CARD = 'card button';
const CHAT = 'chat';
const against = 'a request whose channel reads a summary';
const SUMMARY = 'summary: nothing is decided here';
const STALE = 'no longer belongs to the request';
const never = QUIET_WORDS;
const OWN_CHAT = 'in your own chat with me alone';
const own = { nonce: '{ownNonce}' };
const bobsChat = `a:${PEOPLE.bob}`;

const presses: readonly (readonly [string, string, Send, string])[] = [
  ...['approve', 'deny', 'comment', 'report', 'revoke', 'looks_right'].map(
    (verb, n) =>
      [
        `A45.${n + 1}`,
        `Presses "${verb}" on the summary, as somebody who may decide`,
        { press: verb, by: 'alice', data: { comment: 'fine' } },
        SUMMARY,
      ] as const,
  ),
  ['A45.10', 'Presses "approve" on the summary, as a colleague in no group', by('olivia'), SUMMARY],
  ['A45.11', 'Presses "approve" on the summary, as a guest', by('gus'), SUMMARY],
  [
    'A45.12',
    'Presses "approve" on the summary, as a person of another tenant',
    by('xavier'),
    'Only people of',
  ],
  ['A45.13', 'Presses "show", which no card has, on the summary', by('olivia', 'show'), 'does not know this'],
  ['A45.14', 'Presses "open", which lists have, on the summary', by('olivia', 'open'), STALE],
  [
    'A45.15',
    "Presses the summary's button in the chat of somebody who may decide, as if it were their card",
    by('alice', 'approve', {}, '{ownChat}'),
    STALE,
  ],
  ...(['alice', 'bob', 'olivia', 'gus'] as const).flatMap((who, n) =>
    ['approve', 'refresh'].map(
      (verb, v) =>
        [
          `A45.${20 + n * 2 + v}`,
          `Sends "${verb}" with the data of Alice's own card from the channel, as ${who}`,
          by(who, verb, own),
          STALE,
        ] as const,
    ),
  ),
  ...['approve', 'refresh'].flatMap((verb, v) => [
    [
      `A45.${30 + v}`,
      `Sends "${verb}" with the data of Alice's own card from her chat, as Bob, who may decide too`,
      by('bob', verb, own, '{ownChat}'),
      STALE,
    ] as const,
    [
      `A45.${32 + v}`,
      `Sends "${verb}" with the data of Alice's own card from another chat, as Bob`,
      by('bob', verb, own, bobsChat),
      STALE,
    ] as const,
  ]),
];

function by(who: string, press = 'approve', data: Members = {}, place?: string): Send {
  return { press, by: who, data, ...(place === undefined ? {} : { in: place }) };
}

/** What is written to the bot in the channel: who asks has no chat with it, so an answer could only come where all read. */
const chats: readonly (readonly [string, string, string, string])[] = [
  ['A45.40', 'show {id}', 'olivia', OWN_CHAT],
  ['A45.41', 'show {id}', 'gus', OWN_CHAT],
  ['A45.42', 'show {id}', 'bob', OWN_CHAT],
  ['A45.43', 'history database prod/salaries', 'olivia', OWN_CHAT],
  ['A45.44', 'history nightly-etl', 'bob', OWN_CHAT],
  ['A45.45', 'pending', 'bob', OWN_CHAT],
];

/** The rows. */
export const SUMMARIES: readonly Attack[] = [
  ...presses.map(
    ([id, attack, send, says]): Attack => ({
      id,
      door: CARD,
      attack: `${attack}.`,
      against,
      send,
      expect: { status: 200, says, never },
      adds: NOTHING,
    }),
  ),
  ...['refresh', 'approve', 'comment'].map(
    (verb, n): Attack => ({
      id: `A45.${35 + n}`,
      door: CARD,
      attack: `The summary refreshes itself with the verb "${verb}" in front of a colleague in no group.`,
      against,
      send: {
        activity: {
          from: { id: '29:olivia', aadObjectId: PEOPLE.olivia },
          value: { trigger: 'automatic', action: { verb } },
        },
      },
      expect: { status: 200, says: 'nightly-etl asks', never },
      adds: NOTHING,
    }),
  ),
  ...chats.map(
    ([id, text, who, says]): Attack => ({
      id,
      door: CHAT,
      attack: `Writes "${text}" in the channel, as ${who}.`,
      against,
      send: { write: `@Countersign ${text}`, by: who },
      expect: { status: 200, says, never },
      adds: { ...NOTHING, teams: 1 },
    }),
  ),
];
