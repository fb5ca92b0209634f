// The review page over the wire: what anyone gets, what the browser may do with it, and who reads the whole of a request.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { AGENTS, AUDIENCE, REVIEW_APP_ID, TENANT } from '../../../local/directory.ts';
import { longText } from '../../support/long-text.ts';
import { startFlow } from '../support/flow.ts';
import { assertProblem } from '../support/problems.ts';
import { approved, asked } from '../support/steps.ts';

const flow = await startFlow();
after(flow.stop);
const { functions, entra } = flow.world.urls;
const NOTE = `${longText(20_000)}END`;
const BIG = {
  action: { name: 'data.export', properties: { format: 'csv', rows: 25, note: NOTE } },
  resource: { type: 'database', id: 'prod/customers' },
  context: { ticket: 'T-1' },
};

interface Review {
  readonly task: { readonly id: string; readonly links: { readonly review: string } };
  readonly card: object;
  readonly intent_hash: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly circumstances: readonly object[];
  readonly may: object;
  readonly why_not?: string;
  readonly you: object;
}
const readAs = async (who: string, id: string) => {
  const reply = await flow.person(who).read(`${id}/review`);
  assert.equal(reply.status, 200, reply.text);
  return reply.body as unknown as Review;
};

it('gives everybody the same shell, whatever the id, and nothing of any request', async () => {
  const id = await asked(flow);
  const paths = [`review/${id}`, 'review/req_00000000000000000000000000', 'review/nonsense', 'review-signin'];
  const shells = await Promise.all(
    paths.map(async (path) => {
      const response = await fetch(`${functions}/${path}?code=1.secret`);
      assert.equal(response.status, 200, path);
      return {
        text: await response.text(),
        headers: [...response.headers].filter(([name]) => name !== 'date'),
      };
    }),
  );
  for (const shell of shells) assert.deepEqual(shell, shells[0]);
  const text = shells[0]?.text ?? '';
  for (const part of [entra, TENANT, REVIEW_APP_ID, AUDIENCE]) assert.ok(text.includes(`"${part}"`), part);
  assert.doesNotMatch(text, /\{\w+\}|secret|<script>|\sstyle=|\son\w+=/);
});

it('lets the browser run our script, speak to us and to Entra ID, and nothing else', async () => {
  const { headers } = await fetch(`${functions}/review-signin`);
  const csp = Object.fromEntries(
    (headers.get('content-security-policy') ?? '').split('; ').map((part) => {
      const [name = '', ...values] = part.split(' ');
      return [name, values.join(' ')];
    }),
  );
  const { 'trusted-types': policies, ...rest } = csp;
  assert.deepEqual(rest, {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'connect-src': `'self' ${entra}`,
    'form-action': "'none'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
    'require-trusted-types-for': "'script'",
  });
  assert.match(
    policies ?? '',
    /^adaptivecards#\w+( adaptivecards#\w+)*$/,
    'no policy of our own, none by default',
  );
  const expected = {
    'cache-control': 'no-store',
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'set-cookie': null,
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(headers.get(name), value, name);
  assert.match(headers.get('permissions-policy') ?? '', /camera=\(\)/);
});

it('serves the files of its list, each with a tag for its bytes, and no other', async () => {
  for (const [name, type] of [
    ['page.js', 'text/javascript; charset=utf-8'],
    ['page-style.css', 'text/css; charset=utf-8'],
    ['icon.svg', 'image/svg+xml'],
  ] as const) {
    const response = await fetch(`${functions}/review-files/${name}`);
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, type]);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(response.headers.get('cache-control'), 'no-cache');
    const etag = response.headers.get('etag') ?? '';
    assert.match(etag, /^"[\w-]{43}"$/);
    const again = await fetch(`${functions}/review-files/${name}`, { headers: { 'if-none-match': etag } });
    assert.deepEqual([again.status, (await again.text()).length], [304, 0]);
  }
  for (const name of ['page.html', 'main.ts', '..%2fapp.cjs', '%2e%2e', 'constructor', '__proto__']) {
    const response = await fetch(`${functions}/review-files/${name}`);
    assert.deepEqual([response.status, await response.text()], [404, ''], name);
  }
});

