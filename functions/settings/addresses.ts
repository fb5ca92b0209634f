// Addresses of this app and of receivers inside its network: real ones in Azure, loopback in local mode, never the one in the other.
import { isThisMachine } from '../../approvals/this-machine.ts';
import { readAllowedAddresses } from '../../outbound/allowed-addresses.ts';
import { type Reading, readText } from './environment.ts';

// Refused more widely than taken: whatever may lead to the machine itself.
const LOOPBACK_NAME = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])\.?$/;
const LISTED_LOOPBACK = /^(localhost\b|[^/]+\.localhost\b|127\.|0\.|::1\/|\[::1\])/i;

/** An http address on this machine. */
export function isLocalAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && isThisMachine(hostname);
}

/** The public address of this app, as an origin. Grants are issued in its name. */
export function readBaseUrl(reading: Reading): string {
  const { isLocal, problems } = reading;
  const value = readText(
    reading,
    'COUNTERSIGN_BASE_URL',
    'set it to the public address of this app, e.g. https://countersign.example.com',
  );
  if (value === '') return value;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  // Addresses are made by adding a path: a query or a user in between would end up in every one of them.
  const bare = url !== undefined && url.href === `${url.origin}/`;
  if (isLocal) {
    if (bare && isLocalAddress(value)) return url.origin;
    problems.push('COUNTERSIGN_BASE_URL must be an http address on 127.0.0.1 in local mode, without path');
    return value;
  }
  if (bare && url.protocol === 'https:' && !LOOPBACK_NAME.test(url.hostname)) return url.origin;
  problems.push(
    'COUNTERSIGN_BASE_URL must be an https address without path, query or user, and not of this machine itself',
  );
  return value;
}

/** Receivers inside the network that callbacks may go to. Outside local mode none on the machine itself, where the platform's own doors are. */
export function readCallbackAllow({ env, isLocal, problems }: Reading): readonly string[] {
  const entries = (env.COUNTERSIGN_CALLBACK_ALLOW ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  try {
    readAllowedAddresses(entries);
  } catch (error) {
    problems.push(`COUNTERSIGN_CALLBACK_ALLOW: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
  const loopback = entries.filter((each) => LISTED_LOOPBACK.test(each));
  if (!isLocal && loopback.length > 0) {
    problems.push(
      `COUNTERSIGN_CALLBACK_ALLOW lists ${loopback.join(', ')}, which is the machine of this app itself: remove it`,
    );
  }
  return entries;
}
