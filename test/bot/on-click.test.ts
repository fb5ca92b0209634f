// Clicks that storage or the directory keeps waiting: answered in time, truly, and their end is told where no card tells it.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { StoreFault } from '../../approvals/faults.ts';
import type { ClickReply } from '../../approvals/prompt/card-ports.ts';
import type { Activity } from '../../bot/incoming.ts';
import { onClick } from '../../bot/on-click.ts';
import { REQUESTS, viewOf } from './cards/views.ts';

const TENANT = '7c0ffee0-0000-4000-8000-000000000001';
const ALICE = '7c0ffee0-0000-4000-8000-00000000e001';
const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';

const click = (verb: string): Activity =>
  ({
    type: 'invoke',
    name: 'adaptiveCard/action',
    serviceUrl: 'http://127.0.0.1:3979/',
    from: { id: '29:alice', name: 'Alice Aho', aadObjectId: ALICE },
    conversation: { id: '19:data-approvals@thread.tacv2', conversationType: 'channel', tenantId: TENANT },
    value: { action: { verb, data: { request: 'req_1', nonce: 'n_1' } }, trigger: 'manual' },
    replyToId: '1701',
  }) as Activity;

interface Reply {
  readonly statusCode: number;
  readonly type: string;
  readonly value: string;
}

/** A click whose end the test decides, at a time that it moves. */
function press(t: TestContext, verb: string) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let end: (reply: ClickReply) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<ClickReply>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  const told: (readonly [string, string])[] = [];
  const faults: unknown[] = [];
  const answered = onClick(click(verb), {
    tenant: TENANT,
    answer: () => promise,
    onFault: (error) => void faults.push(error),
    tellLate: async ({ oid }, text) => void told.push([oid, text]),
    requests: { baseUrl: 'https://countersign.example' },
  }) as Promise<Reply>;
  const late = async () => {
    t.mock.timers.tick(2999);
    return await answered;
  };
  return { answered, late, end, fail, told, faults };
}
const aMoment = () => new Promise((resolve) => setImmediate(resolve));
const REFUSED: ClickReply = {
  kind: 'refusal',
  refusal: { reason: 'could_not_verify' },
  request: REQUESTS['waiting-new'],
};
const COUNTED: ClickReply = { kind: 'card', view: viewOf('approved-unused') };

for (const [what, verb, words] of [
  ['a vote', 'approve', /it is not known yet whether your click counts\. Look at the card/],
  ['a refresh', 'refresh', /may be out of date\. Look again/],
] as const) {
  test(`answers ${what} within 3 seconds, truly, while storage or the directory has not`, async (t) => {
    const reply = await press(t, verb).late();
    assert.deepEqual([reply.statusCode, reply.type], [200, MESSAGE]);
    assert.match(reply.value, words);
  });
}

test('a click in time is answered with its end alone', async (t) => {
  for (const [end, type] of [
    [REFUSED, MESSAGE],
    [COUNTED, CARD],
  ] as const) {
    t.mock.timers.reset();
    const one = press(t, 'approve');
    one.end(end);
    assert.equal((await one.answered).type, type);
    t.mock.timers.tick(2999);
    await aMoment();
    assert.deepEqual([one.told, one.faults], [[], []]);
  }
});

const HOW_IT_ENDED = `You clicked on a card when Countersign was slow. Your click was not accepted. Countersign could not check your group memberships just now. Nothing was changed. Try again. The request: https://countersign.example/review/${REQUESTS['waiting-new'].id}`;
for (const [what, verb, end, told] of [
  ['was refused is told so once', 'approve', REFUSED, [[ALICE, HOW_IT_ENDED]]],
  ['was counted is told by its card alone', 'approve', COUNTED, []],
  ['only read is told nothing', 'refresh', REFUSED, []],
  [
    'was of no request of ours is told nothing',
    'approve',
    { kind: 'refusal', refusal: { reason: 'stale_card' } },
    [],
  ],
] as [string, string, ClickReply, string[][]][]) {
  test(`whoever made a click that was answered as late and ${what}`, async (t) => {
    const one = press(t, verb);
    await one.late();
    assert.deepEqual(one.told, []);
    one.end(end);
    await aMoment();
    assert.deepEqual([one.told, one.faults], [told, []]);
  });
}

test('what breaks after the answer was given is told to telemetry, and breaks nothing else', async (t) => {
  const one = press(t, 'approve');
  await one.late();
  one.fail(new StoreFault('storage does not answer', true));
  await aMoment();
  assert.deepEqual([one.told, one.faults.length], [[], 1]);
});
