// Which version a package bears. Teams takes an upload only when it is higher than the last one of the same app, and two packages
// of one version with different content would leave nobody knowing what is installed. Pure: what was packaged before is an argument.
import { createHash } from 'node:crypto';
import type { Json } from './json.ts';
import type { Problem } from './problem.ts';

/** What was packaged last for one Teams app. */
export type LastPackage = {
  readonly version: string;
  /** `contentDigest` of it. */
  readonly digest: string;
};

/** What speaks for one version or another. */
export type VersionWish = {
  /** Named by a person or a pipeline; undefined leaves the choice to us. */
  readonly given: string | undefined;
  /** Where nothing was packaged before. */
  readonly first: string;
  /** Undefined when nothing was packaged before, or nobody remembers. */
  readonly last: LastPackage | undefined;
  readonly digest: string;
};

/**
 * The version to use. The same content keeps its version, other content gets the next patch after the last one. A given version wins, but not
 * one that Teams would refuse: below the last, or the last one over again with other content.
 */
export function chooseVersion(wish: VersionWish): { version: string; problems: Problem[] } {
  const { given, first, last, digest } = wish;
  if (last === undefined) return { version: given ?? first, problems: [] };
  const changed = last.digest !== digest;
  if (given === undefined) {
    if (!changed) return { version: last.version, problems: [] };
    return { version: compare(first, last.version) > 0 ? first : next(last.version), problems: [] };
  }
  const against = compare(given, last.version);
  if (against > 0 || (against === 0 && !changed)) return { version: given, problems: [] };
  const why =
    against === 0 ? `was packaged before with other content` : `is below ${last.version}, packaged before`;
  const cure = `leave --version out, or give ${next(last.version)} or higher: Teams takes only higher ones`;
  return { version: given, problems: [{ what: `--version ${given} ${why}`, cure }] };
}

/** One digest of all that is packed but the version: SHA-256, hex. */
export function contentDigest(manifestWithoutVersion: Json, icons: ReadonlyMap<string, Buffer>): string {
  const hash = createHash('sha256').update(JSON.stringify(manifestWithoutVersion));
  for (const [name, bytes] of icons) hash.update(`\n${name} ${bytes.length}\n`).update(bytes);
  return hash.digest('hex');
}

function compare(one: string, other: string): number {
  const others = parts(other);
  return parts(one).reduce((so, part, index) => (so === 0 ? part - (others[index] ?? 0) : so), 0);
}

function next(version: string): string {
  const [major = 0, minor = 0, patch = 0] = parts(version);
  return `${major}.${minor}.${patch + 1}`;
}

const parts = (version: string): number[] => version.split('.').map(Number);
