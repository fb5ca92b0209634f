// Calls to the letter, which `fetch` would mend.
import { request } from 'node:http';
import { connect } from 'node:net';

/** What came back. */
interface RawReply {
  readonly status: number;
  readonly text: string;
}

/** The ways to call a port of this machine; `authorization` goes with each `raw` call. */
export function createLiteralCalls(port: number, authorization: string) {
  /** A path as it is written. */
  function raw(path: string, headers: Record<string, string> = {}, method = 'GET', body?: string) {
    return new Promise<RawReply>((resolve, reject) => {
      const all = { authorization, ...headers };
      const call = request({ host: '127.0.0.1', port, path, method, headers: all, agent: false }, (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        res.on('end', () => resolve({ status: res.statusCode ?? 0, text }));
      });
      call.on('error', reject);
      call.end(body);
    });
  }

  /** Bytes as they are written; what comes back first. */
  function bare(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      socket.once('data', (data) => {
        socket.destroy();
        resolve(data.toString('latin1'));
      });
      socket.once('error', reject);
      socket.once('close', () => resolve(''));
    });
  }

  return { raw, bare };
}
