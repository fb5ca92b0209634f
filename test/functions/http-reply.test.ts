import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpResponseInit } from '@azure/functions';
import type { GrantTrouble, Refusal } from '../../approvals/refusal.ts';
import { replyJson, replyProblem, replyRefusal, unauthenticated } from '../../functions/http-reply.ts';
import { brokenProblem, UNAVAILABLE } from '../../functions/problem.ts';

const OURS = 'urn:countersign:error:';
const PROFILE = 'urn:openid:authzen:access-request:error:';
const header = (reply: HttpResponseInit, name: string) => (reply.headers as Record<string, string>)[name];
const body = (reply: HttpResponseInit) => JSON.parse(String(reply.body)) as Record<string, unknown>;

type Reason = Refusal['reason'];
/** Every reason there is, and how HTTP tells it: a new one does not compile until it has a line here. */
const TOLD: { [R in Reason]: [Extract<Refusal, { reason: R }>, number, string, RegExp] } = {
  invalid: [
    { reason: 'invalid', problems: [{ at: '/action', message: 'is missing' }] },
    400,
    `${OURS}invalid`,
    /Nothing was recorded/,
  ],
  too_large: [
    { reason: 'too_large', what: 'The body', limitBytes: 65536 },
    413,
    `${OURS}too_large`,
    /The body may have at most 65536 bytes/,
  ],
  duplicate_request: [{ reason: 'duplicate_request' }, 409, `${PROFILE}duplicate_request`, /Use a new key/],
  already_looked_at: [
    { reason: 'already_looked_at' },
    409,
    `${OURS}already_looked_at`,
    /One second look is asked for/,
  ],
  unknown_request: [{ reason: 'unknown_request' }, 404, `${PROFILE}unknown_task`, /not yours/],
  not_a_person: [{ reason: 'not_a_person' }, 403, `${OURS}not_a_person`, /account of an agent/],
  step_up_required: [
    { reason: 'step_up_required', acrs: ['c1'], withinMs: 600_000 },
    401,
    `${OURS}step_up_required`,
    /at most 10 minutes old, in the authentication context c1/,
  ],
  not_opened: [
    { reason: 'not_opened', link: 'https://countersign.example.com/review/req_1' },
    409,
    `${OURS}not_opened`,
    /on the review page, https:\/\/countersign\.example\.com\/review\/req_1, and approve once/,
  ],
  reason_missing: [
    { reason: 'reason_missing', choice: 'deny' },
    400,
    `${OURS}reason_missing`,
    /in reason by one of not_expected, wrong_target/,
  ],
  already_ended: [
    { reason: 'already_ended', status: 'expired' },
    409,
    `${PROFILE}invalid_task_state`,
    /It is expired; that never changes/,
  ],
  same_denied: [
    { reason: 'same_denied', by: 'Alice Aho', at: '2026-11-22T14:00:00.000Z' },
    409,
    `${OURS}same_denied`,
    /Alice Aho denied the same on 2026-11-22T14:00:00.000Z/,
  ],
  wrong_state: [
    { reason: 'wrong_state', message: 'It was used already.' },
    409,
    `${PROFILE}invalid_task_state`,
    /It was used already/,
  ],
  not_approver: [
    { reason: 'not_approver', groups: ['data-owners', 'sre-leads'] },
    403,
    `${OURS}not_approver`,
    /data-owners or sre-leads/,
  ],
  own_request: [{ reason: 'own_request', because: 'owner' }, 403, `${OURS}own_request`, /You own this agent/],
  agent_paused: [
    { reason: 'agent_paused', since: '2026-11-22T14:00:00.000Z' },
    403,
    `${OURS}agent_paused`,
    /on 2026-11-22T14:00:00.000Z.*Once an administrator has resumed it/,
  ],
  own_pause: [{ reason: 'own_pause' }, 403, `${OURS}own_pause`, /Ask another administrator/],
  no_agent: [
    { reason: 'no_agent', is: 'enforcer', name: 'warehouse' },
    409,
    `${OURS}no_agent`,
    /the enforcer warehouse: pause the agents it asks for/,
  ],
  unknown_agent: [
    { reason: 'unknown_agent', meant: 'nightly-etl' },
    404,
    `${OURS}unknown_agent`,
    /Did you mean nightly-etl\?/,
  ],
  guest: [{ reason: 'guest' }, 403, `${OURS}guest`, /Ask a member/],
  foreign_tenant: [
    { reason: 'foreign_tenant' },
    403,
    `${OURS}foreign_tenant`,
    /Only people of the organisation/,
  ],
  disabled_person: [{ reason: 'disabled_person' }, 403, `${OURS}disabled_person`, /disabled in Entra ID/],
  stale_card: [{ reason: 'stale_card' }, 409, `${OURS}stale_card`, /newest card/],
  summary_card: [{ reason: 'summary_card' }, 409, `${OURS}summary_card`, /whole card/],
  comment_empty: [{ reason: 'comment_empty' }, 400, `${OURS}comment_empty`, /Write a comment/],
  comment_too_long: [
    { reason: 'comment_too_long', limit: 1000 },
    400,
    `${OURS}comment_too_long`,
    /at most 1000 characters/,
  ],
  newer_version: [
    { reason: 'newer_version', version: 2 },
    503,
    `${OURS}newer_version`,
    /storage version 2.*Nothing was changed.*install the newer version again/,
  ],
  could_not_verify: [{ reason: 'could_not_verify' }, 503, `${OURS}could_not_verify`, /Try again/],
  not_known_yet: [{ reason: 'not_known_yet' }, 503, `${OURS}not_known_yet`, /may or may not/],
  busy: [{ reason: 'busy' }, 503, `${OURS}busy`, /Send it again/],
  not_permitted: [
    { reason: 'not_permitted', needs: 'the app role Requests.Create' },
    403,
    `${OURS}not_permitted`,
    /needs the app role Requests.Create/,
  ],
  limit_reached: [
    { reason: 'limit_reached', limit: 'At most 8 calls.', retryAfterSeconds: 5 },
    429,
    `${OURS}limit_reached`,
    /At most 8 calls/,
  ],
  grant_unusable: [
    { reason: 'grant_unusable', why: 'approval_expired' },
    409,
    `${OURS}grant_unusable`,
    /approval_expired/,
  ],
};

