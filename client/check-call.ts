// What only the caller can mend is said at once: nothing of it is sent, and nothing is tried again for a minute.
import { InvalidCall } from './errors.ts';

const CURE = 'Give the address of your Countersign as `url`, such as https://countersign.example.com.';

/** The address of a Countersign, checked: nothing may stand behind its path, where ours goes. Throws `InvalidCall`. */
export function checkUrl(url: unknown): void {
  const { search, hash } = checkAddress(url);
  if (search !== '' || hash !== '')
    throw new InvalidCall(
      `${JSON.stringify(url)} is no address of a Countersign: nothing stands behind its path. ${CURE}`,
    );
}

/** Whatever is called, checked. Throws `InvalidCall`. */
export function checkAddress(url: unknown): URL {
  if (typeof url !== 'string' || url === '') throw new InvalidCall(`There is no address. ${CURE}`);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // Name and password would be shown wherever the address is.
  if (/^[^?#]*@/.test(url)) throw new InvalidCall(`The address holds a name or password. ${CURE}`);
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw new InvalidCall(`${JSON.stringify(url)} is no address to call. ${CURE}`);
  return parsed;
}

/** The headers of one call. Throws `InvalidCall` for what no header can hold; a token's text is not told. */
export function headersOf(given: Readonly<Record<string, string>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    try {
      headers.set(name, value);
    } catch (error) {
      const what = WHERE_FROM[name] ?? name;
      throw new InvalidCall(
        `${what} holds a line break or a letter that HTTP does not take. Use plain ASCII in one line.`,
        // Its message quotes the value.
        name === 'authorization' ? undefined : error,
      );
    }
  }
  return headers;
}

/** What the caller calls them. */
const WHERE_FROM: Readonly<Record<string, string>> = {
  authorization: 'The token',
  'idempotency-key': '`idempotencyKey`',
  'x-request-id': 'The key of the run',
};

/** The body as it is sent. Throws `InvalidCall` for what JSON would leave out or change: people would approve something else. */
export function jsonTextOf(body: object): string {
  try {
    return JSON.stringify(body, refuseWhatIsLost);
  } catch (error) {
    if (error instanceof InvalidCall) throw error;
    throw new InvalidCall(
      `The call cannot be written as JSON (${error instanceof Error ? error.name : typeof error}): a value may contain itself, or be nested too deep. Give plain values.`,
      error,
    );
  }
}

/** Members that are undefined are left out, as everywhere in JavaScript; in a list their place would become null. */
function refuseWhatIsLost(this: unknown, key: string, value: unknown): unknown {
  const what = lossOf(value, (this as Readonly<Record<string, unknown>>)[key], Array.isArray(this));
  if (what === undefined) return value;
  throw new InvalidCall(
    `${JSON.stringify(key)} is ${what}, which JSON cannot hold: people would see another value. Give a number, a text, true, false, null, a list or an object.`,
  );
}

/** `given` is the value before its `toJSON` was asked: a date that is none becomes null. */
function lossOf(value: unknown, given: unknown, isInList: boolean): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value);
  if (typeof value === 'bigint') return 'a BigInt';
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (value === null && given instanceof Date) return 'a Date that is none';
  if (typeof value === 'object' && value !== null) return lossOfObject(value);
  return value === undefined && isInList ? 'undefined' : undefined;
}

/** Most of what is no plain object keeps what it holds where JSON does not look. */
function lossOfObject(value: object): string | undefined {
  if (value instanceof Number) return lossOf(value.valueOf(), value, false);
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return HELD.includes(kind) ? undefined : `of the kind ${kind}`;
}

const HELD: readonly string[] = ['Object', 'Array', 'String', 'Boolean'];

/** How long to wait, checked before anything is asked. Throws `InvalidCall`. */
export function checkWithin(withinMs: unknown): void {
  if (withinMs === undefined || (typeof withinMs === 'number' && !Number.isNaN(withinMs))) return;
  throw new InvalidCall(
    `\`withinMs\` is ${String(withinMs)}. Give a number of milliseconds, or leave it out to wait for the request's own end.`,
  );
}
