// What a probe is: one call through the app's own doors, and what is to be seen on the genuine host and on the local one.
import type { Reply, Sent } from './send.ts';

/** One probe. */
export interface Probe {
  /** What is looked at, as a sentence about the host. */
  readonly what: string;
  readonly send: Sent;
  readonly see: (reply: Reply) => string;
  /** What is right: any of these. On the genuine host, and on the local one unless `here` says otherwise. */
  readonly genuine: readonly string[];
  /** What the local host shows instead, on purpose. */
  readonly here?: string;
  /** How the genuine host's answer is known: seen on one (4.1037, worker 3.9.1), or only told by its documentation or source. */
  readonly known: 'seen' | 'told';
  /** Without it the probe proves nothing: an agent's token. */
  readonly needs?: 'token';
}
