// The export file: CSV as in RFC 4180.
// Promises: whole or not there; the name is built from a request id of known shape, so it cannot leave the folder.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column, Customer } from './customers.ts';

const REQUEST_ID = /^req_[A-Za-z0-9]{1,64}$/;

/** True for an id that may stand in a file name. */
export function isRequestId(text: unknown): text is string {
  return typeof text === 'string' && REQUEST_ID.test(text);
}

/** Writes the rows and returns the file's path. */
export async function writeCsv(
  folder: string,
  request: string,
  table: { readonly columns: readonly Column[]; readonly rows: readonly Customer[] },
): Promise<string> {
  if (!isRequestId(request)) throw new TypeError('Not a request id.');
  const lines = [table.columns, ...table.rows.map((row) => table.columns.map((column) => row[column]))];
  const text = lines.map((cells) => `${cells.map(quote).join(',')}\r\n`).join('');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `customers-${request}.csv`);
  // Rename is atomic: who finds the file finds all of it.
  await writeFile(`${file}.part`, text);
  await rename(`${file}.part`, file);
  return file;
}

function quote(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
