// Telemetry for tests: the real one, its lines kept as they were printed.
import type { InvocationContext, PreInvocationContext } from '@azure/functions';
import type { Level } from '../../functions/telemetry/line.ts';
import { createTelemetry, type Telemetry } from '../../functions/telemetry/telemetry.ts';

/** One line, read back. */
export interface SaidLine {
  readonly event: string;
  readonly [member: string]: unknown;
}

/** Telemetry, what it said so far, and a door run as the host runs it. */
export function aTelemetry(): {
  readonly telemetry: Telemetry;
  readonly lines: SaidLine[];
  readonly levels: Level[];
  readonly run: (door: Door, input: unknown, context?: InvocationContext) => Promise<unknown>;
} {
  const lines: SaidLine[] = [];
  const levels: Level[] = [];
  const telemetry = createTelemetry((level, text) => {
    levels.push(level);
    lines.push(JSON.parse(text));
  });
  return {
    telemetry,
    lines,
    levels,
    run: async (door, input, context = aCallOf('aDoor')) => await hooked(telemetry, door)(input, context),
  };
}

/** The context of a call of the door `functionName`. */
export const aCallOf = (functionName: string, traceParent?: string): InvocationContext =>
  ({ functionName, traceContext: { traceParent } }) as unknown as InvocationContext;

type Door = (input: never, context: InvocationContext) => unknown;

/** The door with the hook around it. */
export function hooked(
  telemetry: Pick<Telemetry, 'aroundCall'>,
  door: Door,
): (input: unknown, context: InvocationContext) => unknown {
  const hook = { functionHandler: door } as unknown as PreInvocationContext;
  telemetry.aroundCall(hook);
  return hook.functionHandler;
}
