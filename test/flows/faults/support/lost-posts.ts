// Cards that no app could know of.
import type { FaultWorld } from './fault-world.ts';

/**
 * How many cards of a request were posted whose id could not be stored: the app's next write to the prompt of the channel never reached
 * storage. Teams takes no key that would find such a card again, so it is posted once more.
 */
export function lostPosts({ faults }: FaultWorld, id: string): number {
  const calls = faults.of(id).filter(({ label }) => label === 'post' || label === 'swap prompt-1');
  return calls.filter(
    ({ label, status }, at) => label === 'post' && isDone(status) && !isDone(calls[at + 1]?.status ?? 0),
  ).length;
}

const isDone = (status: number): boolean => status >= 200 && status < 300;
