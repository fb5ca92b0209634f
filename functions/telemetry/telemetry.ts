// Telemetry: the one way in which the app says what it does. A line is made here, put under the trace of the call that runs, and given to
// the host, which sends it on. Promises: nothing waits for it, nothing fails by it, nothing decides by it; the record does without.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpRequest, InvocationContext, LogHookContext, PreInvocationContext } from '@azure/functions';
import { isRequestId } from '../../approvals/request-id.ts';
import { meaningOf } from '../reply-meaning.ts';
import { print } from './console.ts';
import { describeFault, safeToThrow } from './describe-fault.ts';
import { formatLine, type Level, type Line, levelOf } from './line.ts';
import { oneLine, redact } from './redact.ts';
import { newTraceparent, readTraceparent } from './traceparent.ts';

/** Says one line. Never throws. */
export type Note = (line: Line | undefined) => void;

/** What the app is given to speak with. */
export interface Telemetry {
  readonly note: Note;
  /** Tells a fault that was survived. Never throws. */
  readonly onFault: (error: unknown) => void;
  /** What is born in the call that runs carries its traceparent; nothing outside of one. */
  readonly traced: () => { readonly trace?: string };
  /** Runs something that may outlast the call that begins it: its lines are no longer that call's, which the host would complain of. */
  readonly outside: <T>(run: () => T) => T;
  /** Hook `preInvocation`: what runs in this call is told under its trace, and so is what came of it. */
  readonly aroundCall: (hook: PreInvocationContext) => void;
}

/** The call that runs. */
interface Here {
  readonly context: InvocationContext;
  readonly trace: string;
}
type Write = (level: Level, text: string, context: InvocationContext | undefined) => void;

/** `write` is where lines go: by default to the host, as a log of the call that runs. */
export function createTelemetry(write: Write = writeToHost): Telemetry {
  const calls = new AsyncLocalStorage<Here | undefined>();

  function note(line: Line | undefined): void {
    if (line === undefined) return;
    try {
      const here = calls.getStore();
      const traceparent = line.traceparent ?? here?.trace;
      write(levelOf(line), formatLine({ ...line, traceparent }), here?.context);
    } catch {
      // A log that cannot be written stops nothing.
    }
  }

  const doorOf = () => calls.getStore()?.context.functionName;
  const onFault = (error: unknown) => note({ event: 'fault', ...describeFault(error), door: doorOf() });

  function noteReply(reply: unknown, input: unknown): void {
    const means = meaningOf(reply);
    if (means === undefined) return;
    const call = { door: doorOf(), request: requestOf(input) };
    if ('refused' in means)
      note({ event: 'refused', reason: means.refused, ...call, request: means.about ?? call.request });
    else note({ event: 'fault', ...describeFault(means.fault), reference: means.reference, ...call });
  }

  return {
    note,
    onFault,
    traced: () => {
      const here = calls.getStore();
      return here === undefined ? {} : { trace: here.trace };
    },
    outside: (run) => calls.run(undefined, run),
    aroundCall: (hook) => {
      const run = hook.functionHandler;
      hook.functionHandler = (input: unknown, context: InvocationContext) =>
        calls.run({ context, trace: traceOf(context) }, async () => {
          try {
            const reply: unknown = await run(input, context);
            noteReply(reply, input);
            return reply;
          } catch (error) {
            onFault(error);
            // The host prints what a door throws, words and stack.
            throw safeToThrow(error);
          }
        });
    },
  };
}

/**
 * Puts the last guard of what is logged in a call, whoever logs it, into the hook `log`. A worker that has no such hook throws: the app
 * starts all the same, since our own lines need no guard, and says so.
 */
export function guardLogs(hookIn: (guard: (hook: LogHookContext) => void) => unknown, note: Note): void {
  try {
    hookIn((hook) => {
      if (hook.category === 'user') hook.message = oneLine(redact(hook.message));
    });
  } catch {
    note({
      event: 'fault',
      name: 'NoLogHook',
      what: 'this worker has no log hook: only lines of our own are redacted',
    });
  }
}

// What the host makes of a header that is no traceparent is none either: then the call begins a trace of its own.
const traceOf = ({ traceContext }: InvocationContext): string =>
  readTraceparent(traceContext?.traceParent) ?? newTraceparent();

/** The request that the path of a call names. */
function requestOf(input: unknown): string | undefined {
  const id = (input as Partial<HttpRequest> | undefined)?.params?.id;
  return typeof id === 'string' && isRequestId(id) ? id : undefined;
}

const writeToHost: Write = (level, text, context) => {
  if (context === undefined) print(level, text);
  else if (level === 'information') context.info(text);
  else if (level === 'warning') context.warn(text);
  else context.error(text);
};
