// A41: approvals that need a fresh sign-in at the review page, tried without it. A deny needs none: it can only make less happen.
import { AGENTS, PEOPLE, SIGN_IN_CLIENT_ID } from '../../../../local/directory.ts';
import { type As, type Attack, type Members, NOTHING, ONE_QUESTION } from '../attack.ts';
import { aliceOnPage } from '../page-token.ts';

const DECIDE = 'POST /access/v1/requests/{id}/decisions';
const signedIn = (claims: Members): As => aliceOnPage({ auth_time: 'now-10', acrs: ['c1'], ...claims });
const REQUIRED = { status: 401, says: 'step_up_required' } as const;

const tokens: readonly (readonly [string, As])[] = [
  ['with an ordinary token', 'alice'],
  ['with a sign-in made elsewhere', signedIn({ azp: SIGN_IN_CLIENT_ID })],
  ['with a sign-in of an hour ago', signedIn({ auth_time: 'now-3600' })],
  ['with a sign-in that is still to come', signedIn({ auth_time: 'now+3600' })],
  ['with a token that does not say when the sign-in was', signedIn({ auth_time: null })],
  ['with a fresh sign-in that did not meet what the rule names', signedIn({ acrs: ['c2'] })],
  ['with a fresh sign-in that names no authentication context', signedIn({ acrs: null })],
];

// Nothing of it may be missing for the rows above to mean anything.
const RIGHT = signedIn({});

/** The rows. */
export const STEP_UP: readonly Attack[] = [
  {
    id: 'A41.1',
    door: 'card button',
    attack: 'Presses "approve", kept from another card, where a sign-in is needed.',
    against: 'a request that needs a sign-in',
    send: { press: 'approve', by: 'alice' },
    expect: { status: 200, says: 'needs a fresh sign-in' },
    adds: ONE_QUESTION,
  },
  ...tokens.map(
    ([what, as], at): Attack => ({
      id: `A41.${at + 2}`,
      door: DECIDE,
      attack: `Approves ${what}.`,
      against: 'a request that needs a sign-in',
      send: { call: DECIDE, as, body: { decision: 'approve' } },
      expect: REQUIRED,
      adds: ONE_QUESTION,
    }),
  ),
  {
    id: 'A41.9',
    door: DECIDE,
    attack: 'Says in the body that the sign-in was fresh.',
    against: 'a request that needs a sign-in',
    send: { call: DECIDE, as: 'alice', body: { decision: 'approve', auth_time: 1, acrs: ['c1'] } },
    expect: { status: 400, says: 'invalid' },
    adds: NOTHING,
  },
  {
    id: 'A41.10',
    door: DECIDE,
    attack: 'Approves with a fresh sign-in of the agent’s owner.',
    against: 'a request that needs a sign-in',
    send: { call: DECIDE, as: signedIn({ oid: PEOPLE.dana }), body: { decision: 'approve' } },
    expect: { status: 403, says: 'own_request' },
    adds: ONE_QUESTION,
  },
  {
    id: 'A41.11',
    door: DECIDE,
    attack: 'Approves with a sign-in that an agent identity brings.',
    against: 'a request that needs a sign-in',
    send: {
      call: DECIDE,
      as: signedIn({ xms_act_fct: '11', azp: AGENTS.deployBot }),
      body: { decision: 'approve' },
    },
    expect: { status: 403, says: 'not_permitted' },
    adds: NOTHING,
  },
  {
    id: 'A41.12',
    door: DECIDE,
    attack:
      'No attack: approves with the very sign-in that is asked for, which shows that only this was missing above.',
    against: 'a request that needs a sign-in',
    send: { call: DECIDE, as: RIGHT, body: { decision: 'approve' } },
    expect: { status: 200, says: 'approved' },
    adds: { ...ONE_QUESTION, events: 2, votes: 1, teams: 1 },
  },
];
