// What does not fit on its card is approved only by who has opened all of it: each such vote names the opening, and it is that person's own.
import type { Told, ToldOf } from './told.ts';

/** Is this vote one that rests on an opening which was not, or on none where one was needed? `before`: the events before it. */
export function checkOpened(
  { actor, facts: { choice, opened } }: ToldOf<'voted'>,
  before: readonly Told[],
): string | undefined {
  if (choice === 'deny') {
    return opened === undefined ? undefined : 'is a vote to deny that rests on an opening';
  }
  const openings = before.filter((each) => each.type === 'opened');
  if (opened === undefined) {
    return openings.length === 0
      ? undefined
      : `approves what its card did not hold, and ${actor.id} had not opened it`;
  }
  return openings.some((each) => each.seq === opened && each.actor.id === actor.id)
    ? undefined
    : `approves by the opening in event ${opened}, which is none of ${actor.id}`;
}
