// What a person sees of a wait.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { createProgress } from '../../../cli/agent/progress.ts';
import type { Task } from '../../../client/wire.ts';

for (const columns of [undefined, 0, 120]) {
  test(`the living line names the request on a terminal of ${columns} columns`, () => {
    const to = Object.assign(new PassThrough(), { isTTY: true, columns });
    const progress = createProgress(to as never);
    const task = {
      id: 'req_0123456789abcdef',
      status: 'pending',
      expires_at: '2026-11-22T12:00:00Z',
      display: { title: 'a' },
      links: { review: 'https://x.example' },
    };
    progress.asked(task as unknown as Task, 'countersign wait');
    progress.done();
    assert.match(String(to.read()), /waiting for approval, .* req_0123456789abcdef/);
  });
}
