// An Authorization header -> who calls. The one place where a token of Entra ID is believed.
// Order: shape -> algorithm -> key -> signature -> issuer, audience, time -> claims -> tenant -> workload or person.
// Promises: a "no" is a value; unreadable keys are a `KeysFault`, never a yes. No other header is ever asked who calls.
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import type { CallerCheck, TokenTrouble } from './callers.ts';
import { createKeySet } from './key-set.ts';
import { readPerson } from './person-token.ts';
import { scopesOf, tokenClaims } from './token-claims.ts';
import { isAgentsToken, isAppOnly, readWorkload } from './workload-token.ts';

/** Entra ID of the public cloud. */
export const ENTRA = 'https://login.microsoftonline.com';

/** Whose tokens count, and for what. */
interface TokenVerifierOptions {
  readonly tenant: string;
  /** The app id of our API; tokens may also name it as `api://…`. */
  readonly audience: string;
  /** Another Entra ID: a national cloud, or the local one. It alone is believed then. */
  readonly authority?: string;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/** Tells who presents this Authorization header. */
export type VerifyCaller = (authorization: string | undefined) => Promise<CallerCheck>;

const CLOCK_TOLERANCE_SECONDS = 30;
const MAX_TOKEN_CHARACTERS = 16 * 1024;

/** Makes the verifier. Fetches nothing before the first token. */
export function createTokenVerifier(options: TokenVerifierOptions): VerifyCaller {
  const { audience, clock = Date.now } = options;
  const tenant = options.tenant.toLowerCase();
  const authority = (options.authority ?? ENTRA).replace(/\/+$/, '');
  const keySet = createKeySet(new URL(`${authority}/${tenant}/discovery/v2.0/keys`), clock);
  const issuers = [
    `${authority}/${tenant}/v2.0`,
    // v1.0 tokens: what an API gets that does not ask for v2.0 in its registration. Only the public cloud issues them under another name.
    authority === ENTRA ? `https://sts.windows.net/${tenant}/` : `${authority}/${tenant}/`,
  ];

  return async (authorization) => {
    if (authorization === undefined || authorization === '') return no('missing');
    const token = /^Bearer +([A-Za-z0-9_.-]+)$/i.exec(authorization)?.[1];
    if (token === undefined || token.length > MAX_TOKEN_CHARACTERS || !namesKey(token))
      return no('malformed');
    try {
      const { payload } = await jwtVerify(token, keySet, {
        algorithms: ['RS256'],
        issuer: issuers,
        audience: [audience, `api://${audience}`],
        requiredClaims: ['exp', 'iat', 'tid', 'oid'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(clock()),
      });
      return readCaller(payload, tenant);
    } catch (error) {
      if (error instanceof errors.JOSEError) return no(troubleOf(error));
      throw error;
    }
  };
}

function no(reason: TokenTrouble): CallerCheck {
  return { ok: false, status: 401, reason };
}

// Without a key id the only key of a set would be taken: a token must say whose it is.
function namesKey(token: string): boolean {
  try {
    const { kid } = decodeProtectedHeader(token);
    return typeof kid === 'string' && kid !== '';
  } catch {
    return false;
  }
}

function readCaller(payload: JWTPayload, tenant: string): CallerCheck {
  const read = tokenClaims.safeParse(payload);
  if (!read.success) return no('incomplete');
  const claims = read.data;
  if (claims.tid !== tenant) return no('wrong_tenant');
  if (claims.idtyp === 'app' && scopesOf(claims).length > 0) return no('contradictory');
  return isAppOnly(claims) || isAgentsToken(claims) ? readWorkload(claims) : readPerson(claims);
}

function troubleOf(error: errors.JOSEError): TokenTrouble {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWKSNoMatchingKey) return 'unknown_key';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'bad_signature';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'malformed';
  if (error.claim === 'iss') return 'wrong_issuer';
  if (error.claim === 'aud') return 'wrong_audience';
  return error.claim === 'nbf' && error.reason === 'check_failed' ? 'not_yet_valid' : 'incomplete';
}
