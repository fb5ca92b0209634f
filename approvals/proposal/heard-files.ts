// Which policy files the running hosts hold. While a deployment is replaced hosts start with the old file and with the new one, in any order: the
// word of the file counts that came last, and a file is gone once hosts were heard for so long and none of them held it. Decides only what is
// asked, and when that is over; never what comes into force.
import type { Stored } from '../ports.ts';
import { later, latest } from '../time.ts';
import type { Instant } from '../words.ts';

/** A file that hosts were heard to hold: the start of the first of them, and when one was heard last. */
export interface HeardFile {
  readonly version: string;
  readonly since: Instant;
  readonly at: Instant;
}

/** All that were heard lately; stored as it is. */
export interface HeardFiles {
  readonly files: readonly HeardFile[];
}

/** Where they are written down, in one row. Both functions throw `StoreFault`. */
export interface HeardBook {
  readonly load: () => Promise<Stored<HeardFiles> | undefined>;
  /** Writes against what was read (`undefined`: nothing was there). False: somebody else was first. */
  readonly save: (heard: HeardFiles, before: Stored<HeardFiles> | undefined) => Promise<boolean>;
}

/** A host by its file. */
export interface Host {
  readonly version: string;
  readonly startedAt: Instant;
}

/** A host is heard so often (ms) while it has anything to do. */
export const HEARD_EVERY_MS = 60_000;
/** A file is gone that nobody was heard to hold for so long (ms), while others were: longer than a host takes to start anew. */
export const GONE_AFTER_MS = 5 * 60_000;
/** No host at all was heard for longer (ms): the whole app stood still, and nobody's silence tells anything. */
const STOOD_STILL_MS = 2 * HEARD_EVERY_MS;
/** Hosts that write at once; who loses so often is heard the next time. */
const TRIES = 4;

/** Writes down that a host is there, if that is due. Throws `StoreFault`. */
export async function hearHost(
  { heard, clock }: { readonly heard: HeardBook; readonly clock: () => Instant },
  host: Host,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const before = await heard.load();
    const known = before?.data.files ?? [];
    const files = hear(known, host, clock());
    if (files === known || (await heard.save({ files }, before)) || tries >= TRIES) return;
  }
}

/** The files once this host was heard; the very same list while that needs no writing. */
export function hear(
  known: readonly HeardFile[],
  { version, startedAt }: Host,
  now: Instant,
): readonly HeardFile[] {
  const last = newest(known);
  // Clocks differ: nobody ages because somebody else's is ahead.
  const at = last === undefined ? now : latest(last, now);
  const own = known.find((each) => each.version === version);
  if (own !== undefined && at < later(own.at, HEARD_EVERY_MS)) return known;
  const stood = last === undefined ? 0 : Date.parse(at) - Date.parse(last);
  const moved = stood > STOOD_STILL_MS ? stood : 0;
  const there = known
    .map((each) => (moved === 0 ? each : { ...each, at: later(each.at, moved) }))
    .filter((each) => !isGone(each, at));
  if (!there.some((each) => each.version === version)) return [...there, { version, since: startedAt, at }];
  return there.map((each) =>
    each.version === version ? { version, since: earlier(each.since, startedAt), at } : each,
  );
}

/** The file whose word counts: the one that came last. Those that are gone were left out when a host was heard. */
export const wishedOf = (files: readonly HeardFile[]): string | undefined =>
  files.toSorted((one, other) => (one.since < other.since ? -1 : Number(one.since > other.since))).at(-1)
    ?.version;

const newest = (files: readonly HeardFile[]): Instant | undefined =>
  files
    .map(({ at }) => at)
    .sort()
    .at(-1);

const earlier = (one: Instant, other: Instant): Instant => (one < other ? one : other);

const isGone = ({ at }: HeardFile, now: Instant): boolean => later(at, GONE_AFTER_MS) <= now;
