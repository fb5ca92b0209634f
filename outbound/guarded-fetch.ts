// The one way out: every call to an address that somebody else named goes through here (SSRF).
// Promises: only checked addresses are connected to (a second lookup never happens); no redirect, no proxy, no decompression;
// an end after `timeoutMs` in all; at most `maxResponseBytes` kept. What the other side does wrong is a value, never an exception.
import { lookup as lookUpHost } from 'node:dns/promises';
import { isIPv6, type LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { type AllowedAddresses, readAllowedAddresses } from './allowed-addresses.ts';
import { checkAddresses, checkUrl, type Resolve } from './check-address.ts';
import { describeTrouble } from './trouble.ts';

/** What may be reached, and within which limits. */
export interface GuardOptions {
  /** Internal receivers of this deployment: see allowed-addresses.ts. */
  readonly allowedAddresses: readonly string[];
  readonly resolve?: Resolve;
  readonly timeoutMs?: number;
  readonly maxResponseBytes?: number;
}

/** One call out. The caller sets every header but those of the connection. */
interface OutgoingCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What came back. `cut`: the body was longer than we keep, or its end never came; the status did. */
type IncomingReply =
  | { readonly ok: true; readonly status: number; readonly body: Uint8Array; readonly cut: boolean }
  | { readonly ok: false; readonly error: string };

/** One call out, to an address that is checked first. */
export type GuardedFetch = (url: string, call: OutgoingCall) => Promise<IncomingReply>;

const MAX_HEADER_BYTES = 16 * 1024;

/** Makes the guarded way out. Throws a `TypeError` when the list of allowed addresses is wrong. */
export function createGuardedFetch(options: GuardOptions): GuardedFetch {
  const allowed = readAllowedAddresses(options.allowedAddresses);
  const { resolve = resolveWithSystem, timeoutMs = 10_000, maxResponseBytes = 64 * 1024 } = options;
  return async (url, call) => {
    const checked = checkUrl(url, allowed);
    if (!checked.ok) return checked;
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await callPinned({
        url: checked.url,
        call,
        allowed,
        resolve,
        signal,
        timeoutMs,
        maxResponseBytes,
      });
    } catch (error) {
      return { ok: false, error: describeTrouble(error, signal, timeoutMs) };
    }
  };
}

/** Would a call to this URL be let out? It is checked and looked up; nothing is sent. */
export type AddressCheck = (
  url: string,
) => Promise<{ readonly ok: true } | { readonly ok: false; readonly error: string }>;

/** Makes the check. Throws a `TypeError` when the list of allowed addresses is wrong. */
export function createAddressCheck(options: GuardOptions): AddressCheck {
  const allowed = readAllowedAddresses(options.allowedAddresses);
  const { resolve = resolveWithSystem, timeoutMs = 4000 } = options;
  return async (url) => {
    const checked = checkUrl(url, allowed);
    if (!checked.ok) return checked;
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const found = await before(signal, checkAddresses(checked.url, allowed, resolve));
      return found.ok ? { ok: true } : found;
    } catch (error) {
      return { ok: false, error: describeTrouble(error, signal, timeoutMs) };
    }
  };
}

interface PinnedCall {
  readonly url: URL;
  readonly call: OutgoingCall;
  readonly allowed: AllowedAddresses;
  readonly resolve: Resolve;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

async function callPinned(pinned: PinnedCall): Promise<IncomingReply> {
  const { url, call, signal, timeoutMs } = pinned;
  const found = await before(signal, checkAddresses(url, pinned.allowed, pinned.resolve));
  if (!found.ok) return found;
  // One agent per call: a pooled connection would outlive the check it was made under.
  const agent = new Agent({
    connect: { lookup: pinTo(found.addresses), timeout: timeoutMs, rejectUnauthorized: true },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  try {
    const { statusCode, body } = await request(url, {
      method: call.method,
      headers: { ...call.headers },
      body: call.body ?? null,
      dispatcher: agent,
      signal,
    });
    const read = await readCapped(body, pinned.maxResponseBytes);
    return { ok: true, status: statusCode, body: read.body, cut: read.cut };
  } finally {
    // Not `close`: that would wait for a receiver that never ends its answer.
    await agent.destroy();
  }
}

/** Answers every lookup of the connection with the addresses that were checked. A literal address is never looked up. */
export function pinTo(addresses: readonly string[]): LookupFunction {
  const pinned = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, options, callback) => {
    const [first] = pinned;
    if (options.all) callback(null, pinned);
    else callback(null, first?.address ?? '', first?.family);
  };
}

/** At most `limit` bytes of a body. `cut`: it is longer, or its end never came. `size`: how much of it was seen. */
export async function readCapped(
  body: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ readonly body: Uint8Array; readonly cut: boolean; readonly size: number }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) break;
    }
  } catch {
    // Reset or out of time after the status: the status stands, the body is what arrived.
    return { body: Buffer.concat(chunks).subarray(0, limit), cut: true, size };
  }
  return { body: Buffer.concat(chunks).subarray(0, limit), cut: size > limit, size };
}

/** The work, or the signal's reason once it is aborted: a lookup cannot be ended, only no longer waited for. */
export function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

/** Asks the system's resolver for all addresses. */
export async function resolveWithSystem(hostname: string): Promise<readonly string[]> {
  const found = await lookUpHost(hostname, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}
