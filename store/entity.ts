// How plain data lies in a table row: its JSON in text properties `json0`, `json1`, …, the shape's version in `v`, and for a `swap` the
// writer's mark `w`. Azurite accepts what Azure refuses, so sizes and keys are checked here before anything is sent.
import { NewerVersionFault, StoreFault } from '../approvals/faults.ts';
import type { Shown } from '../approvals/ports.ts';

/** The version of the rows' shapes that this build writes, in `v` of every row of every table. When it is raised: docs/storage.md. */
export const STORAGE_VERSION = 1;

/** Azure: a text property holds at most 64 KiB of UTF-16, an entity 1 MiB, a key 1 KiB; a transaction 100 rows and under 4 MiB. */
const MAX_PROPERTY_CHARACTERS = 32_768;
const MAX_BINARY_BYTES = 65_536;
const MAX_ENTITY_BYTES = 1_048_576;
const MAX_TRANSACTION_BYTES = 4_194_304;
const MAX_TRANSACTION_ROWS = 100;
const MAX_KEY_CHARACTERS = 512;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what Azure refuses in keys.
const BAD_KEY = /[/\\#?\u0000-\u001f\u007f-\u009f]/;

/** A table row. */
export interface Entity {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly [property: string]: unknown;
}

/** A row for plain data. Throws `StoreFault` (no use in retrying) when Azure would refuse it. */
export function encode(partitionKey: string, rowKey: string, data: object, mark?: string): Entity {
  const json = JSON.stringify(data);
  const parts: Record<string, string> = {};
  for (let at = 0, n = 0; at < json.length; n++) {
    // Never between the halves of a surrogate pair: each property must be well-formed text.
    let end = Math.min(at + MAX_PROPERTY_CHARACTERS, json.length);
    if (end < json.length && isHighSurrogate(json.charCodeAt(end - 1))) end--;
    parts[`json${n}`] = json.slice(at, end);
    at = end;
  }
  return checked({
    partitionKey,
    rowKey,
    v: STORAGE_VERSION,
    ...parts,
    ...(mark === undefined ? {} : { w: mark }),
  });
}

/** A row whose one property is bytes. */
export function encodeBytes(partitionKey: string, rowKey: string, bytes: Uint8Array): Entity {
  return checked({ partitionKey, rowKey, v: STORAGE_VERSION, bytes });
}

/** The data of a row written by `encode`. One of a newer version throws `NewerVersionFault`, an unknown shape is a fault: never guessed at. */
export function decode<T extends object>(entity: Record<string, unknown>): T {
  mustBeKnown(entity);
  return dataOf<T>(entity);
}

/** The same for showing alone: of a newer version it is what this one knows of it. */
export function decodeShown<T extends object>(entity: Record<string, unknown>): Shown<T> {
  const newer = newerVersion(entity);
  return newer === undefined ? { data: decode<T>(entity) } : { data: dataOf<T>(entity), newer };
}

/** Throws `NewerVersionFault` at a row of a newer version, `StoreFault` at one whose version is none. */
export function mustBeKnown(entity: Record<string, unknown>): void {
  const row = String(entity.rowKey);
  const newer = newerVersion(entity);
  if (newer !== undefined) throw new NewerVersionFault(row, newer);
  if (!isVersion(entity.v)) throw new StoreFault(`row ${row} ${versionTrouble(entity.v)}`, false);
}

/** Says the kind of value too: the text `2` looks like a version. */
const versionTrouble = (v: unknown): string =>
  v === undefined || v === null
    ? 'has no version (property v)'
    : `has a property v that is no version: ${typeof v} ${String(v).slice(0, 20)}, expected a whole number from 1`;

/** The version of a row that a newer build wrote. */
export const newerVersion = ({ v }: Record<string, unknown>): number | undefined =>
  isVersion(v) && v > STORAGE_VERSION ? v : undefined;

const isVersion = (v: unknown): v is number => typeof v === 'number' && Number.isInteger(v) && v >= 1;

function dataOf<T>(entity: Record<string, unknown>): T {
  let json = '';
  for (let n = 0; typeof entity[`json${n}`] === 'string'; n++) json += entity[`json${n}`];
  try {
    return JSON.parse(json) as T;
  } catch (cause) {
    throw new StoreFault(`row ${String(entity.rowKey)} cannot be read`, false, cause);
  }
}

/** Checks what goes into one entity-group transaction. */
export function checkTransaction(entities: readonly Entity[]): void {
  if (entities.length > MAX_TRANSACTION_ROWS) throw tooLarge(`a transaction of ${entities.length} rows`);
  const bytes = entities.reduce((sum, entity) => sum + sizeOf(entity), 0);
  if (bytes >= MAX_TRANSACTION_BYTES) throw tooLarge(`a transaction of ${bytes} bytes`);
  if (new Set(entities.map((entity) => entity.rowKey)).size !== entities.length) {
    throw new StoreFault('a transaction names one row twice', false);
  }
}

function checked(entity: Entity): Entity {
  for (const key of [entity.partitionKey, entity.rowKey]) {
    if (key === '' || key.length > MAX_KEY_CHARACTERS || BAD_KEY.test(key)) {
      throw new StoreFault(`"${key.slice(0, 40)}" cannot be a key`, false);
    }
  }
  for (const value of Object.values(entity)) {
    if (value instanceof Uint8Array && value.byteLength > MAX_BINARY_BYTES) {
      throw tooLarge(`a property of ${value.byteLength} bytes`);
    }
  }
  if (sizeOf(entity) > MAX_ENTITY_BYTES) throw tooLarge(`row ${entity.rowKey} of ${sizeOf(entity)} bytes`);
  return entity;
}

/** Azure's own reckoning, rounded up: text counts two bytes a character. */
function sizeOf(entity: Entity): number {
  let bytes = 4;
  for (const [name, value] of Object.entries(entity)) {
    bytes += 8 + 2 * name.length;
    if (typeof value === 'string') bytes += 4 + 2 * value.length;
    else if (value instanceof Uint8Array) bytes += 4 + value.byteLength;
    else bytes += 8;
  }
  return bytes;
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
const tooLarge = (what: string): StoreFault =>
  new StoreFault(`${what} is more than Azure Table Storage takes`, false);
