// A line of the app's telemetry as people read it. The log file keeps it as it was printed.

/** `[warning] user: work_dead request=req_… work=todo-tell-1`; any other line as it is. The trace is left to the log file. */
export function readableLine(line: string): string {
  const [, head = '', level = '', json] = /^((\[\w+\] )[\w.]+: )(\{"event":.*\})$/.exec(line) ?? [];
  const told = json === undefined ? undefined : membersOf(json);
  if (told === undefined) return line;
  const { event, traceparent: _trace, ...rest } = told;
  if (event === 'fault') return `${level}${faultSentence(rest)}`;
  const members = Object.entries(rest).map(([name, value]) => `${name}=${String(value)}`);
  return `${head}${[event, ...members].join(' ')}`;
}

/** `sweepDue met a fault for req_…: reading a row: no answer from storage`; places in the code and numbers are left to the log file. */
function faultSentence({ door, request, name, code, what }: Record<string, unknown>): string {
  const where = typeof door === 'string' ? `${door} met a fault` : 'a fault';
  const which = typeof request === 'string' ? ` for ${request}` : '';
  const kind = [name, code].filter((each) => typeof each === 'string').join(' ');
  return `${where}${which}: ${typeof what === 'string' ? what : 'why is in the log file'}${kind === '' || name === 'StoreFault' ? '' : ` (${kind})`}`;
}

function membersOf(json: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
