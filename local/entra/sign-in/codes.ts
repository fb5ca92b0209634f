// Authorization codes: what a sign-in came to, kept until the app asks for its token.
// Promises: a code works once, for ten minutes, and only with the client, the address and the verifier it was made for.
import { createHash, randomBytes } from 'node:crypto';
import type { SignInRequest } from './request.ts';

const LIFETIME_MS = 600_000;

/** What a code stands for. */
export interface SignedIn {
  readonly personId: string;
  readonly request: SignInRequest;
  /** Whole seconds: when the person proved who they are. */
  readonly authTime: number;
}

/** What the app sends with the code. */
export interface Redemption {
  readonly code: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly verifier: string;
}

/** The codes of one server. */
export interface Codes {
  readonly issue: (signedIn: SignedIn) => string;
  /** `used`: known, but spent, too old, or made for another. */
  readonly redeem: (redemption: Redemption) => SignedIn | 'unknown' | 'used' | 'wrongVerifier';
}

/** An empty store. `clock` tells milliseconds. */
export function createCodes(clock: () => number = Date.now): Codes {
  const kept = new Map<string, { readonly signedIn: SignedIn; readonly until: number; isUsed: boolean }>();

  return {
    issue: (signedIn) => {
      for (const [code, { until }] of kept) if (until < clock()) kept.delete(code);
      const code = `1.${randomBytes(48).toString('base64url')}`;
      kept.set(code, { signedIn, until: clock() + LIFETIME_MS, isUsed: false });
      return code;
    },
    redeem: ({ code, clientId, redirectUri, verifier }) => {
      const entry = kept.get(code);
      if (entry === undefined) return 'unknown';
      const { request } = entry.signedIn;
      const isTheirs = request.clientId === clientId && request.redirectUri === redirectUri;
      if (entry.isUsed || entry.until < clock() || !isTheirs) return 'used';
      // One try, right or wrong: nobody guesses verifiers.
      entry.isUsed = true;
      const digest = createHash('sha256').update(verifier, 'ascii').digest('base64url');
      return digest === request.challenge ? entry.signedIn : 'wrongVerifier';
    },
  };
}
