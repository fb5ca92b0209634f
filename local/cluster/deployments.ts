// The deployments of the demo's cluster: kept in memory, begun anew at each start.
import { z } from 'zod';
import { failure } from './failure.ts';

type Answer = readonly [status: number, body: unknown];

const name = z.string().regex(/^[a-z0-9-]{1,63}$/);
const spec = z.object({ replicas: z.int().min(0).max(100), image: z.string().min(1).max(200) });
const created = z.object({ metadata: z.object({ name }), spec });
const changed = z.object({ spec: spec.partial() });

/** What can be done with them, in the manner of the Kubernetes API. */
export function createDeployments() {
  const all = new Map<string, z.infer<typeof spec>>([
    ['prod/web', { replicas: 3, image: 'contoso/web:1.8.2' }],
    ['dev/web', { replicas: 1, image: 'contoso/web:1.9.0-rc1' }],
  ]);
  const shown = (namespace: string, named: string) => ({
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: { name: named, namespace },
    spec: all.get(`${namespace}/${named}`),
  });
  const missing = (named: string) => failure(404, 'NotFound', `There is no deployment ${named}.`);
  const invalid = () =>
    failure(422, 'Invalid', 'A deployment has metadata.name, spec.replicas and spec.image.');

  return {
    list: (namespace: string) => ({
      kind: 'DeploymentList',
      apiVersion: 'apps/v1',
      items: [...all.keys()]
        .filter((key) => key.startsWith(`${namespace}/`))
        .map((key) => shown(namespace, key.slice(namespace.length + 1))),
    }),
    find: (namespace: string, named: string): Answer =>
      all.has(`${namespace}/${named}`) ? [200, shown(namespace, named)] : missing(named),
    create: (namespace: string, body: unknown): Answer => {
      const parsed = created.safeParse(body);
      if (!parsed.success) return invalid();
      const named = parsed.data.metadata.name;
      if (all.has(`${namespace}/${named}`))
        return failure(409, 'AlreadyExists', `There is a deployment ${named} already.`);
      all.set(`${namespace}/${named}`, parsed.data.spec);
      return [201, shown(namespace, named)];
    },
    change: (namespace: string, named: string, body: unknown): Answer => {
      const known = all.get(`${namespace}/${named}`);
      if (known === undefined) return missing(named);
      const parsed = changed.safeParse(body);
      if (!parsed.success) return invalid();
      const { replicas = known.replicas, image = known.image } = parsed.data.spec;
      all.set(`${namespace}/${named}`, { replicas, image });
      return [200, shown(namespace, named)];
    },
    remove: (namespace: string, named: string): Answer =>
      all.delete(`${namespace}/${named}`) ? [200, { kind: 'Status', status: 'Success' }] : missing(named),
  };
}
