// Which addresses are Teams. The bot sends its own token there, so an activity must not be able to name another place.
// Sources of the real hosts: Microsoft's "Send proactive messages" page, public cloud and the US government ones.
const TEAMS_HOSTS: readonly string[] = [
  'smba.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
];

interface ServiceUrls {
  /** Replaces the hosts known here, when Microsoft adds one. */
  readonly hosts?: readonly string[];
  /** Origins of a Teams on this machine, as `http://127.0.0.1:3979`; `*` as the port is any port. Then no other is allowed. */
  readonly local?: readonly string[];
}

/** True for addresses the bot may speak to. */
export function createServiceUrlCheck({
  hosts = TEAMS_HOSTS,
  local,
}: ServiceUrls): (serviceUrl: string) => boolean {
  return (serviceUrl) => {
    if (!URL.canParse(serviceUrl)) return false;
    const url = new URL(serviceUrl);
    if (url.username !== '' || url.password !== '') return false;
    if (local !== undefined) {
      return local.includes(url.origin) || local.includes(`${url.protocol}//${url.hostname}:*`);
    }
    return url.protocol === 'https:' && url.port === '' && hosts.includes(url.hostname);
  };
}
