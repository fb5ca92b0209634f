// What was registered, understood: each function's trigger with its options checked and resolved. A trigger or binding
// this host does not serve stops the start; skipping it would leave a function that silently never runs.
import { resolveConnection, resolveSettings } from './app-settings.ts';
import type { Registration } from './core-api.ts';
import { parseSchedule, type Schedule } from './ncrontab.ts';

/** One function, ready to be invoked. `input` is the name its trigger's data must carry. */
export type AppFunction = Registration & {
  readonly id: string;
  readonly name: string;
  readonly input: string;
};

/** A function behind an HTTP route; no methods means all. */
export type HttpFunction = AppFunction & {
  readonly type: 'httpTrigger';
  readonly route: string;
  readonly methods: readonly string[] | undefined;
  readonly authLevel: 'anonymous' | 'function' | 'admin';
};

/** A function fed from a storage queue. */
export type QueueFunction = AppFunction & {
  readonly type: 'queueTrigger';
  readonly queueName: string;
  readonly connection: string;
};

/** A function run by the clock. */
export type TimerFunction = AppFunction & {
  readonly type: 'timerTrigger';
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
  readonly useMonitor: boolean;
};

/** Sorts the registrations by function name (the order in which routes are tried) and reads their triggers. */
export function readTriggers(
  registrations: Iterable<[string, Registration]>,
): (HttpFunction | QueueFunction | TimerFunction)[] {
  const functions = [...registrations].map(([id, registration]) => readTrigger(id, registration));
  functions.sort((a, b) => compare(a.name.toUpperCase(), b.name.toUpperCase()));
  functions.forEach((one, index) => {
    const other = functions[index + 1];
    if (other?.name.toUpperCase() === one.name.toUpperCase()) {
      throw new Error(`Two functions are named "${one.name}" (case does not count).`);
    }
  });
  return functions;
}

function readTrigger(id: string, registration: Registration): HttpFunction | QueueFunction | TimerFunction {
  const { name, bindings } = registration.metadata;
  if (!/^[a-z][a-z0-9_-]{0,127}$/i.test(name) || name.toLowerCase() === 'host') {
    throw new Error(
      `"${name}" is no function name: a letter, then at most 127 letters, digits, _ or -; not "host".`,
    );
  }
  const where = `Function "${name}"`;
  const triggers = Object.entries(bindings).filter(([, binding]) => /trigger$/i.test(binding.type));
  const [input, trigger] = triggers[0] ?? [];
  if (input === undefined || trigger === undefined || triggers.length > 1) {
    throw new Error(`${where} must have exactly one trigger, not ${triggers.length}.`);
  }
  for (const [key, binding] of Object.entries(bindings)) {
    const isReply = key === '$return' && binding.type.toLowerCase() === 'http';
    if (key === input || isReply) continue;
    throw new Error(
      `${where} has a binding of type "${binding.type}", which the local host does not serve. Call the SDK instead.`,
    );
  }
  const own = { ...registration, id, name, input };
  const type = trigger.type.toLowerCase();
  if (type === 'httptrigger') return { ...own, ...readHttp(trigger, name, where) };
  if (type === 'queuetrigger') return { ...own, ...readQueue(trigger, where) };
  if (type === 'timertrigger') return { ...own, ...readTimer(trigger, where) };
  throw new Error(
    `${where} has a trigger of type "${trigger.type}"; the local host serves http, queue and timer triggers.`,
  );
}

type Options = { readonly [option: string]: unknown };

function readHttp(trigger: Options, name: string, where: string): Omit<HttpFunction, keyof AppFunction> {
  const authLevel = String(trigger.authLevel ?? 'function').toLowerCase();
  if (authLevel !== 'anonymous' && authLevel !== 'function' && authLevel !== 'admin') {
    throw new Error(`${where} has the unknown authLevel "${authLevel}".`);
  }
  const route = resolveSettings(optionalText(trigger, 'route', where) || name, where);
  const methods = trigger.methods;
  return {
    type: 'httpTrigger',
    route,
    authLevel,
    methods:
      Array.isArray(methods) && methods.length > 0
        ? methods.map((one) => String(one).toUpperCase())
        : undefined,
  };
}

function readQueue(trigger: Options, where: string): Omit<QueueFunction, keyof AppFunction> {
  const queueName = resolveSettings(optionalText(trigger, 'queueName', where) ?? '', where).toLowerCase();
  if (!/^[a-z0-9](?:-?[a-z0-9]){2,62}$/.test(queueName) || queueName.length > 63) {
    throw new Error(
      `${where} names the queue "${queueName}"; a queue name is 3-63 lower-case letters, digits and single dashes.`,
    );
  }
  return {
    type: 'queueTrigger',
    queueName,
    connection: resolveConnection(optionalText(trigger, 'connection', where), where),
  };
}

function readTimer(trigger: Options, where: string): Omit<TimerFunction, keyof AppFunction> {
  const schedule = resolveSettings(optionalText(trigger, 'schedule', where) ?? '', where);
  return {
    type: 'timerTrigger',
    schedule: parseSchedule(schedule),
    runOnStartup: trigger.runOnStartup === true,
    useMonitor: trigger.useMonitor !== false,
  };
}

function optionalText(trigger: Options, name: string, where: string): string | undefined {
  const value = trigger[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new Error(`${where}: the trigger's ${name} must be a string.`);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
