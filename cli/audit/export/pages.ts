// Pages of lines as Countersign sends them: which bytes belong to which file, and what the last line says. The bytes are taken as they come; what
// they must come to, the signed manifest says.
import { PACKAGE_FILES, type PackageFile } from '../../../approvals/audit/package.ts';
import { CommandError } from '../../exit.ts';
import type { Page } from './folder.ts';

/** The last line of a page. */
export interface Last {
  readonly next?: string;
  readonly jws?: string;
}

const FRONT = /^\{"file":"([a-z0-9.]+)","row":/;

/** Takes a page apart: rows by the name of their file, in order, and its last line. Throws a `CommandError` when it is none. */
export function readRows(text: string): {
  readonly rows: ReadonlyMap<string, readonly string[]>;
  readonly last: Last;
} {
  const lines = text.split('\n');
  const last = lines.at(-2);
  if (lines.at(-1) !== '' || last === undefined) throw broken();
  const rows = new Map<string, string[]>();
  for (const line of lines.slice(0, -2)) {
    const [front, name] = FRONT.exec(line) ?? [];
    if (front === undefined || name === undefined || !line.endsWith('}')) throw broken();
    const of = rows.get(name) ?? [];
    of.push(line.slice(front.length, -1));
    rows.set(name, of);
  }
  return { rows, last: readLast(last) };
}

/** The same, as bytes to append to the files of a package. */
export function readPage(text: string): {
  readonly page: Page;
  readonly last: Last;
  readonly requests: number;
} {
  const { rows, last } = readRows(text);
  const page = new Map<PackageFile, string>();
  for (const [name, of] of rows) {
    const file = PACKAGE_FILES.find((each) => each === name);
    if (file === undefined) throw broken();
    // The keys are whole in one line, without a newline at its end.
    page.set(file, file === 'keys.json' ? of.join('') : `${of.join('\n')}\n`);
  }
  return { page, last, requests: rows.get('requests.ndjson')?.length ?? 0 };
}

function readLast(line: string): Last {
  try {
    const { next, jws } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (typeof next === 'string') return { next };
    if (typeof jws === 'string') return { jws };
  } catch {
    // What is no JSON is no last line either.
  }
  throw broken();
}

const broken = (): CommandError =>
  new CommandError(1, 'A page came that is none. Run the same command again: it goes on where it is.');
