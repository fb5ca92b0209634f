// May we call this URL, and at which addresses? Asked twice: the URL when it is named, the addresses when it is called.
// Promises: one resolution, every address of it checked, and only those handed on: what was checked is what is connected to.
import { isIP } from 'node:net';
import { type AllowedAddresses, endpointOf, isInListedBlock } from './allowed-addresses.ts';
import { isPublicAddress, mayBeListed } from './public-address.ts';

/** Looks a host name up: all its addresses. Throws when it cannot. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** A URL that passed, or a short reason without addresses: a reason that tells them would be a map of our network. */
type UrlCheck = { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly error: string };
/** The addresses to connect to, none other. */
type CheckedAddresses =
  | { readonly ok: true; readonly addresses: readonly string[] }
  | { readonly ok: false; readonly error: string };

const INTERNAL_NAME = /(^|\.)(localhost|local|localdomain|internal|home\.arpa)$/;

/** Checks scheme, host, port and userinfo. No lookup: cheap enough for the moment a URL is named. */
export function checkUrl(text: string, allowed: AllowedAddresses): UrlCheck {
  if (!URL.canParse(text)) return no('the address is not a URL');
  const url = new URL(text);
  const isListed = isListedEndpoint(url, allowed);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isListed)) return no('only https is called');
  if (url.username !== '' || url.password !== '')
    return no('an address with a user name or password is not called');
  // The default port is left out of a parsed URL.
  if (url.port !== '' && !isListed) return no('only port 443 is called');
  if (!isListed && isInternalName(url.hostname)) return no(NOT_PUBLIC);
  return { ok: true, url };
}

/** Finds the addresses of a checked URL. One that is not public spoils them all, unless the deployment lists it. */
export async function checkAddresses(
  url: URL,
  allowed: AllowedAddresses,
  resolve: Resolve,
): Promise<CheckedAddresses> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  if (addresses.length === 0) return no('the host name has no address');
  const isListed = isListedEndpoint(url, allowed);
  const passes = (address: string) =>
    isPublicAddress(address) || (isListed && mayBeListed(address)) || isInListedBlock(address, allowed);
  return addresses.every(passes) ? { ok: true, addresses } : no(NOT_PUBLIC);
}

const NOT_PUBLIC = 'the address is not public and not listed in allowedAddresses';

function no(error: string): { readonly ok: false; readonly error: string } {
  return { ok: false, error };
}

function isListedEndpoint(url: URL, allowed: AllowedAddresses): boolean {
  return allowed.endpoints.has(endpointOf(url));
}

// Names that only an internal resolver answers. Their addresses are checked as well; this spares the lookup.
function isInternalName(hostname: string): boolean {
  if (hostname.startsWith('[') || isIP(hostname) !== 0) return false;
  const name = hostname.replace(/\.+$/, '');
  return !name.includes('.') || INTERNAL_NAME.test(name);
}
