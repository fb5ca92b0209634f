// A8, A16, A80, A85: requests, secrets and readings that are somebody else's. What is not yours does not exist.
import { EXPORT } from '../../support/caller.ts';
import { type Attack, NOTHING, ONE_QUESTION, type Send } from '../attack.ts';

const unknown = { status: 404, says: 'unknown_task' } as const;
const others: readonly (readonly [string, string, string, object | undefined])[] = [
  ['Reads', 'GET', '', undefined],
  ['Withdraws', 'POST', '/cancel', {}],
  ['Comments on', 'POST', '/comments', { comment: 'Please hurry.' }],
  ['Reports on', 'POST', '/outcome', { result: 'succeeded' }],
];
const strangers: readonly (readonly [string, string])[] = [
  ['another agent', 'deploy-bot'],
  ['the enforcer, which did not ask for it', 'warehouse'],
  ['an auditor’s workload', 'audit-export'],
  ['a person who may approve it', 'alice'],
];

const OUTSIDER: readonly [string, string] = [
  'a person who may neither decide it nor owns the agent',
  'olivia',
];
const foreign = others.flatMap(([does, method, what, body], at) =>
  strangers.map((stranger, by): Attack => {
    // Those who may decide it may comment on it too.
    const isOutsider = what === '/comments' && stranger[1] === 'alice';
    const [who, as] = isOutsider ? OUTSIDER : stranger;
    const call = `${method} /access/v1/requests/{id}${what}`;
    return {
      id: `A8.${at * strangers.length + by + 1}`,
      door: call,
      attack: `${does} a request of nightly-etl as ${who}.`,
      against: 'a waiting request',
      send: { call, as, ...(body === undefined ? {} : { body }) },
      expect: isOutsider ? { status: 403, says: 'not_approver' } : unknown,
      adds: isOutsider ? ONE_QUESTION : NOTHING,
    };
  }),
);

const readers: readonly (readonly [string, string, string])[] = [
  ['a colleague who may neither decide nor owns the agent', 'olivia', 'not_approver'],
  ['a guest', 'gus', 'guest'],
  ['the agent itself', 'nightly-etl', 'not_permitted'],
  ['the enforcer', 'warehouse', 'not_permitted'],
];
const REVIEW = 'GET /access/v1/requests/{id}/review';
const reviews = readers.map(
  ([who, as, says], at): Attack => ({
    id: `A8.${foreign.length + at + 1}`,
    door: REVIEW,
    attack: `Reads the whole of a request, as the review page does, as ${who}.`,
    against: 'a waiting request',
    send: { call: REVIEW, as },
    expect: { status: 403, says },
    adds: says === 'not_permitted' ? NOTHING : ONE_QUESTION,
  }),
);

const ids: readonly (readonly [string, string])[] = [
  ['an id nobody was given', 'req_00000000000000000000000000'],
  ['an id that climbs', '..%2f..%2frequests'],
  ['an id that asks the table more', "req_'%20or%20RowKey%20ne%20'"],
  ['an id in capital letters', 'REQ_00000000000000000000000000'],
];

// Software that has the role and that nobody registered.
const UNREGISTERED = { claims: { azp: '7c0ffee0-0000-4000-8000-00000000c0fe' } };
const askUnregistered: Send = { call: 'POST /api/requests', as: UNREGISTERED, body: EXPORT };

/** The rows. */
export const OTHERS_REQUESTS: readonly Attack[] = [
  ...foreign,
  ...reviews,
  ...ids.map(
    ([what, id], at): Attack => ({
      id: `A16.${at + 1}`,
      door: 'GET /access/v1/requests/{id}',
      attack: `Tries ${what}: the answer is that of a request that is not the caller's.`,
      against: 'none',
      send: { call: `GET /access/v1/requests/${id}`, as: 'nightly-etl' },
      expect: unknown,
      adds: NOTHING,
    }),
  ),
  {
    id: 'A16.5',
    door: 'POST /access/v1/requests/{id}/decisions',
    attack: 'Decides on an id nobody was given.',
    against: 'none',
    send: {
      call: 'POST /access/v1/requests/req_00000000000000000000000000/decisions',
      as: 'alice',
      body: { decision: 'approve' },
    },
    expect: unknown,
    adds: NOTHING,
  },
  {
    id: 'A80.1',
    door: 'GET /api/ready',
    attack: 'Reads how the deployment is doing, as an agent.',
    against: 'none',
    send: { call: 'GET /api/ready', as: 'nightly-etl' },
    expect: { status: 403, says: 'not_permitted' },
    adds: NOTHING,
  },
  {
    id: 'A80.2',
    door: 'GET /access/v1/callback-secret',
    attack: "Fetches an agent's callback secret, as a person.",
    against: 'none',
    send: { call: 'GET /access/v1/callback-secret', as: 'ada' },
    expect: { status: 403, says: 'not_permitted' },
    adds: NOTHING,
  },
  {
    id: 'A85.1',
    door: 'GET /access/v1/requests/{id}',
    attack: 'Waits for one request in nine calls at once: the ninth is told to come back later.',
    against: 'a waiting request',
    send: { call: 'GET /access/v1/requests/{id}', as: 'nightly-etl', headers: { prefer: 'wait=1' } },
    atOnce: 9,
    expect: { status: [200, 200, 200, 200, 200, 200, 200, 200, 429] },
    adds: NOTHING,
  },
  {
    id: 'A85.2',
    door: 'POST /api/requests',
    attack: 'Asks as an agent nobody registered, which has five requests waiting already.',
    against: 'none',
    first: Array.from({ length: 5 }, () => askUnregistered),
    send: askUnregistered,
    expect: { status: 429, says: 'limit_reached' },
    adds: NOTHING,
  },
];
