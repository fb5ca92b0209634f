// GET /.well-known/authzen-configuration and /access/v1/jwks: what anyone needs to call us and to check our grants.
import type { HttpHandler } from '@azure/functions';
import { openDoor } from './door.ts';
import { replyJson } from './http-reply.ts';
import type { Parts } from './parts.ts';

const CACHED = { 'cache-control': 'public, max-age=300' };

export const publishMetadata = ({ baseUrl }: Parts): HttpHandler =>
  openDoor(() =>
    replyJson(
      200,
      {
        policy_decision_point: baseUrl,
        access_evaluation_endpoint: `${baseUrl}/access/v1/evaluation`,
        access_request_endpoint: `${baseUrl}/api/requests`,
        jwks_uri: `${baseUrl}/access/v1/jwks`,
        capabilities: ['urn:openid:authzen:capability:access-request'],
      },
      CACHED,
    ),
  );

export const publishKeys = ({ jwks }: Parts): HttpHandler => openDoor(() => replyJson(200, jwks, CACHED));
