// The library's response on the wire: status, headers, cookies as ASP.NET writes them, body with its length.
import type { ServerResponse } from 'node:http';
import type { RpcCookie, TypedData } from './core-types.ts';

/** Writes what a function returned; nothing returned is 204. Throws before the first byte if it cannot be written. */
export function writeResponse(response: ServerResponse, returned: TypedData | null | undefined): void {
  const http = returned?.http;
  if (http === undefined) {
    writeEmpty(response, 204);
    return;
  }
  const status = Number(http.statusCode ?? '200');
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(http.headers ?? {})) {
    // Framing is this server's business: a wrong length would hang the client.
    if (!/^(content-length|transfer-encoding|connection|keep-alive)$/i.test(name)) headers[name] = value;
  }
  if (http.cookies !== undefined && http.cookies.length > 0) {
    const own = headers['set-cookie'];
    headers['set-cookie'] = [...(own === undefined ? [] : [own].flat()), ...http.cookies.map(cookieText)];
  }
  const body = bodyOf(http.body);
  if (status !== 204 && status !== 304) headers['content-length'] = String(body.byteLength);
  response.writeHead(status, headers);
  response.end(body);
}

/** Answers with a status and no body. */
export function writeEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status, status === 204 ? {} : { 'content-length': '0' });
  response.end();
}

function bodyOf(body: TypedData | null | undefined): Uint8Array {
  if (body?.bytes !== undefined) return body.bytes;
  return Buffer.from(body?.string ?? body?.json ?? '');
}

function cookieText(cookie: RpcCookie): string {
  const parts = [`${cookie.name}=${escapeDataString(cookie.value)}`];
  const seconds = cookie.expires?.value?.seconds;
  if (seconds !== undefined) parts.push(`expires=${new Date(seconds * 1000).toUTCString()}`);
  if (cookie.maxAge?.value !== undefined) parts.push(`max-age=${Math.trunc(cookie.maxAge.value)}`);
  if (cookie.domain?.value) parts.push(`domain=${cookie.domain.value}`);
  parts.push(`path=${cookie.path?.value ?? '/'}`);
  if (cookie.secure?.value) parts.push('secure');
  if (cookie.sameSite !== undefined && cookie.sameSite !== 'none') {
    parts.push(`samesite=${cookie.sameSite === 'explicitNone' ? 'none' : cookie.sameSite}`);
  }
  if (cookie.httpOnly?.value) parts.push('httponly');
  return parts.join('; ');
}

// .NET's Uri.EscapeDataString escapes five characters more than encodeURIComponent.
function escapeDataString(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
