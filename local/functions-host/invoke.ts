// One invocation, step by step as the genuine worker takes them: arguments, pre-invocation hooks, handler,
// post-invocation hooks, response. Rejects with whatever the app threw.
import { randomUUID } from 'node:crypto';
import type { CoreInvocationContext, FunctionCallback, InvocationResponse, TypedData } from './core-types.ts';
import type { LoadedApp } from './load-app.ts';
import type { AppFunction } from './triggers.ts';

/** What a door knows about the call it makes. */
type Call = {
  readonly data: TypedData;
  readonly triggerMetadata?: Record<string, TypedData>;
  /** Minted here unless the door needs to know it beforehand. */
  readonly invocationId?: string;
  readonly traceParent?: string | undefined;
  readonly traceState?: string | undefined;
};

/** Runs a function once. */
export type Invoke = (one: AppFunction, call: Call) => Promise<InvocationResponse>;

/** Makes the invoker of a loaded app. */
export function createInvoke({ core, model }: LoadedApp): Invoke {
  return async (one, call) => {
    const invocationId = call.invocationId ?? randomUUID();
    let invocationContext: unknown;
    const coreContext: CoreInvocationContext = {
      invocationId,
      metadata: one.metadata,
      request: {
        invocationId,
        functionId: one.id,
        inputData: [{ name: one.input, data: call.data }],
        triggerMetadata: call.triggerMetadata ?? {},
        traceContext: {
          traceParent: call.traceParent ?? newTraceParent(),
          traceState: call.traceState ?? '',
          attributes: {},
        },
      },
      log: (level, category, message) => core.log(level, category, message, invocationContext),
    };
    const invocation = await model.getInvocationModel(coreContext);
    const { context, inputs } = await invocation.getArguments();
    invocationContext = context;

    const shared = { hookData: {}, appHookData: core.appHookData, invocationContext: context };
    const before = { ...shared, inputs, functionCallback: one.callback as FunctionCallback };
    await inState(coreContext, 'preInvocationHooks', async () => {
      for (const hook of core.hooks.preInvocation) await hook(before);
    });

    const after: typeof shared & { inputs: unknown[]; result: unknown; error: unknown } = {
      ...shared,
      inputs: before.inputs,
      result: null,
      error: null,
    };
    await inState(coreContext, 'invocation', async () => {
      try {
        after.result = await invocation.invokeFunction(context, before.inputs, before.functionCallback);
      } catch (error) {
        // A handler may throw nothing at all (`throw undefined`); it has failed all the same.
        after.error = error ?? new Error(`Function "${one.name}" threw ${String(error)}.`);
      }
    });
    await inState(coreContext, 'postInvocationHooks', async () => {
      for (const hook of core.hooks.postInvocation) await hook(after);
    });
    if (after.error !== null && after.error !== undefined) throw after.error;
    return await invocation.getResponse(context, after.result);
  };
}

async function inState(
  context: CoreInvocationContext,
  state: NonNullable<CoreInvocationContext['state']>,
  work: () => Promise<void>,
): Promise<void> {
  context.state = state;
  try {
    await work();
  } finally {
    delete context.state;
  }
}

function newTraceParent(): string {
  // Two UUIDs, because their randomness is drawn in bulk: a call of randomBytes for each invocation costs more.
  return `00-${hex()}-${hex().slice(16)}-00`;
}

function hex(): string {
  return randomUUID().replaceAll('-', '');
}
