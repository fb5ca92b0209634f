// What every store of standings promises, as sentences; run on the memory twin and on Table Storage. Its write verb is that of requests.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { blankStanding, type Standing } from '../../approvals/agent/standing.ts';
import { linkEvents } from '../../approvals/change/chain.ts';
import { StoreFault } from '../../approvals/faults.ts';
import type { Commit, RequestStore, StandingStore } from '../../approvals/ports.ts';
import { eventKey, STANDING_KEY } from '../../approvals/row-keys.ts';
import type { ChainEvent } from '../../approvals/words.ts';
import { PEOPLE, TENANT } from '../../local/directory.ts';
import { aCreation, aRequest, idOf, NOW } from '../support/builders.ts';

export interface OpenStandings {
  readonly standings: StandingStore;
  /** Requests in the same storage. */
  readonly store: RequestStore;
  close(): Promise<void>;
}

const clientId = (n: number): string => `7c0ffee0-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** The commit that adds one event behind a standing. */
function aPause(standing: Standing, etag: string, op: string): Commit<Standing> {
  const events = linkEvents(
    { request: standing.id, seq: standing.seq, head: standing.head },
    [{ type: 'paused', actor: { kind: 'person', id: PEOPLE.ada }, facts: {} }],
    { at: NOW, op },
  );
  const last = events.at(-1);
  return {
    id: standing.id,
    etag,
    after: { ...standing, seq: last?.seq ?? 0, head: last?.hash ?? '' },
    events,
    rows: [],
  };
}

/** Runs the suite on what `open` opens. */
export function describeStandings(name: string, open: () => Promise<OpenStandings>): void {
  describe(name, () => {
    let opened: OpenStandings;
    before(async () => {
      opened = await open();
    });
    after(() => opened.close());

    async function begun(n: number) {
      const blank = blankStanding(clientId(n), TENANT, idOf('s', n));
      await opened.standings.insert(blank.id, { key: STANDING_KEY, data: blank });
      const row = await opened.standings.load(blank.id);
      assert.ok(row);
      return row;
    }

    test('an agent nobody paused has no standing', async () => {
      assert.equal(await opened.standings.load('agent_nobody'), undefined);
    });

    test('a record is begun once, whoever begins it', async () => {
      const { data } = await begun(1);
      const other = blankStanding(clientId(1), TENANT, idOf('s', 99));
      assert.equal(await opened.standings.insert(data.id, { key: STANDING_KEY, data: other }), false);
      assert.deepEqual((await opened.standings.load(data.id))?.data, data);
    });

    test('the standing and its event are written together, and of many at once by one', async () => {
      const { data, etag } = await begun(2);
      const commits = Array.from({ length: 6 }, (_, n) => aPause(data, etag, idOf('op', n + 1)));
      const told = await Promise.all(commits.map((commit) => opened.standings.commit(commit)));
      assert.equal(told.filter((each) => each === 'won').length, 1);
      const event = await opened.standings.read<ChainEvent>(data.id, eventKey(1));
      const row = await opened.standings.load(data.id);
      assert.deepEqual([row?.data.seq, row?.data.head], [1, event?.data.hash]);
    });

    test('the standing row cannot be swapped: state and record are never saved apart', async () => {
      const { data, etag } = await begun(3);
      await assert.rejects(
        async () => opened.standings.swap(data.id, STANDING_KEY, etag, data),
        (error) => error instanceof StoreFault && !error.retry,
      );
    });

    test('a fence keeps a commit against the version before it from landing', async () => {
      const { data, etag } = await begun(4);
      assert.equal(await opened.standings.fence(data.id, etag), true);
      assert.equal(await opened.standings.commit(aPause(data, etag, idOf('op', 1))), 'lost');
    });

    test('the list names every agent that has a record, and no request', async () => {
      await opened.store.commit(aCreation(aRequest({ id: idOf('req', 1) })));
      const before = (await opened.standings.all()).length;
      const added = [await begun(5), await begun(0xffff), await begun(6)].map(({ data }) => data);
      const all = await opened.standings.all();
      assert.equal(all.length, before + 3);
      for (const each of added) assert.ok(all.some(({ id }) => id === each.id));
      assert.deepEqual(
        all.map(({ id }) => id),
        [...all.map(({ id }) => id)].sort(),
      );
    });
  });
}
