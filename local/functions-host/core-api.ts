// The object the library gets for require('@azure/functions-core'), and what was registered through it. One core per
// loaded app: the library asks once and keeps the answer, so a core outlives nothing but its own app.
import Module from 'node:module';
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookName,
  Log,
  LogLevel,
  ProgrammingModel,
} from './core-types.ts';

/** A function the app registered, before its trigger is understood. */
export type Registration = { readonly metadata: FunctionMetadata; readonly callback: FunctionCallback };

/** Everything one app registered, and the log that passes its log hooks. */
export type Core = {
  readonly api: object;
  readonly registrations: Map<string, Registration>;
  readonly hooks: Record<HookName, HookCallback[]>;
  readonly appHookData: Record<string, unknown>;
  model(): ProgrammingModel | undefined;
  /** Ends registration: from here on the app can add no function. */
  lock(): void;
  log(level: LogLevel, category: string, message: string, invocationContext?: unknown): void;
};

/** Makes the core of one app. */
export function createCore(write: Log): Core {
  const registrations = new Map<string, Registration>();
  const hooks: Core['hooks'] = {
    appStart: [],
    appTerminate: [],
    preInvocation: [],
    postInvocation: [],
    log: [],
  };
  const appHookData: Record<string, unknown> = {};
  let model: ProgrammingModel | undefined;
  let locked = false;

  function log(level: LogLevel, category: string, message: string, invocationContext?: unknown): void {
    if (hooks.log.length === 0) {
      write(level, category, message);
      return;
    }
    const context = { hookData: {}, appHookData, level, message, category, invocationContext };
    for (const hook of hooks.log) hook(context);
    // A hook may rewrite what the app logs, not what library and host log.
    if (category === 'user') write(context.level, category, context.message);
    else write(level, category, message);
  }

  const api = {
    version: '3.10.0',
    hostVersion: '4.1037.0',
    setProgrammingModel(next: ProgrammingModel): void {
      model = next;
    },
    getProgrammingModel: () => model,
    registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
      const id = metadata.functionId ?? metadata.name;
      if (locked) {
        throw systemError(
          new Error(`A function can only be registered while the app starts: "${metadata.name}".`),
        );
      }
      if (registrations.has(id)) {
        throw systemError(new Error(`A function named "${metadata.name}" has already been registered.`));
      }
      registrations.set(id, { metadata, callback });
      return new Disposable(() => registrations.delete(id));
    },
    registerHook(name: string, callback: HookCallback): Disposable {
      if (!isHookName(name, hooks)) throw systemError(new RangeError(`Unrecognized hook "${name}".`));
      hooks[name].push(callback);
      return new Disposable(() => {
        hooks[name] = hooks[name].filter((other) => other !== callback);
      });
    },
    log: (level: LogLevel, category: string, message: string) => log(level, category, message),
    Disposable,
  };
  return {
    api,
    registrations,
    hooks,
    appHookData,
    model: () => model,
    lock: () => {
      locked = true;
    },
    log,
  };
}

/** Makes require('@azure/functions-core') answer this core from now on, as the genuine worker does. */
export function answerRequire(core: Core): void {
  answered = core;
  if (isPatched) return;
  isPatched = true;
  const original = Module.prototype.require;
  Module.prototype.require = function (this: Module, id: string): unknown {
    return id === '@azure/functions-core' ? answered?.api : original.call(this, id);
  } as typeof original;
}

let isPatched = false;
let answered: Core | undefined;

// A class because the contract names one: apps may write `new Disposable(…)`.
class Disposable {
  readonly #onDispose: () => unknown;
  constructor(onDispose: () => unknown) {
    this.#onDispose = onDispose;
  }
  static from(...others: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const other of others) other.dispose();
    });
  }
  dispose(): unknown {
    return this.#onDispose();
  }
}

function isHookName(name: string, hooks: Core['hooks']): name is HookName {
  return Object.hasOwn(hooks, name);
}

// The library tells the host's own errors from the app's by this member.
function systemError<E extends Error>(error: E): E {
  return Object.assign(error, { isAzureFunctionsSystemError: true });
}
