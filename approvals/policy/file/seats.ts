// Seats that nobody could fill, and seats that look like two and are one. People and groups are the same by their ids, whatever name or letters
// they are written with: that is how judging merges them.
import type { Source } from '../problem/positions.ts';
import { type PolicyProblem, problemAt } from '../problem/problem.ts';
import { list, map, member, type Path } from './raw-members.ts';

/** The mistakes of the approvers that stand there. */
export function impossibleSeats(source: Source, raw: unknown, path: Path): readonly PolicyProblem[] {
  const approvers = path.reduce(member, raw);
  const many = Array.isArray(approvers);
  const seats = many ? list(approvers) : [approvers];
  const sets = new Set<string>();
  return seats.flatMap((seat, index) => {
    const here = many ? [...path, index] : path;
    if (typeof seat !== 'object' || seat === null) return [];
    const named = [member(seat, 'group'), ...list(member(seat, 'groups'))].filter(
      (name) => name !== undefined,
    );
    const groups = distinct(named.map((name) => groupId(raw, name)));
    const people = distinct(list(member(seat, 'people')).map((person) => String(person).toLowerCase()));
    if (groups.length + people.length === 0 && Object.keys(seat).every((key) => key === 'count'))
      return [problemAt(source, here, 'nobody is named; add group, groups or people')];
    if (groups.length === 0 && people.length < Number(member(seat, 'count') ?? 1))
      return [
        problemAt(
          source,
          [...here, 'count'],
          'more seats than people named; name more people or ask for fewer',
        ),
      ];
    const key = JSON.stringify([groups, people]);
    if (sets.has(key))
      return [problemAt(source, here, 'the same approvers stand above; use one entry and "count"')];
    sets.add(key);
    return [];
  });
}

const distinct = (ids: readonly string[]): readonly string[] => [...new Set(ids)].sort();

function groupId(raw: unknown, name: unknown): string {
  const id = member(member(map(member(raw, 'groups')), String(name)), 'entraGroup');
  return typeof id === 'string' ? id.toLowerCase() : String(name);
}
