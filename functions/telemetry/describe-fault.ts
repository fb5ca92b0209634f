// What may be told of an error. The words of our own faults are ours; those of every other error may hold whatever it was given, so that
// only its kind, its code and the places in the code it came through are told.
import { DirectoryFault, SendFault, StoreFault } from '../../approvals/faults.ts';
import { AppTokenFault, KeysFault } from '../../entra/faults.ts';
import { oneLine, redact } from './redact.ts';

/** An error as a line of telemetry tells it. */
export interface FaultWords {
  readonly name: string;
  readonly what: string;
  readonly code?: string;
  /** The places it came through, nearest first. */
  readonly at?: readonly string[];
}

const OURS = [StoreFault, SendFault, DirectoryFault, KeysFault, AppTokenFault];
const UNEXPECTED = 'something that is none of our faults: its words are withheld';
const LONGEST = 300;
const FRAMES = 3;

/** Tells an error, whatever was thrown. Never throws. */
export function describeFault(error: unknown): FaultWords {
  if (!(error instanceof Error)) return { name: 'Unknown', what: UNEXPECTED };
  if (OURS.some((kind) => error instanceof kind)) return { name: error.name, what: ourWords(error.message) };
  const code = codeOf(error);
  return {
    name: /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : 'Error',
    what: UNEXPECTED,
    ...(code === undefined ? {} : { code }),
    at: framesOf(error),
  };
}

/** An error to throw on to the host, which prints its words and stack: no more in it than may be told. */
export function safeToThrow(error: unknown): Error {
  const { name, what, code, at = [] } = describeFault(error);
  const safe = new Error(code === undefined ? what : `${what} (${code})`);
  safe.name = name;
  safe.stack = [`${name}: ${safe.message}`, ...at.map((place) => `    at ${place}`)].join('\n');
  return safe;
}

// A key or an id that was not what it should be stands in quotes: it came from outside.
const ourWords = (message: string): string =>
  oneLine(redact(message.replace(/"[^"]*"/g, '"…"'))).slice(0, LONGEST);

function codeOf(error: Error): string | undefined {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code)) return code;
  return typeof statusCode === 'number' ? `HTTP_${statusCode}` : undefined;
}

/** `decide app.cjs:12:345`: function, file, line and column, without the folders of the machine. */
function framesOf(error: Error): readonly string[] {
  const frames: string[] = [];
  for (const line of (error.stack ?? '').split('\n')) {
    const [, name = '', file, place] =
      /^\s+at (?:async )?(?:([\w$.<> ]{1,60}) )?(?:\[as [\w$]{1,40}\] )?\(?(?:[^()]*[\\/])?([\w.-]{1,60}):(\d+:\d+)\)?$/.exec(
        line,
      ) ?? [];
    if (file !== undefined) frames.push(`${name === '' ? '' : `${name} `}${file}:${place}`);
    if (frames.length === FRAMES) break;
  }
  return frames;
}
