// What a call between the app and its surroundings is about: which request, and which of its writes. Placements of faults are named by
// these labels, so that they are the same from run to run however handlers interleave.

export type Party = 'tables' | 'queues' | 'teams';

export interface Call {
  readonly to: Party;
  readonly method: string;
  /** Path and query, decoded. */
  readonly url: string;
  readonly body: string;
  readonly request: string | undefined;
  /** `commit`, `swap prompt-1`, `put watch`, `nudge show`, `post`, …; absent for reads and for the host's own calls. */
  readonly label: string | undefined;
  /** Status of the far side's answer; 0 while there is none. */
  status: number;
  reply: string;
  /** When the far side answered. */
  at: number;
}

/** Reads a call. `ownerOf` tells whose card a message of Teams is, once its post was answered. */
export function readCall(
  to: Party,
  { method, url, body }: { readonly method: string; readonly url: string; readonly body: string },
  ownerOf: (messageId: string) => string | undefined,
): Call {
  const decoded = decodeURIComponent(url);
  const text = to === 'queues' ? nudgeOf(body) : body;
  const message = to === 'teams' ? /\/activities\/([^/?]+)/.exec(decoded)?.[1] : undefined;
  const request = /req_[0-9a-z]{26}/.exec(`${decoded} ${text}`)?.[0] ?? (message && ownerOf(message));
  return {
    to,
    method,
    url: decoded,
    body,
    request,
    label: labelOf(to, method, decoded, text),
    status: 0,
    reply: '',
    at: 0,
  };
}

function labelOf(to: Party, method: string, url: string, text: string): string | undefined {
  if (method === 'GET') return undefined;
  if (to === 'teams') return method === 'POST' ? 'post' : 'update';
  if (to === 'queues') {
    // Deleting and hiding messages is the host's business, not the app's.
    return method === 'POST' && text.includes('"kind"')
      ? `nudge ${text.includes('"tell"') ? 'tell' : 'show'}`
      : undefined;
  }
  if (url.includes('$batch')) return 'commit';
  const partition =
    /PartitionKey='([^']*)'/.exec(url)?.[1] ?? /"PartitionKey":"([^"]*)"/.exec(text)?.[1] ?? '';
  const row = /RowKey='([^']*)'/.exec(url)?.[1] ?? /"RowKey":"([^"]*)"/.exec(text)?.[1] ?? '';
  if (partition.startsWith('req_')) {
    if (row === 'request') return 'fence';
    return method === 'POST' ? `insert ${row.split('-')[0]}` : `swap ${row}`;
  }
  return `${method === 'DELETE' ? 'remove' : 'put'} ${partition.split('-')[0]}`;
}

function nudgeOf(body: string): string {
  const encoded = /<MessageText>([^<]*)<\/MessageText>/.exec(body)?.[1];
  return encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
}
