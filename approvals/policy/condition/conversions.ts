// Conversions of conditions, as CEL's specification has them and no further: the library reads "" and "0b11" as whole numbers, "NaN" as a
// number, "t" as true, and "March 7" as a moment of the machine's own zone. What is not exactly of its form is an error.
import type { Environment } from '@marcbachmann/cel-js';

const MAX_INT = 2n ** 63n - 1n;
const MIN_INT = -(2n ** 63n);
/** The years 1 to 9999, in milliseconds. */
const [FIRST_MS, LAST_MS] = [-62_135_596_800_000, 253_402_300_799_999];

/** An optional minus and decimal digits, of 64 bits. */
export function readInt(text: string): bigint | undefined {
  if (!/^-?[0-9]{1,19}$/.test(text)) return undefined;
  return within(BigInt(text));
}

/** A decimal number, finite. */
export function readDouble(text: string): number | undefined {
  if (text.length > 64 || !/^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(text)) return undefined;
  return Number.isFinite(Number(text)) ? Number(text) : undefined;
}

/** These two words and no other. */
export function readBool(text: string): boolean | undefined {
  return text === 'true' || (text === 'false' ? false : undefined);
}

const MOMENT =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$/;

/** A moment by RFC 3339 with its zone, on a day that there is. */
export function readTimestamp(text: string): Date | undefined {
  const [, year, month, day, ...clock] = (MOMENT.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const [hours = 24, minutes = 60, seconds = 60] = clock;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return moment(Date.parse(text));
}

const moment = (ms: number): Date | undefined => (ms >= FIRST_MS && ms <= LAST_MS ? new Date(ms) : undefined);
const within = (value: bigint): bigint | undefined =>
  value >= MIN_INT && value <= MAX_INT ? value : undefined;

/** Adds the conversions under names of ours; `functions.ts` says which they replace. */
export function registerConversions(environment: Environment): void {
  const add = <T>(name: string, signature: string, read: (value: T) => unknown): void => {
    environment.registerFunction(
      signature,
      (value: T) => {
        const made = read(value);
        // What was sent is not quoted: an error is recorded.
        if (made === undefined) throw new TypeError(`${name}() cannot read this value`);
        return made;
      },
      { async: false },
    );
  };
  add('int', 'strictInt(int): int', (value: bigint) => value);
  add('int', 'strictInt(double): int', (value: number) =>
    Number.isFinite(value) ? within(BigInt(Math.trunc(value))) : undefined,
  );
  add('int', 'strictInt(string): int', readInt);
  add('double', 'strictDouble(double): double', (value: number) => value);
  add('double', 'strictDouble(int): double', Number);
  add('double', 'strictDouble(string): double', readDouble);
  add('bool', 'strictBool(bool): bool', (value: boolean) => value);
  add('bool', 'strictBool(string): bool', readBool);
  add('timestamp', 'strictTimestamp(string): google.protobuf.Timestamp', readTimestamp);
  add('timestamp', 'strictTimestamp(int): google.protobuf.Timestamp', (seconds: bigint) =>
    moment(Number(seconds) * 1000),
  );
}
