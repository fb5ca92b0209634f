// A POST whose framing the test decides: in chunks, with odd bytes, with a false length.
import { request } from 'node:http';
import type { Reply } from './told.ts';

/** Sends these bytes under these headers and no others. Without a content-length the body goes out in chunks. */
export function rawPost(
  url: string,
  headers: Record<string, string>,
  body: string | Uint8Array,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const req = request(url, { method: 'POST', headers, agent: false }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const names = Object.entries(res.headers).map(([name, value]): [string, string] => [
          name,
          String(value),
        ]);
        resolve({ status: res.statusCode ?? 0, headers: new Headers(names), text, body: parsed(text) });
      });
    });
    req.on('error', reject);
    // A body given with the end would get a length from Node.
    if (!('content-length' in headers)) req.write(body.slice(0, 1));
    req.end('content-length' in headers ? body : body.slice(1));
  });
}

function parsed(text: string): Reply['body'] {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
