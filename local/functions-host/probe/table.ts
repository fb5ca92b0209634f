// The probes' answers as a table: one line each, and what was seen and meant where they are not the same.
import type { Line } from './compare.ts';

/** What cannot be seen through the app's own doors; docs/host.md says how to look. */
const UNSEEN = [
  'an error that a function throws is 500 without a body: no door of ours throws',
  'the queue beyond --queue: five tries of a message that fails, the lock renewed at half time',
  'the timer: its clock, one run at a time, runs that were missed',
  'hooks at start and end; what happens when the app does not start',
];

const WORDS = {
  same: 'same   ',
  local: 'local  ',
  differs: 'DIFFERS',
  'cannot be seen from here': 'unseen ',
} as const;

/** A line without its functions, for JSON. */
export const bare = ({ probe: { what, genuine, known }, verdict, sights }: Line) => ({
  what,
  verdict,
  sights,
  genuine,
  known,
});

/** The table for people, and what it adds up to. */
export function table(lines: readonly Line[]): string {
  const told = lines.flatMap(({ probe, verdict, sights }) => {
    const line = `${WORDS[verdict]}  ${probe.what}${probe.known === 'told' ? ' *' : ''}`;
    if (verdict === 'same') return [line];
    const shown = sights.map((sight) => `              here: ${sight}`);
    return [line, ...shown, `           genuine: ${probe.genuine.join(' or ')}`];
  });
  const count = (wanted: Line['verdict']) => lines.filter(({ verdict }) => verdict === wanted).length;
  return [
    ...told,
    ...UNSEEN.map((each) => `${WORDS['cannot be seen from here']}  ${each}`),
    '',
    `${count('same')} as on the genuine host, ${count('local')} as the local host differs on purpose, ${count('differs')} differ, ${count('cannot be seen from here') + UNSEEN.length} cannot be seen from here.`,
    '* what the genuine host does here is told by its documentation or source; everything else was seen on one.',
  ].join('\n');
}
