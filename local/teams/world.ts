// The parts that every door of the local Teams is given.
import type { ChannelKey } from './channel-token.ts';
import type { Late } from './connector/late.ts';
import type { ReadDirectory } from './people.ts';
import type { State } from './state.ts';

/** The bot as people see it: its name, and its id on the wire (`28:…`). */
interface Bot {
  readonly appId: string;
  readonly id: string;
  readonly name: string;
}

/** One running Teams. */
export interface World {
  readonly tenant: string;
  readonly bot: Bot;
  readonly botUrl: string;
  readonly resendAfterMs: number;
  /** Where the bot finds the connector; known once the server listens. */
  readonly serviceUrl: () => string;
  readonly readDirectory: ReadDirectory;
  readonly state: State;
  readonly channelKey: ChannelKey;
  readonly late: Late;
}
