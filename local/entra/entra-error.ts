// Errors in Entra ID's own shape, with the codes a client library looks for.
import { randomUUID } from 'node:crypto';
import type { Reply } from '../support/local-door.ts';

const ERRORS = {
  invalidSecret: [7000215, 401, 'invalid_client', 'Invalid client secret provided.'],
  invalidAssertion: [50013, 400, 'invalid_grant', 'Assertion failed signature validation.'],
  invalidClientAssertion: [700027, 401, 'invalid_client', 'Client assertion failed signature validation.'],
  noFederation: [
    70021,
    401,
    'invalid_client',
    'No matching federated identity record found for presented assertion.',
  ],
  badPath: [700271, 400, 'invalid_request', 'The fmi_path is not valid for this client.'],
  unknownClient: [700016, 400, 'unauthorized_client', 'Application was not found in the directory.'],
  unknownTenant: [90002, 400, 'invalid_request', 'Tenant not found.'],
  missingParameter: [900144, 400, 'invalid_request', 'The request body must contain a parameter.'],
  notAForm: [900561, 400, 'invalid_request', 'The endpoint only accepts form posts.'],
  unsupportedGrant: [70003, 400, 'unsupported_grant_type', 'The grant type is not supported.'],
  badScope: [1002012, 400, 'invalid_scope', 'The scope is not valid for this grant.'],
  unknownResource: [500011, 400, 'invalid_resource', 'The resource principal was not found in the tenant.'],
  unknownCode: [9002313, 400, 'invalid_grant', 'The code is malformed or unknown.'],
  usedCode: [
    54005,
    400,
    'invalid_grant',
    'The code was redeemed already, is too old, or was made for another.',
  ],
  wrongVerifier: [501481, 400, 'invalid_grant', 'The code_verifier does not match the code_challenge.'],
  notCrossOrigin: [
    9002327,
    400,
    'invalid_request',
    'Tokens of a single-page application may only be redeemed from its own origin.',
  ],
  unknownUser: [50034, 400, 'invalid_grant', 'The user account does not exist in the tenant.'],
  disabledUser: [50057, 400, 'invalid_grant', 'The user account is disabled.'],
  temporary: [90033, 503, 'temporarily_unavailable', 'A transient error has occurred. Please try again.'],
} as const satisfies Record<string, readonly [number, number, string, string]>;

/** Why a token is not given. */
export type EntraErrorName = keyof typeof ERRORS;

/** The answer for one error; `detail` tells which value was at fault, never a secret. */
export function entraError(name: EntraErrorName, detail = ''): Reply {
  const [code, status, error, text] = ERRORS[name];
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const traceId = randomUUID();
  const correlationId = randomUUID();
  const said = detail === '' ? text : `${text} ${detail}`;
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${said} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
    headers: { pragma: 'no-cache' },
  };
}
