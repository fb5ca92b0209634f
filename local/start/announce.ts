// What `npm start` prints when everything is up: one short block of addresses.
import { agentEnvironment } from './agent-environment.ts';
import { FIXED_PORTS } from './ports.ts';
import type { World } from './world.ts';

/** The block, with the seconds it took. */
export function announcement({ ports, urls }: Pick<World, 'ports' | 'urls'>, startedInMs: number): string {
  const again = ports.teams === FIXED_PORTS.teams ? 'npm run ask' : `npm run ask -- --ports ${ports.teams}`;
  const azurite = `127.0.0.1:${ports.blob} (blob), ${ports.queue} (queue), ${ports.table} (table)`;
  const agent = agentEnvironment(urls, 'nightlyEtl');
  const exported = (...names: readonly (keyof typeof agent)[]) =>
    `export ${names.map((name) => `${name}=${agent[name]}`).join(' ')}`;
  return `
Countersign runs on this machine, ready in ${(startedInMs / 1000).toFixed(1)} s.

  LOCAL MODE: it believes the people and agents below, and nobody else. For trying out only.

  Teams       ${urls.teams}   approve or deny here
  API         ${urls.functions}
  Entra       ${urls.entra}
  Warehouse   ${urls.warehouse}
  Azurite     ${azurite}

Ctrl-C ends everything. "${again}" asks once more.

A command of your own, asked for by the agent nightly-etl. In a second terminal (POSIX shell):

  ${exported('COUNTERSIGN_URL', 'COUNTERSIGN_AUTHORITY')}
  ${exported('COUNTERSIGN_API_APP_ID', 'AZURE_TENANT_ID')}
  ${exported('AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET')}
  node dist/cli/main.js run --action shell.run --resource host/laptop -- date

What each part is, and how to script it: local/README.md
`;
}
