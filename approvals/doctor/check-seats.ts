// Can anybody approve at all? For a rule and the agents it may concern: are enough people left once the agent's owners are barred?
// Pure: who is in the groups and who owns the agents was asked of the directory before.

import { openSeats } from '../approvers/quorum.ts';
import type { Requirement } from '../verdict.ts';
import { type Checked, failed, many, ok } from './check.ts';

/** Members that count: enabled, ordinary people of the tenant. */
export interface Bench {
  /** Entra id of each group, and the object ids of its people. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Object ids of people whom policies name one by one, those who could vote. */
  readonly people: readonly string[];
}

/** An agent, and who may never approve for it. */
interface Barred {
  readonly agent: string;
  readonly oids: readonly string[];
}

/** Judges one set of requirements for nobody's agent in particular, then for each agent. */
export function checkSeats(
  requirements: readonly Requirement[],
  bench: Bench,
  agents: readonly Barred[],
): Checked {
  const wants = tell(requirements);
  const seats = requirements.reduce((sum, { count }) => sum + count, 0);
  const all = candidates(requirements, bench, []);
  if (isShort(requirements, bench, [])) {
    const tooSmall = shortAlone(requirements, bench, []);
    const lacks =
      tooSmall.length > 0
        ? `too few of ${countsOf(tooSmall, bench, [])}`
        : `too few for ${many(seats, 'seat')}`;
    const cured = tooSmall.length > 0 ? tooSmall : requirements;
    return failed(
      `${wants}: ${many(all.length, 'person', 'people')} could approve, ${lacks}`,
      `${morePeople(cured, 'enabled people of your own tenant (no guests)')}, or lower the count in countersign.yaml.`,
    );
  }
  const short = agents.filter(({ oids }) => isShort(requirements, bench, oids));
  if (short.length > 0) {
    const told = short.map(({ agent, oids }) => {
      const tooSmall = shortAlone(requirements, bench, oids);
      const where = tooSmall.length > 0 ? `, of ${countsOf(tooSmall, bench, oids)}` : '';
      return `${agent} (${candidates(requirements, bench, oids).length} left${where})`;
    });
    return failed(
      `${wants}: owners never approve for their own agent, and that leaves too few for ${told.join(', ')}`,
      `${morePeople(requirements, 'people who own none of these agents')}, or let fewer people own the agents.`,
    );
  }
  const left = agents.map(({ oids }) => candidates(requirements, bench, oids).length);
  const least = Math.min(all.length, ...left);
  const most = least === all.length ? `${least}` : `${least} to ${all.length}`;
  return ok(`${wants}: ${most} could approve, whichever agent asks`);
}

function isShort(requirements: readonly Requirement[], bench: Bench, barred: readonly string[]): boolean {
  const ballots = candidates(requirements, bench, barred).map((oid) => ({
    person: { oid, tenant: '', name: '' },
    choice: 'approve' as const,
    at: '',
    seq: 0,
    groups: [...bench.groups].flatMap(([group, oids]) => (oids.includes(oid) ? [group] : [])),
    counted: true,
  }));
  return openSeats(requirements, ballots).some((open) => open > 0);
}

/** Of several sets those that cannot fill their own seats, whoever sits elsewhere. */
const shortAlone = (
  requirements: readonly Requirement[],
  bench: Bench,
  barred: readonly string[],
): readonly Requirement[] =>
  requirements.length > 1 ? requirements.filter((each) => isShort([each], bench, barred)) : [];

/** "sre-leads: 0 for 1 seat". */
const countsOf = (sets: readonly Requirement[], bench: Bench, barred: readonly string[]): string =>
  sets
    .map(
      (each) => `${setOf(each)}: ${candidates([each], bench, barred).length} for ${many(each.count, 'seat')}`,
    )
    .join('; ');

function candidates(
  requirements: readonly Requirement[],
  bench: Bench,
  barred: readonly string[],
): readonly string[] {
  const members = requirements.flatMap(({ groups }) =>
    groups.flatMap(({ id }) => bench.groups.get(id) ?? []),
  );
  const named = requirements.flatMap(({ people }) => people.filter((oid) => bench.people.includes(oid)));
  return [...new Set([...members, ...named])].filter((oid) => !barred.includes(oid));
}

/** "2 of data-owners and 1 of sre-leads". */
const tell = (requirements: readonly Requirement[]): string =>
  requirements.map((each) => `${each.count} of ${setOf(each)}`).join(' and ');

/** Groups grow in Entra ID, people are named in the file. */
function morePeople(requirements: readonly Requirement[], who: string): string {
  const each = requirements.map(({ groups, people }) => {
    const names = groups.map(({ name }) => name).join(' or ');
    return [
      ...(names === '' ? [] : [`add ${who} to ${names} in Entra ID`]),
      ...(people.length === 0
        ? []
        : [`name ${names === '' ? `more ${who}` : 'more of them'} under "people"`]),
    ].join(', or ');
  });
  const ways = [...new Set(each)].join(' and ');
  return `${ways.charAt(0).toUpperCase()}${ways.slice(1)}`;
}

function setOf({ groups, people }: Requirement): string {
  const names = groups.map(({ name }) => name);
  return [
    ...names,
    ...(people.length === 0 ? [] : [many(people.length, 'named person', 'named people')]),
  ].join(' or ');
}
