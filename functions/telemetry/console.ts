// The one file that touches the console and the process's last words. What libraries print there, and what ends the process, passes the
// redaction first, and never looks like a line of ours: alerts are raised by those.
import { format } from 'node:util';
import type { Level } from './line.ts';
import { oneLine, redact } from './redact.ts';

const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;
/** How the platform's worker speaks to its host over the console; the host knows such a line by its beginning. */
const WORKERS_OWN = 'LanguageWorkerConsoleLog';
const OURS = {
  information: console.info.bind(console),
  warning: console.warn.bind(console),
  error: console.error.bind(console),
} as const satisfies Record<Level, unknown>;

/** Prints one line of ours, outside of any call. */
export const print = (level: Level, text: string): void => OURS[level](text);

/**
 * From here on whatever others print to the console is one redacted line behind `console:`, and an error that ends the process is
 * redacted before it is printed.
 */
export function guardOutput(): void {
  for (const method of METHODS) {
    const original = console[method].bind(console);
    console[method] = (...args: unknown[]) => original(toPrint(format(...args)));
  }
  // Runs before whoever prints the error and ends the process, and keeps neither from it.
  process.on('uncaughtExceptionMonitor', redactError);
}

function toPrint(text: string): string {
  const clean = oneLine(redact(text));
  return clean.startsWith(WORKERS_OWN) ? clean : `console: ${clean}`;
}

function redactError(error: unknown): void {
  if (!(error instanceof Error)) return;
  const stack = error.stack ?? '';
  error.message = redact(error.message);
  error.stack = redact(stack);
  if (error.cause instanceof Error) redactError(error.cause);
}
