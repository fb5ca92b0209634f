// What has been sent of an export so far: lines, bytes and the running SHA-256 of each file, counts, and the digest of the chain heads.
// Its state fits into a cursor, so that any instance goes on where another one stopped, over a reply that was lost too. Pure.
import canonicalize from 'canonicalize';
import { createSHA256, type IHasher } from 'hash-wasm';
import type { Status } from '../words.ts';
import type { FileEntry, Manifest } from './manifest.ts';
import type { PackageFile } from './package.ts';
import { PACKAGE_FILES } from './package.ts';

/** Lines, bytes and running hash of one file, as they stand in a cursor. */
type FileState = readonly [lines: number, bytes: number, hash: string];

/** A tally as it stands in a cursor. */
export interface TallyState {
  readonly files: Readonly<Record<PackageFile, FileState>>;
  readonly heads: readonly [count: number, hash: string];
  readonly byStatus: Readonly<Partial<Record<Status, number>>>;
  readonly missing: number;
}

/** One line of a file: its RFC 8785 form. */
export interface Line {
  readonly file: PackageFile;
  readonly text: string;
}

/** Writes a row down as a line. */
export function lineOf(file: PackageFile, row: object): Line {
  const text = canonicalize(row);
  if (text === undefined) throw new TypeError('a line of the record must be plain JSON');
  return { file, text };
}

/** A tally being kept. */
export interface Tally {
  readonly add: (line: Line) => void;
  readonly addHead: (id: string, seq: number, hash: string) => void;
  readonly addStatus: (status: Status) => void;
  readonly addMissing: () => void;
  readonly save: () => TallyState;
  /** What the manifest says of it. Nothing can be added afterwards. */
  readonly close: () => Pick<Manifest, 'counts' | 'heads' | 'files'>;
}

/** Whole in one line, without a newline at its end. */
const SINGLE: PackageFile = 'keys.json';

/** An empty tally, or one that goes on. `undefined`: the state is of another version of the hash library. */
export async function createTally(from?: TallyState): Promise<Tally | undefined> {
  const files = new Map<PackageFile, { lines: number; bytes: number; hasher: IHasher }>();
  const heads = { count: from?.heads[0] ?? 0, hasher: (await createSHA256()).init() };
  const byStatus: Partial<Record<Status, number>> = { ...from?.byStatus };
  let missing = from?.missing ?? 0;
  try {
    for (const name of PACKAGE_FILES) {
      const [lines, bytes, hash] = from?.files[name] ?? [0, 0, undefined];
      const hasher = (await createSHA256()).init();
      files.set(name, { lines, bytes, hasher: hash === undefined ? hasher : load(hasher, hash) });
    }
    if (from !== undefined) load(heads.hasher, from.heads[1]);
  } catch {
    return undefined;
  }
  const fileOf = (name: PackageFile) => {
    const file = files.get(name);
    if (file === undefined) throw new TypeError(`no file of a package: ${name}`);
    return file;
  };

  return {
    add: ({ file: name, text }) => {
      const file = fileOf(name);
      const line = Buffer.from(name === SINGLE ? text : `${text}\n`, 'utf8');
      file.hasher.update(line);
      file.lines += 1;
      file.bytes += line.length;
    },
    addHead: (id, seq, hash) => {
      heads.hasher.update(`${id} ${seq} ${hash}\n`);
      heads.count += 1;
    },
    addStatus: (status) => {
      byStatus[status] = (byStatus[status] ?? 0) + 1;
    },
    addMissing: () => {
      missing += 1;
    },
    save: () => {
      const states = PACKAGE_FILES.map((name) => {
        const { lines, bytes, hasher } = fileOf(name);
        return [name, [lines, bytes, encode(hasher.save())]] as const;
      });
      return {
        files: Object.fromEntries(states) as TallyState['files'],
        heads: [heads.count, encode(heads.hasher.save())],
        byStatus: { ...byStatus },
        missing,
      };
    },
    close: () => {
      const lines = (name: PackageFile) => fileOf(name).lines;
      const entries = PACKAGE_FILES.map((name): FileEntry => {
        const { hasher, ...counted } = fileOf(name);
        return { name, lines: counted.lines, bytes: counted.bytes, sha256: hasher.digest('hex') };
      });
      return {
        counts: {
          requests: lines('requests.ndjson'),
          by_status: { ...byStatus },
          standings: lines('standings.ndjson'),
          events: lines('events.ndjson'),
          texts: lines('texts.ndjson'),
          policies: lines('policies.ndjson'),
          missing,
        },
        heads: { count: heads.count, sha256: heads.hasher.digest('hex') },
        files: entries,
      };
    },
  };
}

const load = (hasher: IHasher, state: string): IHasher => hasher.load(Buffer.from(state, 'base64url'));
const encode = (state: Uint8Array): string => Buffer.from(state).toString('base64url');
