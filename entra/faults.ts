// What can be broken between us and Entra ID. A fault is never a "no" and never a "yes": the caller is told to try again.

/** The signing keys of Entra ID cannot be read: no token can be judged (503). */
export class KeysFault extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'KeysFault';
  }
}

/** We got no token for ourselves. */
export class AppTokenFault extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'AppTokenFault';
  }
}
