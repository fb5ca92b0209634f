// GET /review/{id} and GET /review-signin: the shell of the review page, the same for everybody and every request. It holds no data, not
// even whether the request exists: the page asks the API for that, with the token of the person who signed in.
import type { HttpHandler } from '@azure/functions';
import { openDoor } from '../door.ts';
import type { Parts } from '../parts.ts';
import { shellHeaders } from './page-headers.ts';

/** Refuses nobody. */
export function showReview({ pages }: Parts): HttpHandler {
  const { authority, tenant, reviewApp, audience, html } = pages;
  const values: Readonly<Record<string, string>> = { authority, tenant, client: reviewApp, audience };
  const body = html.replace(/\{(authority|tenant|client|audience)\}/g, (_, name) =>
    attribute(values[name] ?? ''),
  );
  const headers = shellHeaders(authority);
  return openDoor(() => ({ status: 200, headers, body }));
}

const attribute = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
