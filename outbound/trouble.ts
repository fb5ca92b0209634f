// What went wrong with a call out, in a few plain words for status and record.
// Promises: no address, no host name, no header, no byte of an answer. A mistake of our own is thrown on.
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ENOTFOUND: 'the host name was not found',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the host cannot be reached',
  EADDRNOTAVAIL: 'the host cannot be reached',
  NOT_HTTP: 'the answer is not HTTP',
  UND_ERR_HEADERS_OVERFLOW: 'the answer has too many headers',
};
const TIME_OUTS: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);
const OUR_MISTAKES: ReadonlySet<string> = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED']);

/** Tells an error of a call out. Throws it again when it is not the network's. */
export function describeTrouble(error: unknown, signal: AbortSignal, timeoutMs: number): string {
  const code = codeOf(error);
  if (signal.aborted || TIME_OUTS.has(code)) return `no answer within ${timeoutMs / 1000} s`;
  if (code === '' || OUR_MISTAKES.has(code)) throw error;
  if (/CERT|TLS|SSL|SIGNATURE|ISSUER/.test(code)) return 'its TLS certificate or handshake was not accepted';
  return WORDS[code] ?? 'the connection failed';
}

/** The code of an error, or of the first of several tries to connect. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return '';
  // The parser's own codes are many, and sometimes missing.
  if (error.name === 'HTTPParserError') return 'NOT_HTTP';
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : '';
}
