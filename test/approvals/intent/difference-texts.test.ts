// The texts of differences as they come out of storage: whatever the values look like, none of them vanishes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { requestLine, textLine } from '../../../approvals/audit/record-lines.ts';
import { changedParts } from '../../../approvals/intent/changed-parts.ts';
import { differencesOf, shownText } from '../../../approvals/intent/difference-texts.ts';
import { type Intent, readIntent } from '../../../approvals/intent/intent.ts';
import { type Reads, viewOf } from '../../../approvals/prompt/view.ts';
import { textRow } from '../../../approvals/text/text.ts';
import type { ApprovalRequest, Text } from '../../../approvals/words.ts';
import { changedLines } from '../../../bot/cards/changed-lines.ts';
import { wholeOf } from '../../../bot/cards/whole.ts';
import { aPrompt, aRequest } from '../../support/builders.ts';

const BEGIN = '-----BEGIN RSA PRIVATE KEY-----';
const END = '-----END RSA PRIVATE KEY-----';
type Values = Readonly<Record<string, unknown>>;

const intentOf = (properties: Values): Intent => ({
  subject: { type: 'agent', id: 'c001', tenant: 't' },
  action: { name: 'cfg.set', properties },
  resource: { type: 'host', id: 'web' },
});

/** A request whose differences from an approved and from a denied one are kept as texts, as an ask keeps them. */
function aChange(was: Values, now: Values) {
  const blank = aRequest({ justification: undefined as never });
  const parts = changedParts(readIntent(bytes(was)), readIntent(bytes(now)), blank);
  const kept = [1, 2].map((seq) => textRow(blank, seq, JSON.stringify(parts)));
  const [approved, denied] = kept.map(({ digest }) => digest) as [string, string];
  const before = { request: 'req_2', at: blank.createdAt } as const;
  const request: ApprovalRequest = {
    ...blank,
    history: { approved: { ...before, times: 1, same: 'target', changes: approved } },
    deniedBefore: { ...before, by: 'oid', same: 'target', changes: denied },
  };
  const texts = kept.map(({ row }) => row.data as Text);
  return { request, texts, parts, now: bytes(now) };
}

const bytes = (properties: Values) => new TextEncoder().encode(JSON.stringify(intentOf(properties)));

/** What a card and the review page are made of. */
async function viewed({ request, texts, now }: ReturnType<typeof aChange>) {
  const store = {
    read: async (_id: string, key: string) => {
      const data = texts.find(({ digest }) => key.endsWith(digest));
      return data === undefined ? undefined : { data };
    },
    intent: async () => now,
  } as Reads;
  const desk = { store, standings: { peek: async () => undefined }, baseUrl: 'https://c.example' };
  return await viewOf(desk as never, request, aPrompt());
}

const told = (part: unknown): string => JSON.stringify(part);

test('a key that begins in one value and ends in another takes no value between them out of sight', async () => {
  const was = { a: 'v1', target: 's3://churn-model/in.csv', z: 'end' };
  const now = { a: `v2 # ${BEGIN}`, target: 's3://attacker/in.csv', z: `${END} #` };
  const view = await viewed(aChange(was, now));
  for (const changed of [view.history?.changed, view.earlier?.changed]) {
    assert.deepEqual(
      changed?.changes.map(({ at }) => at.slice(-1)),
      ['a', 't', 'z'],
    );
    assert.match(told(changed), /s3:\/\/attacker/);
  }
  const { changed } = wholeOf(view);
  assert.deepEqual([changed?.approved?.length, changed?.denied?.length], [3, 3]);
});

test('lines that an agent writes between the marks of a key are told as added', async () => {
  const lines = ['replicas: 3', 'log: info'];
  const now = [...lines, `# ${BEGIN}`, 'hostNetwork: true', 'owner: attacker', `# ${END}`];
  const view = await viewed(aChange({ m: lines.join('\n') }, { m: now.join('\n') }));
  assert.match(told(view.history?.changed), /hostNetwork: true/);
});

test('an exported record tells a difference as it is kept, so that its digest still proves it', () => {
  const { request, texts } = aChange({ c: 'a' }, { c: 'mysql -u root -p', password: 'hunter2secret' });
  for (const text of texts) {
    const line = textLine(request.id, text, request);
    assert.deepEqual(line, { request: request.id, ...text });
    assert.doesNotMatch(told(line), /hunter2secret/);
  }
  assert.equal(requestLine({ head: request }, '2026-11-21').history, request.history);
});

test('any other text is looked through for secrets, also where a difference stands beside it', () => {
  const { request } = aChange({ c: 'a' }, { c: 'b' });
  const said = textRow(request, 3, 'use password=hunter2secret').row.data as Text;
  assert.doesNotMatch(shownText(request, said), /hunter2secret/);
  assert.deepEqual(differencesOf({}), []);
});

test('a secret in the name of a parameter stands nowhere in what is told of a difference', async () => {
  const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
  const change = aChange({ a: 1, [secret]: 1 }, { a: 2, [secret]: 2, in: { [`x ${secret}`]: 3 } });
  const view = await viewed(change);
  const { approved, denied } = wholeOf(view).changed ?? {};
  assert.deepEqual([approved?.length, denied?.length], [3, 3]);
  const drawn = told([change.parts, changedLines(change.parts), approved, denied]);
  assert.ok(!drawn.includes(secret));
  assert.match(drawn, /⟨redacted: token, 40 characters/);
  assert.doesNotMatch(drawn, /u\{27E8\}/);
});

const SNIPPETS = [
  ...[BEGIN, `${BEGIN}\n`, END, 'password:', 'password="', "password='", 'password:\\', 'PASSWORD=\\'],
  ...[
    '--password ',
    '--password=',
    'mysql -u root -p',
    'sshpass -p ',
    'curl -u a:',
    'curl -u "a:',
    'Bearer ',
  ],
  ...['Authorization: ', 'token="', 'api_key:"', '?sig=', 'AccountKey=', 'https://u:p', 'https://u:', 'x@h'],
  ...['hunter2secret', 'ghp_0123456789abcdefghijABCDEFGHIJ012345', 'good', 'evil', '\n', '"', '\\', '/', '~'],
];
const text = fc.array(fc.constantFrom(...SNIPPETS), { maxLength: 4 }).map((pieces) => pieces.join(''));
const value = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.integer({ max: 3 }));
const values = fc.dictionary(text, value, { maxKeys: 5 });

/** How many places truly differ. */
const differing = (was: Values, now: Values): number =>
  [...new Set([...Object.keys(was), ...Object.keys(now)])].filter(
    (name) => told(was[name]) !== told(now[name]),
  ).length;

test('whatever two sets of parameters are made of: every place that differs is told or counted, and no mark of ours is taken for a forged one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(values, values), async ([was, now]) => {
      const isEmpty = [was, now].some((each) => Object.keys(each).length === 0);
      const change = aChange(was, now);
      const view = await viewed(change);
      const { approved, denied } = wholeOf(view).changed ?? {};
      // An object without members is a place of its own.
      if (!isEmpty) assert.equal(approved?.length, differing(was, now));
      for (const changed of [view.history?.changed, view.earlier?.changed]) {
        assert.deepEqual(changed, change.parts);
        const drawn = [changedLines(changed ?? { changes: [], more: 0 }), approved, denied];
        assert.doesNotMatch(told(drawn), /u\{27E8\}/);
      }
    }),
    { numRuns: 150 },
  );
});
