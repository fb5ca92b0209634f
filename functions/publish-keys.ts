// GET /access/v1/jwks: the public keys anyone can check our grants with.
import type { HttpHandler } from '@azure/functions';
import { openDoor } from './door.ts';
import { replyPublic } from './http-reply.ts';
import type { Parts } from './parts.ts';

/** Refuses nobody. */
export const publishKeys = ({ jwks }: Parts): HttpHandler => openDoor(() => replyPublic(jwks));
