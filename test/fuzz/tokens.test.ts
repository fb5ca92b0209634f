// Ten thousand tokens at every door: never a fault, never an exception, and never a row but for whom a genuine token proves.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { PEOPLE } from '../../local/directory.ts';
import { type Change, openDoors } from './doors.ts';
import { startOutside } from './outside.ts';
import { RUNS, SEED } from './seed.ts';
import {
  askerOf,
  damaged,
  isTrustworthy,
  isUnchanged,
  personOf,
  signed,
  type TokenCase,
  tokenCases,
} from './token-cases.ts';

const outside = await startOutside();
after(outside.close);
const doors = await openDoors(outside);
const authority = outside.url;
const VOTERS: readonly unknown[] = [PEOPLE.alice, PEOPLE.bob, PEOPLE.carmen];
const OUTSIDERS: readonly unknown[] = [PEOPLE.gus, PEOPLE.xavier];

async function present(one: TokenCase) {
  const authorization = `${one.scheme}${damaged(signed(one, authority), one.damage)}`;
  const body = one.body === undefined ? {} : { body: one.body };
  const { reply, change } = await doors.call({ door: one.door, authorization, ...body });
  return { status: Number(reply.status), text: String(reply.body), change };
}

/** What a door may have written, and that it is exactly this, by exactly whom the token proves. */
function assertRightly(one: TokenCase, status: number, { requests, events }: Change): void {
  const waiting = requests.find(({ id }) => id === doors.id);
  const fresh = requests.filter(({ id }) => id !== doors.id);
  const types = events.map(({ type }) => type);
  const person = personOf(one, authority);
  switch (one.door) {
    case 'mcp':
    case 'submit': {
      const done = one.door === 'mcp' ? 200 : 202;
      assert.deepEqual([status, fresh.length, types], [done, 1, ['requested']]);
      assert.equal(fresh[0]?.enforcer?.clientId ?? fresh[0]?.agent.clientId, askerOf(one, authority));
      return;
    }
    case 'evaluate': {
      // Born closed: no rule of this policy allows, and a yes would be no grant either.
      assert.deepEqual([status, fresh.length, types], [200, 1, ['requested', 'denied']]);
      const [asked] = fresh;
      assert.equal(asked?.enforcer?.clientId ?? asked?.agent.clientId, askerOf(one, authority));
      assert.deepEqual([asked?.evaluated?.decision, asked?.grant, asked?.prompts], [false, undefined, []]);
      return;
    }
    case 'decide': {
      const [vote] = waiting?.votes ?? [];
      assert.deepEqual([status, waiting?.votes.length, fresh.length], [200, 1, 0]);
      assert.ok(vote !== undefined && vote.person.oid === person && VOTERS.includes(person));
      const end = vote.choice === 'approve' ? 'approved' : 'denied';
      assert.deepEqual([waiting?.status, types], [end, ['voted', end]]);
      return;
    }
    case 'record': {
      assert.deepEqual([status, fresh.length, types], [201, 1, ['recorded', 'failed']]);
      assert.ok(fresh[0]?.record?.by.oid === person && !OUTSIDERS.includes(person));
      assert.equal(fresh[0]?.grant, undefined);
      return;
    }
    case 'comment': {
      const by = events[0]?.actor.id;
      assert.deepEqual([status, types, waiting?.votes, waiting?.status], [200, ['commented'], [], 'pending']);
      // Its agent, those who may decide, and its owner.
      const may = [...VOTERS, PEOPLE.dana].includes(person) ? person : undefined;
      assert.equal(by, may ?? askerOf(one, authority));
      assert.ok(may !== undefined || by === waiting?.agent.clientId);
      return;
    }
    case 'cancel': {
      assert.deepEqual([status, types, waiting?.status], [200, ['cancelled'], 'cancelled']);
      assert.equal(askerOf(one, authority), waiting?.agent.clientId);
      return;
    }
    default:
      assert.fail(`nobody may change anything here: ${types}`);
  }
}

/** Two that have to work, or the run proves nothing. */
const mustWork = (one: TokenCase): boolean =>
  isUnchanged(one) &&
  ((one.base === 'person' && one.door === 'decide') || (one.base === 'agent' && one.door === 'submit'));

test(`whatever a token is made of: no fault, and no row but for whom it proves (seed ${SEED})`, async (t) => {
  const came: Record<string, number> = { cases: 0, trustworthy: 0 };
  const count = (what: string) => {
    came[what] = (came[what] ?? 0) + 1;
  };
  await fc.assert(
    fc.asyncProperty(tokenCases, async (one) => {
      const { status, change, text } = await present(one);
      const told = `${one.door} ${status} ${text.slice(0, 300)} ${doors.faults.at(-1) ?? ''}`;
      count('cases');
      assert.ok(status >= 200 && status < 500, told);
      assert.deepEqual(doors.faults, [], told);
      if (!isTrustworthy(one, authority) || one.door === 'messages') {
        assert.deepEqual([status, change.rows], [401, []], told);
        return;
      }
      count('trustworthy');
      assert.ok(change.rows.length > 0 || !mustWork(one), `an unchanged token did not work: ${told}`);
      if (change.rows.length === 0) return;
      count(one.door);
      assertRightly(one, status, change);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  t.diagnostic(JSON.stringify(came));
  // A run in which nothing genuine got through would prove nothing.
  const few = RUNS / 200;
  if (RUNS >= 1000) assert.ok((came.submit ?? 0) > few && (came.decide ?? 0) > few, JSON.stringify(came));
});
