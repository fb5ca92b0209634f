// The token of a run (GitHub Actions and the like) -> who its issuer says started it. Issuers are the policy's, keys are theirs.
// Promises: https only, loopback only where the deployment allows it; every call out ends after three seconds; keys that cannot be read are
// a `KeysFault`, never a yes. The token is neither kept nor told again.
import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { z } from 'zod';
import type { RunTokens } from '../approvals/policy/member/run-tokens.ts';
import { isThisMachine } from '../approvals/this-machine.ts';
import { KeysFault } from './faults.ts';
import { createKeySet } from './key-set.ts';

/** Why a run token says nothing. */
export type RunTokenTrouble =
  | 'malformed'
  | 'not_verified'
  | 'expired'
  | 'wrong_issuer'
  | 'wrong_audience'
  | 'other_run'
  | 'no_starter';

/** What the issuer calls the starter, and the run; or why that is not known. */
export type RunTokenCheck =
  | { readonly ok: true; readonly starter: string; readonly run?: string }
  | { readonly ok: false; readonly reason: RunTokenTrouble };

/** Verifies a run token against one issuer. Throws `KeysFault` when the issuer's keys cannot be read. */
export type VerifyRunToken = (issuer: RunTokens, token: string) => Promise<RunTokenCheck>;

const HOUR_MS = 3_600_000;
const PAUSE_AFTER_FAULT_MS = 5_000;
const TIMEOUT_MS = 3_000;
const CLOCK_TOLERANCE_SECONDS = 30;
const OLDEST = '1d';
const NAME = /^[\x21-\x7e]{1,200}$/;

/** Makes the verifier. Asks an issuer for nothing before the first token that says it is its own. */
export function createRunTokenVerifier(options: {
  readonly allowLoopback: boolean;
  readonly clock?: () => number;
}): VerifyRunToken {
  const { clock = Date.now } = options;
  const keysOf = createIssuers(options.allowLoopback, clock);

  return async (trusted, token) => {
    const claimed = claimedIssuer(token);
    if (claimed === undefined) return no('malformed');
    // Before anybody is asked for keys: a token of somebody else is no reason to.
    if (claimed !== trusted.issuer) return no('wrong_issuer');
    let claims: JWTPayload;
    try {
      const verified = await jwtVerify(token, (header, jws) => keysOf(trusted.issuer, header, jws), {
        algorithms: ['RS256', 'ES256'],
        issuer: trusted.issuer,
        audience: trusted.audience,
        requiredClaims: ['exp', 'iat'],
        maxTokenAge: OLDEST,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(clock()),
      });
      claims = verified.payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return no(troubleOf(error));
      throw error;
    }
    const other = Object.entries(trusted.claims).some(([name, value]) => textOf(claims, name) !== value);
    if (other) return no('other_run');
    const starter = textOf(claims, trusted.starter);
    if (starter === undefined) return no('no_starter');
    const run = textOf(claims, trusted.run);
    return { ok: true, starter, ...(run === undefined ? {} : { run }) };
  };
}

const no = (reason: RunTokenTrouble): RunTokenCheck => ({ ok: false, reason });

/** What an unverified token says of its issuer. It must name its key: else the only key of a set would be taken. */
function claimedIssuer(token: string): string | undefined {
  try {
    return typeof decodeProtectedHeader(token).kid === 'string' ? decodeJwt(token).iss : undefined;
  } catch {
    return undefined;
  }
}

/** A claim as text. Ids are numbers at some issuers; anything else, or with characters nobody sees, names nobody. */
function textOf(claims: JWTPayload, name: string): string | undefined {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && NAME.test(text) ? text : undefined;
}

function troubleOf(error: errors.JOSEError): RunTokenTrouble {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'not_verified';
  if (error.claim === 'iss') return 'wrong_issuer';
  return error.claim === 'aud' ? 'wrong_audience' : 'not_verified';
}

type FindKey = (
  issuer: string,
  header: Parameters<JWTVerifyGetKey>[0],
  token: Parameters<JWTVerifyGetKey>[1],
) => ReturnType<JWTVerifyGetKey>;

interface Known {
  readonly keysAt: string;
  readonly keys: JWTVerifyGetKey;
  readonly readAt: number;
}

/** The keys of each issuer, by way of its metadata, which is read again after an hour. */
function createIssuers(allowLoopback: boolean, clock: () => number): FindKey {
  const known = new Map<string, Known>();
  const failed = new Map<string, { readonly at: number; readonly fault: KeysFault }>();
  const reading = new Map<string, Promise<Known>>();

  async function read(issuer: string): Promise<Known> {
    const before = failed.get(issuer);
    if (before !== undefined && clock() - before.at < PAUSE_AFTER_FAULT_MS) throw before.fault;
    try {
      const keysAt = await discover(issuer, allowLoopback);
      const old = known.get(issuer);
      const keys = old?.keysAt === keysAt ? old.keys : createKeySet(new URL(keysAt), clock);
      const found = { keysAt, keys, readAt: clock() };
      known.set(issuer, found);
      failed.delete(issuer);
      return found;
    } catch (error) {
      const fault = new KeysFault(`The metadata of the run token issuer ${issuer} cannot be read.`, error);
      failed.set(issuer, { at: clock(), fault });
      throw fault;
    }
  }

  return async (issuer, header, token) => {
    let found = known.get(issuer);
    if (found === undefined || clock() - found.readAt >= HOUR_MS) {
      const shared = reading.get(issuer) ?? read(issuer).finally(() => reading.delete(issuer));
      reading.set(issuer, shared);
      found = await shared;
    }
    return found.keys(header, token);
  };
}

const metadataSchema = z.object({ issuer: z.string(), jwks_uri: z.string() });

async function discover(issuer: string, allowLoopback: boolean): Promise<string> {
  const address = allowed(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, allowLoopback);
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.status !== 200) throw new Error(`It answered ${response.status}.`);
  const metadata = metadataSchema.parse(await response.json());
  if (metadata.issuer !== issuer) throw new Error('It calls itself otherwise.');
  return allowed(metadata.jwks_uri, allowLoopback).href;
}

function allowed(address: string, allowLoopback: boolean): URL {
  const url = new URL(address);
  if (url.protocol === 'https:') return url;
  if (allowLoopback && url.protocol === 'http:' && isThisMachine(url.hostname)) return url;
  throw new Error('Its address is not https.');
}
