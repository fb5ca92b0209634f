// Proxies between the app and storage or Teams, with one book of rules: cut, answer for the far side, hold, or pass. Addresses are
// no part of any signature, so the bytes pass unchanged.
// Promises: `before` faults do nothing on the far side, `after` faults happen once it has answered; every call is in the log.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Call, type Party, readCall } from './calls.ts';

export type Fault =
  | { readonly do: 'cut'; readonly when: 'before' | 'after' }
  | {
      readonly do: 'answer';
      readonly when: 'before' | 'after';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  /** Before: carried out once `until` resolves, however long the caller has been gone. After: done, the reply comes then. */
  | { readonly do: 'hold'; readonly when: 'before' | 'after'; readonly until: Promise<unknown> }
  /** Never answered: for a caller that is about to be killed. */
  | { readonly do: 'swallow'; readonly when: 'before' | 'after' };

/** Looks at a call before it is passed on; the first rule that answers has its way. */
export type Rule = (call: Call) => Fault | undefined;

export interface Faults {
  /** Puts a rule in force; the returned function takes it out. */
  readonly add: (rule: Rule) => () => void;
  /** Milliseconds that a call waits before the rules look at it. */
  readonly setPace: (pace: (call: Call) => number) => void;
  /** The calls about one request, in the order they came. */
  readonly of: (request: string) => readonly Call[];
  /** Resolves when the app has been silent towards the far sides for a while; polling does not count. */
  readonly quiet: (silentMs?: number) => Promise<void>;
  readonly proxy: (to: Party, target: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

interface Wire {
  readonly target: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly body: Buffer;
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Longer than the host's pause between two looks at an empty queue. */
const QUIET_MS = 650;

/** A rule book, and proxies that obey it. */
export function createFaults(): Faults {
  const rules = new Set<Rule>();
  const log = new Map<string, Call[]>();
  const owners = new Map<string, string>();
  const agent = new Agent({ keepAlive: true });
  const servers: ReturnType<typeof createServer>[] = [];
  const open = new Set<Call>();
  let lastAt = 0;
  let paceOf: (call: Call) => number = () => 0;

  async function serve(to: Party, target: string, incoming: IncomingMessage, outgoing: ServerResponse) {
    const body = await readAll(incoming);
    const { method = 'GET', url = '/' } = incoming;
    const call = readCall(to, { method, url, body: body.toString('utf8') }, (id) => owners.get(id));
    const wire = { target, incoming, outgoing, body };
    // Polls of queue and watch list concern no request: they never end the silence.
    if (call.request === undefined) return await carryOut(call, wire);
    const calls = log.get(call.request);
    if (calls === undefined) log.set(call.request, [call]);
    else calls.push(call);
    open.add(call);
    const closed = once(outgoing, 'close');
    try {
      await carryOut(call, wire);
    } finally {
      void closed.then(() => settle(call));
    }
  }

  async function carryOut(call: Call, { target, incoming, outgoing, body }: Wire): Promise<void> {
    const pause = paceOf(call);
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    const fault = decide(call);
    if (fault?.when === 'before' && (await isEnded(fault, outgoing))) return;
    const reply = await forward(target, incoming, body);
    call.status = reply.status;
    call.reply = reply.body.toString('utf8');
    call.at = Date.now();
    learnOwner(call);
    if (fault?.when === 'after' && (await isEnded(fault, outgoing))) return;
    outgoing.writeHead(reply.status, reply.headers).end(reply.body);
  }

  function decide(call: Call): Fault | undefined {
    for (const rule of rules) {
      const fault = rule(call);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  function settle(call: Call): void {
    if (open.delete(call)) lastAt = Date.now();
  }

  function learnOwner(call: Call): void {
    if (call.label !== 'post' || call.request === undefined) return;
    const id = /"id":"([^"]+)"/.exec(call.reply)?.[1];
    if (id !== undefined) owners.set(id, call.request);
  }

  async function forward(target: string, incoming: IncomingMessage, body: Buffer): Promise<Reply> {
    const { method, url, headers } = incoming;
    const onward = request(new URL(url ?? '/', target), { method: method ?? 'GET', headers, agent });
    onward.end(body);
    try {
      const [response] = (await once(onward, 'response')) as [IncomingMessage];
      return { status: response.statusCode ?? 0, headers: response.headers, body: await readAll(response) };
    } catch (error) {
      // A kept connection that the far side had closed meanwhile: nothing was read of it, and this must not look like a fault of ours.
      if (onward.reusedSocket) return await forward(target, incoming, body);
      throw error;
    }
  }

  return {
    add: (rule) => {
      rules.add(rule);
      return () => void rules.delete(rule);
    },
    setPace: (pace) => {
      paceOf = pace;
    },
    of: (request) => log.get(request) ?? [],
    quiet: async (silentMs = QUIET_MS) => {
      const called = Date.now();
      while (open.size > 0 || Date.now() - Math.max(lastAt, called) < silentMs) {
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    proxy: async (to, target) => {
      const server = createServer((incoming, outgoing) => {
        serve(to, target, incoming, outgoing).catch(() => outgoing.destroy());
      });
      // Else a connection closed for idleness looks to the app like a fault that no test placed.
      server.keepAliveTimeout = 120_000;
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      servers.push(server);
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    close: async () => {
      agent.destroy();
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** Carries a fault out; true when the call has got its end by it. */
async function isEnded(fault: Fault, outgoing: ServerResponse): Promise<boolean> {
  if (fault.do === 'swallow') return true;
  if (fault.do === 'hold') {
    await fault.until;
    return false;
  }
  if (fault.do === 'cut') outgoing.destroy();
  else outgoing.writeHead(fault.status, fault.headers).end(fault.body);
  return true;
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
