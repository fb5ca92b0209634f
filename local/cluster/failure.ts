// How a Kubernetes API says no.

/** Status and body of what was not done. */
export const failure = (code: number, reason: string, message: string): readonly [number, unknown] => [
  code,
  { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code },
];
