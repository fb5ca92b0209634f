import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  canonicalForm,
  canonicalIntent,
  intentHash,
  intentOf,
  MAX_INTENT_BYTES,
  parseBody,
  parseEvaluation,
  type RequestBody,
  type Subject,
} from '../../../approvals/intent/intent.ts';
import { parseStrict } from '../../../approvals/intent/strict-json.ts';

const SUBJECT: Subject = { id: 'agent-1', tenant: 'tenant-1' };
const BODY = {
  action: { name: 'data.export', properties: { format: 'csv', rows: 5 } },
  resource: { type: 'database', id: 'prod/customers' },
};

interface Vector {
  readonly name: string;
  readonly body: unknown;
  readonly subject: Subject;
  readonly uncounted: readonly string[];
  readonly canonical: string;
  readonly intentHash: string;
}

async function vectors(): Promise<readonly Vector[]> {
  // From dist/test/approvals/intent/ back to the source: data files are not compiled.
  const file = new URL('../../../../test/approvals/intent/intent-vectors.json', import.meta.url);
  const parsed = parseStrict(await readFile(file));
  assert.ok(parsed.ok);
  return parsed.value as readonly Vector[];
}

const body = (value: unknown): RequestBody => {
  const answer = parseBody(value);
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.value;
};

const hashOf = (value: unknown, uncounted: readonly string[] = []): string =>
  intentHash(canonicalIntent(intentOf(body(value), SUBJECT, uncounted)));

const problemsOf = (value: unknown, parse: typeof parseBody | typeof parseEvaluation = parseBody) => {
  const answer = parse(value);
  assert.ok(!answer.ok && answer.refusal.reason === 'invalid', JSON.stringify(answer));
  return answer.refusal.problems;
};

test('gives the bytes and hashes that were written down by hand', async () => {
  const all = await vectors();
  assert.equal(all.length, 3);
  for (const vector of all) {
    const intent = intentOf(body(vector.body), vector.subject, vector.uncounted);
    const bytes = canonicalIntent(intent);
    assert.equal(new TextDecoder().decode(bytes), vector.canonical, vector.name);
    assert.equal(intentHash(bytes), vector.intentHash, vector.name);
    assert.equal(createHash('sha256').update(vector.canonical).digest('base64url'), vector.intentHash);
  }
});

test('keeps what stands beside the intent apart from it', () => {
  const parsed = body({
    ...BODY,
    subject: { type: 'agent', id: 'agent-1' },
    context: { business_justification: 'The quarterly report', ticket: 'INC-7' },
    callback: { endpoint: 'https://etl.example.com/hooks/x', state: 's', events: ['approved', 'denied'] },
    requested_access: { requested_until: '2026-11-21T16:30:00+02:00' },
    client: { model: 'm', run: 'r', source: 'https://ci.example.com/1' },
  });
  assert.equal(parsed.justification, 'The quarterly report');
  assert.equal(parsed.requestedUntil, '2026-11-21T14:30:00.000Z');
  assert.deepEqual(parsed.callback, {
    endpoint: 'https://etl.example.com/hooks/x',
    state: 's',
    events: ['approved', 'denied'],
  });
  assert.deepEqual(parsed.client, { model: 'm', run: 'r', source: 'https://ci.example.com/1' });
  assert.deepEqual(parsed.subject, { type: 'agent', id: 'agent-1' });
  assert.deepEqual(intentOf(parsed, SUBJECT, []), {
    subject: { type: 'agent', ...SUBJECT },
    ...BODY,
    context: { ticket: 'INC-7' },
  });
});

test('hashes the request and the evaluation that redeems it alike', () => {
  const asked = hashOf({ ...BODY, context: { business_justification: 'why', ticket: 1 } });
  const evaluation = parseEvaluation({
    ...BODY,
    context: { ticket: 1, approval: { id: 'apr_1', state: 'jws' } },
  });
  assert.ok(evaluation.ok);
  assert.deepEqual(evaluation.value.approval, { id: 'apr_1', state: 'jws' });
  assert.equal(intentHash(canonicalIntent(intentOf(evaluation.value, SUBJECT, []))), asked);

  const bare = parseEvaluation({ ...BODY, context: { approval: { id: 'apr_1' } } });
  assert.ok(bare.ok);
  const redeemed = intentHash(canonicalIntent(intentOf(bare.value, SUBJECT, [])));
  for (const context of [undefined, {}, { business_justification: 'why' }])
    assert.equal(hashOf({ ...BODY, ...(context === undefined ? {} : { context }) }), redeemed);
});

test('changes the hash with everything that counts, and tells absent from empty', () => {
  const differing = [
    BODY,
    { ...BODY, action: { name: 'data.export' } },
    { ...BODY, action: { name: 'data.export', properties: {} } },
    { ...BODY, action: { name: 'data.export', properties: { format: 'csv', rows: '5' } } },
    { ...BODY, action: { name: 'data.export', properties: { format: 'csv', rows: 6 } } },
    { ...BODY, action: { name: 'data.export', properties: { format: 'csv', rows: 5, note: null } } },
    { ...BODY, resource: { ...BODY.resource, properties: {} } },
    { ...BODY, resource: { ...BODY.resource, id: 'prod/Customers' } },
    { ...BODY, context: { ticket: 'INC-7' } },
    { ...BODY, context: { ticket: 'INC-8' } },
  ];
  assert.equal(new Set(differing.map((each) => hashOf(each))).size, differing.length);
  assert.equal(hashOf({ ...BODY, context: { trace: 'a' } }, ['trace']), hashOf(BODY));
  const onBehalf = intentOf(body(BODY), { ...SUBJECT, on_behalf_of: 'person-1' }, []);
  assert.notEqual(intentHash(canonicalIntent(onBehalf)), hashOf(BODY));
});

