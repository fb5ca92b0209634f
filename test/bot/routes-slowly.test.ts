// `routes` where storage is slow and much waits: who administers reads it within the turn.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { submit } from '../../approvals/ask/submit.ts';
import { parsePolicy } from '../../approvals/policy/file/file.ts';
import { show } from '../../approvals/prompt/show.ts';
import { listRoutes } from '../../approvals/route/route-states.ts';
import { anAsk, aPerson, idOf } from '../support/builders.ts';
import { createTestDesk } from '../support/test-desk.ts';

const parsed = parsePolicy(readFileSync('countersign.yaml', 'utf8'));
assert.ok(parsed.ok);
const names = [...parsed.policy.routes.keys()];
const OPEN = 300;
/** What each call to storage takes. */
const SLOW_MS = 150;
/** The rest of three seconds is for the directory, the turn to speak, and the way. */
const WITHIN_MS = 2000;

test(`routes are listed within 2 seconds where storage is slow and ${OPEN} requests wait`, async () => {
  const world = createTestDesk();
  const { desk, links } = world;
  for (let n = 1; n <= OPEN; n++) {
    assert.ok((await submit(desk, anAsk({ id: idOf('req', n), limits: ROOMY }))).ok);
    await show(desk, idOf('req', n), 'prompt-1');
  }
  const slowly = {
    ...desk,
    store: { ...desk.store, peek: slow(desk.store.peek) as typeof desk.store.peek },
    listPending: slow(desk.listPending),
    links: { all: slow(links.all) },
  };
  const begun = performance.now();
  const listed = await listRoutes(slowly, names, aPerson('ada'));
  const tookMs = performance.now() - begun;
  assert.ok(listed.ok && listed.value.isCut);
  assert.equal(listed.value.routes[0]?.cards.onTheirWay, 200);
  assert.ok(tookMs < WITHIN_MS, `${tookMs} ms`);
});

const ROOMY = { maxPending: 1000, requestsPerMinute: 1000 };

/** The same, as slow as storage is. */
function slow<Given extends unknown[], Back>(
  call: (...given: Given) => Promise<Back>,
): (...given: Given) => Promise<Back> {
  return async (...given) => {
    await sleep(SLOW_MS);
    return await call(...given);
  };
}
