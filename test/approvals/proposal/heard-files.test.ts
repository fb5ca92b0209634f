// Which file hosts wish: the one that came last, as long as anybody holds it; and nobody's clock or silence makes it another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  GONE_AFTER_MS,
  HEARD_EVERY_MS,
  type HeardFile,
  hear,
  hearHost,
  wishedOf,
} from '../../../approvals/proposal/heard-files.ts';
import { later } from '../../../approvals/time.ts';
import { MINUTE_MS, NOW } from '../../support/builders.ts';
import { createMemoryHeardBook } from '../../support/memory-heard.ts';
import { createMemoryTables } from '../../support/memory-tables.ts';

const at = (minute: number) => later(NOW, minute * MINUTE_MS);

/** Hosts heard one after the other: `[file, heard in minute, started in minute]`. */
function heardAfter(...hosts: readonly (readonly [string, number, number?])[]): readonly HeardFile[] {
  return hosts.reduce<readonly HeardFile[]>(
    (known, [version, minute, started = minute]) =>
      hear(known, { version, startedAt: at(started) }, at(minute)),
    [],
  );
}

test('the file that came last counts, also when a host starts anew with the one before', () => {
  assert.equal(wishedOf(heardAfter(['old', 0])), 'old');
  assert.equal(wishedOf(heardAfter(['old', 0], ['new', 1])), 'new');
  assert.equal(wishedOf(heardAfter(['old', 0], ['new', 1], ['old', 2], ['old', 3])), 'new');
});

test('a file is gone once hosts were heard for five minutes and none of them held it', () => {
  const heard = heardAfter(['old', 0], ['new', 1], ['old', 2], ['old', 4], ['old', 5.9]);
  assert.equal(wishedOf(heard), 'new');
  assert.equal(wishedOf(hear(heard, { version: 'old', startedAt: NOW }, at(7))), 'old');
  assert.equal(GONE_AFTER_MS, 5 * MINUTE_MS);
});

test('one that was gone and comes again comes last: that is how somebody goes back', () => {
  const rolledOut = heardAfter(['old', 0], ['new', 1], ['new', 3], ['new', 5], ['new', 7]);
  assert.equal(wishedOf(rolledOut), 'new');
  assert.equal(wishedOf(hear(rolledOut, { version: 'old', startedAt: at(8) }, at(8))), 'old');
});

test('a host that had nothing to do for long counts by its start, not by when it is heard again', () => {
  const busy = heardAfter(['old', 0], ['new', 1], ['new', 3], ['new', 5], ['new', 7]);
  assert.equal(wishedOf(hear(busy, { version: 'old', startedAt: at(0) }, at(8))), 'new');
  const idle = heardAfter(['old', 0], ['new', 1], ['old', 3], ['old', 5], ['old', 7]);
  assert.equal(wishedOf(idle), 'old');
  assert.equal(wishedOf(hear(idle, { version: 'new', startedAt: at(1) }, at(8))), 'new');
});

test('while the whole app stands still nobody is gone, whoever starts first', () => {
  for (const first of ['old', 'new']) {
    const second = first === 'old' ? 'new' : 'old';
    const heard = heardAfter(['old', 0], ['new', 1], [first, 3000], [second, 3001]);
    assert.equal(wishedOf(heard), 'new', `${first} first`);
  }
});

test('a clock that is ahead makes nobody gone who is still heard', () => {
  let heard = heardAfter(['old', 0], ['new', 1]);
  for (let minute = 2; minute < 40; minute++) {
    heard = hear(heard, { version: 'new', startedAt: at(1) }, at(minute));
    heard = hear(heard, { version: 'old', startedAt: at(0) }, at(minute + 60));
    assert.equal(wishedOf(heard), 'new', `minute ${minute}`);
  }
});

test('a host is written down once a minute, and of many at once each is', async () => {
  const tables = createMemoryTables();
  const desk = { heard: createMemoryHeardBook(tables), clock: () => NOW };
  await Promise.all(['old', 'new'].map((version) => hearHost(desk, { version, startedAt: NOW })));
  assert.equal((await desk.heard.load())?.data.files.length, 2);
  const version = () => tables.get('hosts', 'files')?.version;
  assert.equal(version(), 2);
  for (const [ms, writes] of [
    [HEARD_EVERY_MS - 1, 2],
    [HEARD_EVERY_MS, 3],
  ] as const) {
    await hearHost({ ...desk, clock: () => later(NOW, ms) }, { version: 'old', startedAt: NOW });
    assert.equal(version(), writes);
  }
});
