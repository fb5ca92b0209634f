// GET /.well-known/authzen-configuration: what anyone needs to call us.
import type { HttpHandler } from '@azure/functions';
import { openDoor } from './door.ts';
import { replyPublic } from './http-reply.ts';
import type { Parts } from './parts.ts';

/** Refuses nobody. */
export const publishMetadata = ({ baseUrl }: Parts): HttpHandler =>
  openDoor(() =>
    replyPublic({
      policy_decision_point: baseUrl,
      access_evaluation_endpoint: `${baseUrl}/access/v1/evaluation`,
      access_request_endpoint: `${baseUrl}/api/requests`,
      jwks_uri: `${baseUrl}/access/v1/jwks`,
      capabilities: ['urn:openid:authzen:capability:access-request'],
    }),
  );