test('does not depend on the order of members', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, reversed(inner)]),
    );
  };
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z€é]{1,4}$/), fc.jsonValue()), (properties) => {
      const asked = { ...BODY, action: { name: 'a', properties } };
      assert.equal(hashOf(asked), hashOf(reversed(asked)));
    }),
  );
});

const WRONG: readonly (readonly [string, object, string])[] = [
  ['no action', { resource: BODY.resource }, '/action'],
  ['an unknown member', { ...BODY, approved: true }, '/approved'],
  ['a status', { ...BODY, status: 'approved' }, '/status'],
  ['a risk of its own', { ...BODY, action: { ...BODY.action, risk: 'low' } }, '/action/risk'],
  ['approvers of its own', { ...BODY, resource: { ...BODY.resource, approvers: [] } }, '/resource/approvers'],
  ['another kind of subject', { ...BODY, subject: { type: 'user', id: 'x' } }, '/subject/type'],
  ['a space in the action', { ...BODY, action: { name: 'data export' } }, '/action/name'],
  ['an empty action', { ...BODY, action: { name: '' } }, '/action/name'],
  ['an endless action', { ...BODY, action: { name: 'a'.repeat(129) } }, '/action/name'],
  ['a hidden character', { ...BODY, resource: { type: 'database', id: 'prod/\u{202e}x' } }, '/resource/id'],
  ['a line break', { ...BODY, resource: { type: 'database', id: 'prod\nx' } }, '/resource/id'],
  ['an endless id', { ...BODY, resource: { type: 'database', id: 'x'.repeat(513) } }, '/resource/id'],
  ['properties as a list', { ...BODY, action: { name: 'a', properties: [] } }, '/action/properties'],
  [
    'words that are no text',
    { ...BODY, context: { business_justification: 1 } },
    '/context/business_justification',
  ],
  ['a callback that is no address', { ...BODY, callback: { endpoint: 'etl' } }, '/callback/endpoint'],
  ['a script as callback', { ...BODY, callback: { endpoint: 'javascript:1' } }, '/callback/endpoint'],
  [
    'a password in a callback',
    { ...BODY, callback: { endpoint: 'https://a:b@c.example/' } },
    '/callback/endpoint',
  ],
  [
    'an unknown event',
    { ...BODY, callback: { endpoint: 'https://c.example/', events: ['pending'] } },
    '/callback/events/0',
  ],
  [
    'an event twice',
    { ...BODY, callback: { endpoint: 'https://c.example/', events: ['denied', 'denied'] } },
    '/callback/events',
  ],
  [
    'a time without offset',
    { ...BODY, requested_access: { requested_until: '2026-11-21T14:30:00' } },
    '/requested_access/requested_until',
  ],
  ['an emergency', { ...BODY, requested_access: { emergency: true } }, '/requested_access/emergency'],
];

test('refuses what it does not know, naming the member and the cure', () => {
  for (const [what, value, at] of WRONG) {
    const [problem] = problemsOf(value);
    assert.equal(problem?.at, at, what);
    assert.match(problem?.message ?? '', /^This .*\.$/, what);
  }
  assert.equal(problemsOf('text')[0]?.message, 'This must be an object.');
  assert.equal(problemsOf({ action: BODY.action, resource: {} }).length, 2);
  assert.equal(problemsOf({ ...BODY, callback: {} }, parseEvaluation)[0]?.at, '/callback');
  assert.equal(
    problemsOf({ ...BODY, context: { approval: { id: 'a', x: 1 } } }, parseEvaluation)[0]?.at,
    '/context/approval/x',
  );
});

test('takes any other member of properties and context as it is', () => {
  const properties = { toJSON: 'x', hasOwnProperty: 1, nested: { deep: [null, { a: '' }] } };
  const parsed = body({ ...BODY, action: { name: 'a', properties }, context: properties });
  assert.deepEqual(parsed.action.properties, properties);
  assert.deepEqual(intentOf(parsed, SUBJECT, []).context, properties);
});

test('refuses an intent that does not fit its row', () => {
  const sized = (length: number) =>
    canonicalForm(
      intentOf(body({ ...BODY, action: { name: 'a', properties: { x: 'x'.repeat(length) } } }), SUBJECT, []),
    );
  const empty = sized(0);
  assert.ok(empty.ok);
  const room = MAX_INTENT_BYTES - empty.value.bytes.length;
  assert.equal(sized(room).ok, true);
  assert.deepEqual(sized(room + 1), {
    ok: false,
    refusal: { reason: 'too_large', what: 'the canonical intent', limitBytes: MAX_INTENT_BYTES },
  });
});
