// One message of an MCP host, handed to Countersign and answered. The token is the agent's own and never reaches the host.
import { type Connection, callUntilAnswered, refusalOf } from '../../client/call.ts';

/** Answers one line of the host: the lines to write, none for what takes no answer. Never throws. */
export type Relay = (line: string, signal?: AbortSignal) => Promise<string | undefined>;

type Message = Readonly<Record<string, unknown>>;

/** Over this connection. Remembers nothing of the messages but the version of the protocol that was agreed. */
export function createRelay(connection: Connection): Relay {
  let version: string | undefined;

  async function answer(line: string, message: Message, signal: AbortSignal | undefined): Promise<unknown> {
    const headers = {
      accept: 'application/json, text/event-stream',
      ...(version === undefined ? {} : { 'mcp-protocol-version': version }),
    };
    // As the host wrote it: written anew, a number of many digits or a member given twice would be another call than the one it made, and Countersign
    // refuses both. Sent once: whether a call that was not answered did its work, only its idempotency_key tells.
    const call = { method: 'POST', path: '/mcp', body: line, headers, signal } as const;
    const tried = await callUntilAnswered(connection, call, 0);
    if ('error' in tried) {
      return errorTo(
        message,
        `${connection.url} does not answer. The same call again is safe, with the same idempotency_key.`,
      );
    }
    const { status, body } = tried.reply;
    if (status === 202) return undefined;
    if (!isMessage(body) || body.jsonrpc !== '2.0') return errorTo(message, refusalOf(status, body).message);
    if (message.method === 'initialize' && isMessage(body.result))
      version = String(body.result.protocolVersion);
    return body;
  }

  return async (line, signal) => {
    const message = parse(line);
    if (message === undefined) {
      return JSON.stringify({
        jsonrpc: '2.0',
        id: null,
        error: { code: -32700, message: 'This line is no JSON object.' },
      });
    }
    const told = await answer(line, message, signal).catch((error: unknown) =>
      errorTo(message, error instanceof Error ? error.message : String(error)),
    );
    return told === undefined ? undefined : JSON.stringify(told);
  };
}

/** Notifications take no answer, not even that they failed. */
const errorTo = ({ id }: Message, message: string): object | undefined =>
  id === undefined ? undefined : { jsonrpc: '2.0', id, error: { code: -32000, message } };

function parse(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isMessage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
