// A call through the gateway that a rule allows, against the same call through a Functions route that does nothing but pass it on: the same
// host, the same target, in turns. The target takes as long as a control plane in the cloud does at least: what an agent would notice.
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loopback } from '../../local/start/app-environment.ts';
import { createAppProcess } from '../../local/start/functions-app.ts';
import { freePorts } from '../../local/start/ports.ts';
import type { Figure } from './figure.ts';
import { median } from './figure.ts';
import type { Surroundings } from './place.ts';
import { startPlace } from './place.ts';

/** Milliseconds of one call at the target. */
const TARGET_MS = 50;
const WARM_UP = 40;
const ROUNDS = 7;
const CALLS_A_ROUND = 25;
const PATH = 'apis/apps/v1/namespaces/prod/deployments/web';

/** Measures in a fresh place, with the empty route in a host of its own. */
export async function measureGateway(around: Surroundings): Promise<Figure> {
  const target = createServer(async (request, response) => {
    request.resume();
    await sleep(TARGET_MS);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"kind":"Deployment"}');
  });
  await new Promise<void>((resolve) => {
    target.listen(0, '127.0.0.1', resolve);
  });
  const { port: clusterPort } = target.address() as AddressInfo;
  const { functions: port } = await freePorts();
  const empty = createAppProcess(
    {
      port,
      env: { BENCH_TARGET: loopback(clusterPort) },
      appFile: fileURLToPath(new URL('./empty-route.js', import.meta.url)),
      onLine: () => undefined,
    },
    () => undefined,
  );
  const [place] = await Promise.all([startPlace(around, { clusterPort }), empty.start()]);
  try {
    return await measureBoth(
      `${place.url}/gateway/cluster/${PATH}`,
      `${loopback(port)}/empty/${PATH}`,
      around,
    );
  } finally {
    await Promise.all([place.stop(), empty.stop()]);
    target.close();
    target.closeAllConnections();
  }
}

async function measureBoth(gateway: string, empty: string, { tokens }: Surroundings): Promise<Figure> {
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  const call = (url: string) => timed(agent, url, tokens.turns[turn++ % tokens.turns.length] ?? '');
  for (let n = 0; n < WARM_UP; n++) for (const url of [gateway, empty]) await call(url);
  const rounds: { gateway: number; empty: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const times = { gateway: [] as number[], empty: [] as number[] };
    for (let n = 0; n < CALLS_A_ROUND; n++) {
      times.gateway.push(await call(gateway));
      times.empty.push(await call(empty));
    }
    rounds.push({ gateway: median(times.gateway), empty: median(times.empty) });
  }
  agent.destroy();
  return {
    figure: 'gateway_on_allow_p50_of_an_empty_route',
    value: median(rounds.map((round) => round.gateway / round.empty)),
    target: 2,
    is: 'at most',
    numbers: {
      gateway_ms: median(rounds.map((round) => round.gateway)),
      empty_ms: median(rounds.map((round) => round.empty)),
      target_ms: TARGET_MS,
      rounds: ROUNDS,
    },
  };
}

/** Milliseconds until the whole answer is there; anything but 200 ends the bench. */
function timed(agent: Agent, url: string, authorization: string): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { authorization } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - begun);
        else reject(new Error(`${url} answered ${response.statusCode}: ${text.slice(0, 500)}`));
      });
    }).on('error', reject);
  });
}
