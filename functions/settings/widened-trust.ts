// Settings of others (Node, botbuilder, the Azure SDK) that would make somebody else than Microsoft's servers be believed, or turn
// a check off. Nothing of ours needs them outside local mode; one left over from a laptop must not go unnoticed.
import type { Reading } from './environment.ts';

const ENTRA_HOSTS = [
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
];

/** botbuilder's own names for the channel's keys and service, and the Azure SDK's for where tokens come from. */
const NEVER: Readonly<Record<string, string>> = {
  BotOpenIdMetadata: 'names the keys that prove who clicks',
  ChannelService: 'names another Bot Framework than the public one',
  AZURE_POD_IDENTITY_AUTHORITY_HOST: 'names another source of our own tokens',
};

/** Reports each of them that is set. */
export function refuseWidenedTrust({ env, isLocal, problems }: Reading): void {
  if (isLocal) return;
  for (const [name, what] of Object.entries(NEVER)) {
    if (env[name]) problems.push(`${name} ${what}: remove it`);
  }
  const authority = env.AZURE_AUTHORITY_HOST;
  if (authority && !isEntra(authority)) {
    problems.push(`AZURE_AUTHORITY_HOST is not Microsoft's: remove it, or use https://${ENTRA_HOSTS[0]}`);
  }
  // The platform sets these two to an address of its own inside; anything with a name in the open is somebody else.
  for (const name of ['IDENTITY_ENDPOINT', 'MSI_ENDPOINT']) {
    if (env[name] && !isInside(env[name])) {
      problems.push(`${name} names a source of our own tokens outside the platform: remove it`);
    }
  }
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    problems.push(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody answer as Entra ID or Microsoft Graph: remove it',
    );
  }
  const proxy = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'].find(
    (name) => env[name],
  );
  // Either alone is harmless: a proxy passes TLS on unread, and an own authority serves receivers inside the network.
  if (proxy !== undefined && env.NODE_EXTRA_CA_CERTS) {
    problems.push(
      `${proxy} together with NODE_EXTRA_CA_CERTS lets the proxy answer as Entra ID or Microsoft Graph: remove one of them`,
    );
  }
}

/** On this machine, or a number: addresses of the platform's token service have no name. */
function isInside(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return hostname === 'localhost' || /^[0-9.]+$/.test(hostname) || hostname.startsWith('[');
}

function isEntra(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' && ENTRA_HOSTS.includes(hostname);
}