it('shows an approver every parameter in full, what else counts, and a card without buttons', async () => {
  const id = await asked(flow, BIG);
  const seen = await readAs('alice', id);
  const { request } = await flow.records.read(id);
  assert.equal(seen.intent_hash, request.intentHash);
  assert.equal(seen.task.links.review, `${functions}/review/${id}`);
  assert.deepEqual(
    seen.parameters.map(({ name, value }) => [name, value]),
    [
      ['format', 'csv'],
      ['note', NOTE],
      ['rows', '25'],
    ],
  );
  assert.deepEqual(seen.circumstances, [{ name: 'context.ticket, claimed by the agent', value: 'T-1' }]);
  assert.deepEqual(seen.may, {
    approve: true,
    deny: true,
    comment: true,
    report: true,
    revoke: false,
    look: false,
  });
  assert.deepEqual(seen.you, { name: 'Alice Aho' });
  const card = JSON.stringify(seen.card);
  assert.doesNotMatch(card, /"Action\.(Execute|OpenUrl)"|"Input\./);
  const { prompts } = await flow.records.read(id);
  for (const { nonce } of prompts) assert.ok(!JSON.stringify(seen).includes(nonce), 'no nonce of a card');
  await flow.records.tells(id, 'requested');
});

it('refuses those who may not see it as a click would, without a parameter', async () => {
  const id = await asked(flow, BIG);
  for (const [who, name] of [
    ['olivia', 'not_approver'],
    ['sam', 'not_approver'],
    ['gus', 'guest'],
    ['xavier', undefined],
  ] as const) {
    const reply = await flow.person(who).read(`${id}/review`);
    if (name === undefined) assert.equal(reply.status, 401, 'a token of another tenant is none of ours');
    else assertProblem(reply, 403, name, who);
    assert.doesNotMatch(reply.text, /customers|csv|T-1|xxx/);
  }
  assertProblem(
    await flow.person('alice').read('req_00000000000000000000000000/review'),
    404,
    'unknown_task',
  );
  assertProblem(await flow.agent('nightly-etl').read(`${id}/review`), 403, 'not_permitted');
  assertProblem(await flow.bearer().read(`${id}/review`), 401, 'unauthenticated');
});

it('refuses a person’s token that the agent holds, and one without the scope', async () => {
  const id = await asked(flow);
  const held = {
    oid: '7c0ffee0-0000-4000-8000-00000000e001',
    idtyp: null,
    roles: null,
    scp: 'Approvals.Decide',
  };
  const byAgent = await flow.directory.mint({ ...held, azp: AGENTS.nightlyEtl });
  assertProblem(await flow.bearer(byAgent).read(`${id}/review`), 403, 'not_permitted');
  const other = await flow.directory.mint({ ...held, azp: REVIEW_APP_ID, scp: 'User.Read' });
  assertProblem(await flow.bearer(other).read(`${id}/review`), 403, 'not_permitted');
});

it('lets owners and administrators look, and tells them why they cannot decide', async () => {
  const id = await asked(flow);
  const owner = await readAs('dana', id);
  assert.deepEqual(owner.may, {
    approve: false,
    deny: false,
    comment: true,
    report: false,
    revoke: false,
    look: false,
  });
  assert.equal(owner.why_not, 'You own this agent: it takes somebody else.');
  const admin = await readAs('ada', id);
  assert.deepEqual(admin.may, {
    approve: false,
    deny: false,
    comment: false,
    report: false,
    revoke: false,
    look: false,
  });
  assert.match(admin.why_not ?? '', /^Only data-owners can do this\./);
});

it('takes a person’s comment by API: recorded as a person’s, told on the card, once', async () => {
  const id = await asked(flow);
  for (let times = 0; times < 2; times++) {
    const reply = await flow.person('dana').on(id, 'comments', { comment: 'Planned since May.' });
    assert.equal(reply.status, 200, reply.text);
  }
  const { request, texts } = await flow.records.tells(id, 'requested', 'commented');
  assert.deepEqual([request.comments.map(({ by }) => by.kind), texts], [['person'], ['Planned since May.']]);
  assert.match((await flow.teams.card(id)).words, /Dana Ortiz commented .*“Planned since May\.”/);
  assertProblem(await flow.person('olivia').on(id, 'comments', { comment: 'Me too' }), 403, 'not_approver');
  assertProblem(await flow.person('alice').on(id, 'comments', { comment: ' ' }), 400, 'comment_empty');
});

it('tells who approved it that it can be taken back', async () => {
  const { id } = await approved(flow);
  assert.deepEqual((await readAs('alice', id)).may, {
    approve: false,
    deny: false,
    comment: false,
    report: false,
    revoke: true,
    look: false,
  });
  assert.equal((await flow.person('alice').on(id, 'revoke')).status, 200);
  assert.deepEqual((await readAs('alice', id)).may, {
    approve: false,
    deny: false,
    comment: false,
    report: false,
    revoke: false,
    look: false,
  });
});

it('shows nothing while the directory is silent', async (t) => {
  const id = await asked(flow);
  await flow.directory.spoilGraph(t, { next: 20, status: 503 });
  assertProblem(await flow.person('alice').read(`${id}/review`), 503, 'could_not_verify');
});
