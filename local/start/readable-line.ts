// A line of the app's telemetry as people read it. The log file keeps it as it was printed.

/** `[warning] user: work_dead request=req_… work=todo-tell-1`; any other line as it is. The trace is left to the log file. */
export function readableLine(line: string): string {
  const [, head = '', json] = /^(\[\w+\] [\w.]+: )(\{"event":.*\})$/.exec(line) ?? [];
  const told = json === undefined ? undefined : membersOf(json);
  if (told === undefined) return line;
  const { event, traceparent: _trace, ...rest } = told;
  const members = Object.entries(rest).map(([name, value]) => `${name}=${String(value)}`);
  return `${head}${[event, ...members].join(' ')}`;
}

function membersOf(json: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
