// The deployment's own list of internal receivers: what it opens, entry by entry.
// `host:port` opens that one endpoint, plain http included. A CIDR block lifts only the rule that addresses be public.
// Promises: every mistake is reported at once; no entry can open metadata or link-local addresses.
import ipaddr from 'ipaddr.js';
import { mayBeListed } from './public-address.ts';

/** The list, read. `endpoints` are `host:port` in the spelling of a parsed URL. */
export interface AllowedAddresses {
  readonly endpoints: ReadonlySet<string>;
  readonly blocks: readonly AddressBlock[];
}
type AddressBlock = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

// Shorter prefixes open so much that the guard is gone; fc00::/7 is all of the private IPv6 space.
const SHORTEST_PREFIX = { ipv4: 8, ipv6: 7 };

/** Reads entries such as `127.0.0.1:3983`, `[::1]:8080`, `etl.corp.internal:8443`, `10.20.0.0/16`. Throws a `TypeError` naming all that are wrong. */
export function readAllowedAddresses(entries: readonly string[]): AllowedAddresses {
  const endpoints = new Set<string>();
  const blocks: AddressBlock[] = [];
  const wrong: string[] = [];
  for (const entry of entries) {
    const block = readBlock(entry);
    const endpoint = readEndpoint(entry);
    if (block !== undefined) blocks.push(block);
    else if (endpoint !== undefined) endpoints.add(endpoint);
    else wrong.push(`"${entry}"`);
  }
  if (wrong.length > 0) {
    throw new TypeError(
      `Not an allowed address: ${wrong.join(', ')}. Write host:port (127.0.0.1:3983), or a CIDR block of at least /8 (IPv4) or /7 (IPv6); link-local and metadata addresses cannot be allowed.`,
    );
  }
  return { endpoints, blocks };
}

/** `host:port` of an address, as the list spells it. */
export const endpointOf = ({ hostname, port, protocol }: URL): string =>
  `${hostname}:${port === '' ? (protocol === 'http:' ? '80' : '443') : port}`;

/** True when a block of the list holds this address. */
export function isInListedBlock(address: string, { blocks }: AllowedAddresses): boolean {
  if (!mayBeListed(address)) return false;
  const ip = ipaddr.parse(address);
  return blocks.some(([base, prefix]) => ip.kind() === base.kind() && ip.match(base, prefix));
}

function readBlock(entry: string): AddressBlock | undefined {
  if (!ipaddr.isValidCIDR(entry)) return undefined;
  const [base, prefix] = ipaddr.parseCIDR(entry);
  if (prefix < SHORTEST_PREFIX[base.kind()] || !mayBeListed(base.toString())) return undefined;
  return [base, prefix];
}

function readEndpoint(entry: string): string | undefined {
  const match = /^([a-z0-9.-]+|\[[0-9a-f:.]+\]):(\d{1,5})$/i.exec(entry);
  if (match === null) return undefined;
  const [, host = '', digits = ''] = match;
  const port = Number(digits);
  if (port < 1 || port > 65_535 || !URL.canParse(`http://${host}/`)) return undefined;
  return `${new URL(`http://${host}/`).hostname}:${port}`;
}
