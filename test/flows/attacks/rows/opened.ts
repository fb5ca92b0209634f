// A40: approvals of what does not fit on its card, by who has not opened all of it on the review page. A deny needs no opening: it can only
// make less happen.
import { OTHER_TENANT, PEOPLE } from '../../../../local/directory.ts';
import { type Attack, NOTHING, ONE_QUESTION } from '../attack.ts';
import { aliceOnPage } from '../page-token.ts';

const DECIDE = 'POST /access/v1/requests/{id}/decisions';
const OPENED = 'POST /access/v1/requests/{id}/opened';
const against = 'a request too long for its card';
const CUT = 'a request whose card cuts what differs';
const REQUIRED = { status: 409, says: 'not_opened' } as const;
const onPage = aliceOnPage();

/** The rows. */
export const UNOPENED: readonly Attack[] = [
  {
    id: 'A40.1',
    door: 'card button',
    attack: 'Presses "approve", kept from another card, where the card does not hold everything.',
    against,
    send: { press: 'approve', by: 'alice' },
    expect: { status: 200, says: 'does not hold everything' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A40.2',
    door: DECIDE,
    attack: 'Approves by API without having opened it.',
    against,
    send: { call: DECIDE, as: 'alice', body: { decision: 'approve' } },
    expect: REQUIRED,
    adds: ONE_QUESTION,
  },
  {
    id: 'A40.3',
    door: DECIDE,
    attack: 'Approves with a token of the review page that never said that it was opened.',
    against,
    send: { call: DECIDE, as: onPage, body: { decision: 'approve' } },
    expect: REQUIRED,
    adds: ONE_QUESTION,
  },
  {
    id: 'A40.4',
    door: DECIDE,
    attack: 'Says in the body that it was opened.',
    against,
    send: { call: DECIDE, as: 'alice', body: { decision: 'approve', opened: 2 } },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'A40.5',
    door: OPENED,
    attack: 'Says that a guest opened it.',
    against,
    send: { call: OPENED, as: 'gus', body: { intent_hash: '{hash}' } },
    expect: { status: 403, says: 'guest' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A40.6',
    door: OPENED,
    attack: 'Says that somebody without a part in it opened it.',
    against,
    send: { call: OPENED, as: 'olivia', body: { intent_hash: '{hash}' } },
    expect: { status: 403, says: 'not_approver' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A40.7',
    door: OPENED,
    attack: 'Says that it was opened by a person of another tenant.',
    against,
    send: {
      call: OPENED,
      as: aliceOnPage({ tid: OTHER_TENANT }),
      body: { intent_hash: '{hash}' },
    },
    expect: { status: 401, says: 'unauthenticated' },
    adds: NOTHING,
  },
  {
    id: 'A40.8',
    door: OPENED,
    attack: 'Says that the agent itself opened it for its approvers.',
    against,
    send: { call: OPENED, as: 'nightly-etl', body: { intent_hash: '{hash}' } },
    expect: { status: 403, says: 'not_permitted' },
    adds: NOTHING,
  },
  {
    id: 'A40.9',
    door: OPENED,
    attack: 'Says that something else was opened.',
    against,
    send: { call: OPENED, as: 'alice', body: { intent_hash: 'x'.repeat(43) } },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'A40.10',
    door: OPENED,
    attack: 'Names somebody else as the one who opened it.',
    against,
    send: { call: OPENED, as: 'bob', body: { intent_hash: '{hash}', by: PEOPLE.alice } },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'A40.11',
    door: OPENED,
    attack: 'No attack: an approver opens it, which is all that comes of it.',
    against,
    send: { call: OPENED, as: onPage, body: { intent_hash: '{hash}' } },
    expect: { status: 200, says: 'pending' },
    adds: { ...ONE_QUESTION, events: 1, teams: 1 },
  },
  {
    id: 'A40.12',
    door: 'card button',
    attack: 'Presses "approve", forged or kept from the card of before, where the card cuts what differs.',
    against: CUT,
    send: { press: 'approve', by: 'alice' },
    expect: { status: 200, says: 'does not hold everything' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A40.13',
    door: DECIDE,
    attack: 'Approves by API without having opened all that differs.',
    against: CUT,
    send: { call: DECIDE, as: 'alice', body: { decision: 'approve' } },
    expect: REQUIRED,
    adds: ONE_QUESTION,
  },
  {
    id: 'A40.14',
    door: DECIDE,
    attack: 'Approves with a token of the review page that never said that all that differs was opened.',
    against: CUT,
    send: { call: DECIDE, as: onPage, body: { decision: 'approve' } },
    expect: REQUIRED,
    adds: ONE_QUESTION,
  },
];
