// Sits between a desk and its memory storage, sees every access, and spoils those a test names: not done, done without a reply, or done
// only when the test says so. Can also let somebody else act just before an access.
import type { Access, Around } from './memory-tables.ts';
import { unanswered } from './memory-tables.ts';

/** `fail`: not done, no answer. `lost`: done, no answer. `late`: no answer, and done at `release`. */
export type Spoil = 'fail' | 'lost' | 'late';

export interface Spoiler {
  readonly around: Around;
  /** Every access so far, by name. */
  readonly seen: Access[];
  /** Spoils the next accesses whose name starts with `name`, in order; then they go well again. */
  spoil(name: string, ...how: readonly Spoil[]): void;
  /** Runs `act` once, before the next access whose name starts with `name`. */
  before(name: string, act: () => unknown): void;
  /** Carries out every late write; true for each that storage took. */
  release(): readonly boolean[];
}

/** A spoiler that spoils nothing yet. */
export function createSpoiler(): Spoiler {
  const seen: Access[] = [];
  const plans: { readonly name: string; readonly how: Spoil }[] = [];
  const guests: { readonly name: string; readonly act: () => unknown }[] = [];
  const held: (() => unknown)[] = [];

  async function around<T>(access: Access, apply: () => T): Promise<T> {
    const guest = takeFirst(guests, access.name);
    if (guest !== undefined) await guest.act();
    seen.push(access);
    const plan = takeFirst(plans, access.name);
    if (plan === undefined) return apply();
    if (plan.how === 'late') held.push(apply);
    if (plan.how === 'lost') apply();
    throw unanswered(access.name);
  }

  return {
    around,
    seen,
    spoil: (name, ...how) => void plans.push(...how.map((each) => ({ name, how: each }))),
    before: (name, act) => void guests.push({ name, act }),
    release: () => held.splice(0).map(isTaken),
  };
}

function takeFirst<T extends { readonly name: string }>(list: T[], name: string): T | undefined {
  const at = list.findIndex((each) => name.startsWith(each.name));
  return at < 0 ? undefined : list.splice(at, 1)[0];
}

function isTaken(apply: () => unknown): boolean {
  try {
    apply();
    return true;
  } catch {
    return false;
  }
}
