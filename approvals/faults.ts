// What the hands may throw: something is broken, and how far it is known what became of the work. Never a decision.

/**
 * Why a send failed. `unconfirmed`: it may have arrived (time-out, cut connection; a 404 that names nothing, on an update). `unavailable`: the same,
 * by an answer (502 to 504, or a 404 that names no conversation, on a post). `failed`: the same, and Teams wants no other try soon (500 on a post).
 * `gone`: this message or conversation is no more. `closed`: the conversation takes nothing from the bot (403). `too_big`: 413. `refused`: the
 * channel will not take it. `later`: 429, 412 or an update that can be made again, with the seconds to wait when told.
 */
export type SendTrouble =
  | 'unconfirmed'
  | 'failed'
  | 'unavailable'
  | 'gone'
  | 'closed'
  | 'too_big'
  | 'refused'
  | 'later';

/** A send that failed. Its message is why, as rows keep it (prompt/trouble.ts): no token and nobody's words, so that logs may tell it. */
export class SendFault extends Error {
  readonly kind: SendTrouble;
  readonly retryAfterSeconds: number | undefined;
  constructor(kind: SendTrouble, message: string, retryAfterSeconds?: number, cause?: unknown) {
    super(message, { cause });
    this.name = 'SendFault';
    this.kind = kind;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Storage did not answer, or answered what it must not. `retry`: trying again can help. */
export class StoreFault extends Error {
  readonly retry: boolean;
  constructor(message: string, retry: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = 'StoreFault';
    this.retry = retry;
  }
}

/**
 * A row that a newer version of Countersign wrote. This one may show what it knows of it, and changes and decides nothing by it: a member
 * it does not know could be the one that forbids.
 */
export class NewerVersionFault extends StoreFault {
  readonly row: string;
  readonly version: number;
  constructor(row: string, version: number) {
    super(`row ${row} was written by a newer version of Countersign (its shape is ${version})`, false);
    this.name = 'NewerVersionFault';
    this.row = row;
    this.version = version;
  }
}

/** The directory did not answer, or not with what was asked. `status` is the HTTP status, when there was one. */
export class DirectoryFault extends Error {
  readonly status: number | undefined;
  constructor(message: string, status?: number, cause?: unknown) {
    super(message, { cause });
    this.name = 'DirectoryFault';
    this.status = status;
  }
}
