// Which IP addresses we may connect to. Built as an allowlist: what is not known to be a public unicast address is refused.
// Promises: platform metadata, link-local, multicast and addresses that carry another address inside are refused even when listed.
import ipaddr from 'ipaddr.js';

// Azure's virtual host (DNS, health, WireServer) lies in public space; AWS keeps its metadata in a unique local address.
const METADATA = ['168.63.129.16', '100.100.100.200', 'fd00:ec2::254'].map((address) =>
  ipaddr.process(address).toNormalizedString(),
);

// Everything public in IPv6 is here. It leaves out IPv4-compatible addresses and space nobody was given.
const GLOBAL_UNICAST_V6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

// What a deployment may open for itself. Not here: link-local, multicast, unspecified, and every tunnel or mapping
// (IPv4-mapped, 6to4, Teredo, NAT64), which would smuggle an address past the list.
const INTERNAL: ReadonlySet<string> = new Set(['private', 'loopback', 'carrierGradeNat', 'uniqueLocal']);

/** True for an address of the public internet. Anything unreadable is not. */
export function isPublicAddress(address: string): boolean {
  const ip = parse(address);
  if (ip === undefined || isMetadata(ip) || ip.range() !== 'unicast') return false;
  return ip instanceof ipaddr.IPv4 || ip.match(GLOBAL_UNICAST_V6);
}

/** True for an address that the deployment's own list may name: public or internal, but no machinery of the platform. */
export function mayBeListed(address: string): boolean {
  const ip = parse(address);
  if (ip === undefined || isMetadata(ip)) return false;
  return INTERNAL.has(ip.range()) || isPublicAddress(address);
}

/** True for an address of this machine itself. */
export const isLoopback = (address: string): boolean => parse(address)?.range() === 'loopback';

function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // Only the canonical four parts: `0177.0.0.1` and `127.1` mean different machines to different libraries.
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address);
  return ipaddr.IPv6.isValid(address) ? ipaddr.IPv6.parse(address) : undefined;
}

function isMetadata(ip: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return METADATA.includes(ip.toNormalizedString());
}