for (const [reason, [refusal, status, type, detail]] of Object.entries(TOLD)) {
  test(`${reason} is a problem document with status ${status} that says what to do`, () => {
    const reply = replyRefusal(refusal);
    assert.equal(reply.status, status);
    assert.equal(header(reply, 'content-type'), 'application/problem+json; charset=utf-8');
    assert.equal(header(reply, 'cache-control'), 'no-store');
    const told = body(reply);
    assert.deepEqual([told.status, told.type], [status, type]);
    assert.match(String(told.detail), detail);
    assert.ok(String(told.title).length > 3);
  });
}

test('whatever may be tried again says when', () => {
  for (const [refusal, status] of Object.values(TOLD)) {
    const retry = header(replyRefusal(refusal), 'retry-after');
    assert.equal(retry !== undefined, status === 503 || status === 429, refusal.reason);
  }
  assert.equal(header(replyRefusal(TOLD.limit_reached[0]), 'retry-after'), '5');
});

test('a limit of countersign.yaml is told by its name, its number and whose it is', () => {
  const told = body(
    replyRefusal({
      reason: 'limit_reached',
      limit: 'etl may make 9 requests a minute.',
      retryAfterSeconds: 12,
      quota: { name: 'requestsPerMinute', max: 9, agent: { id: 'c1', name: 'etl' } },
    }),
  );
  assert.deepEqual(told.limit, { name: 'requestsPerMinute', max: 9, agent: { id: 'c1', name: 'etl' } });
});

test('the person the agent acts for is told another reason than its owner', () => {
  const told = body(replyRefusal({ reason: 'own_request', because: 'on_behalf_of' }));
  assert.match(String(told.detail), /acts for you/);
});

test('every place that is wrong is named', () => {
  const problems = [
    { at: '/action/name', message: 'is missing' },
    { at: 'Idempotency-Key', message: 'is too long' },
  ];
  assert.deepEqual(body(replyRefusal({ reason: 'invalid', problems })).problems, problems);
});

test('every trouble with a grant is told by its name', () => {
  const all: readonly GrantTrouble[] = [
    'approval_expired',
    'out_of_scope',
    'grant_pending',
    'policy_denied',
    'approval_unverifiable',
  ];
  for (const why of all) assert.equal(body(replyRefusal({ reason: 'grant_unusable', why })).detail, why);
});

test('a caller without a valid token is told which kind to bring', () => {
  const reply = unauthenticated('Bring a token.');
  assert.deepEqual([reply.status, header(reply, 'www-authenticate')], [401, 'Bearer']);
});

test('what is broken is told by a reference alone, what is not available by when to come again', () => {
  const fault = replyProblem(brokenProblem('ref-1'));
  assert.deepEqual([fault.status, body(fault).type], [500, `${OURS}fault`]);
  assert.match(String(body(fault).detail), /ref-1/);
  const later = replyProblem(UNAVAILABLE);
  assert.deepEqual([later.status, header(later, 'retry-after')], [503, '2']);
});

test('an answer is JSON that no cache keeps, unless the door says otherwise', () => {
  const reply = replyJson(202, { a: 1 }, { location: '/x' });
  assert.equal(reply.body, '{"a":1}');
  assert.deepEqual(reply.headers, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    location: '/x',
  });
  assert.equal(header(replyJson(200, {}, { 'cache-control': 'public' }), 'cache-control'), 'public');
});
