// The demo's target behind the gateway: a small REST server in the manner of the Kubernetes API, with deployments in two namespaces.
// Promises: it does nothing for anybody without its secret, which the gateway alone holds; it keeps what it was asked, for tests and
// examples to count.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BadRequest, readJson, refuseForeign, sendJson } from '../support/local-door.ts';
import { type LocalServer, serve } from '../support/serve.ts';
import { createDeployments } from './deployments.ts';
import { failure } from './failure.ts';

/** How to start it. */
export interface ClusterOptions {
  readonly port: number;
  /** Its bearer token. */
  readonly secret: string;
}

const MAX_BODY_BYTES = 1024 * 1024;
const ONE = /^\/apis\/apps\/v1\/namespaces\/([a-z0-9-]+)\/deployments(?:\/([a-z0-9-]+))?$/;

/** Starts the cluster on 127.0.0.1; port 0 takes a free one. `GET /_local/calls` lists what it was asked and answered. */
export function startCluster({ port, secret }: ClusterOptions): Promise<LocalServer> {
  const deployments = createDeployments();
  const calls: { method: string; path: string; status: number }[] = [];

  async function answer(req: IncomingMessage): Promise<readonly [number, unknown]> {
    if (!proves(req, secret)) return failure(401, 'Unauthorized', 'Send the bearer token of this cluster.');
    const { pathname } = new URL(req.url ?? '/', 'http://cluster');
    const [, namespace = '', name] = ONE.exec(pathname) ?? [];
    const method = req.method ?? '';
    if (namespace === '') return failure(404, 'NotFound', `Nothing is at ${pathname}.`);
    if (name === undefined) {
      if (method === 'GET') return [200, deployments.list(namespace)];
      if (method === 'POST') return deployments.create(namespace, await readJson(req, MAX_BODY_BYTES));
    } else {
      if (method === 'GET') return deployments.find(namespace, name);
      if (method === 'PATCH' || method === 'PUT')
        return deployments.change(namespace, name, await readJson(req, MAX_BODY_BYTES));
      if (method === 'DELETE') return deployments.remove(namespace, name);
    }
    return failure(405, 'MethodNotAllowed', `${method} is not for ${pathname}.`);
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.url === '/_local/calls') {
      const foreign = refuseForeign(req);
      if (foreign === undefined) sendJson(res, 200, calls);
      else sendJson(res, 403, { error: { code: 'Forbidden', message: foreign } });
      return;
    }
    const told = (status: number) =>
      void calls.push({ method: req.method ?? '', path: req.url ?? '', status });
    try {
      const [status, body] = await answer(req);
      told(status);
      sendJson(res, status, body);
    } catch (error) {
      told(error instanceof BadRequest ? error.status : 500);
      throw error;
    }
  }

  return serve(port, handle);
}

function proves({ headers }: IncomingMessage, secret: string): boolean {
  const given = Buffer.from(headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
