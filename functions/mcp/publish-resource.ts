// GET /.well-known/oauth-protected-resource, and the same for /mcp: who issues the tokens that are taken here (RFC 9728).
import type { HttpHandler } from '@azure/functions';
import { openDoor } from '../door.ts';
import { replyPublic } from '../http-reply.ts';
import type { Parts } from '../parts.ts';

const METADATA = '.well-known/oauth-protected-resource';
/** Where the metadata of /mcp stands: RFC 9728, section 3.1. */
export const MCP_METADATA = `${METADATA}/mcp`;

/** Refuses nobody. `path` is that of the resource: empty for the whole API. */
export const publishResource = ({ baseUrl, pages }: Parts, path: '' | '/mcp'): HttpHandler =>
  openDoor(() =>
    replyPublic({
      resource: `${baseUrl}${path}`,
      resource_name: 'Countersign',
      authorization_servers: [`${pages.authority}/${pages.tenant}/v2.0`],
      bearer_methods_supported: ['header'],
      scopes_supported: [`${pages.audience}/.default`],
    }),
  );
