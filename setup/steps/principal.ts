// The service principal of a registration: its presence in the tenant, which tokens and role assignments need.
import { z } from 'zod';
import type { Deployment } from '../deployment.ts';
import { APPLICATION_ADMINISTRATOR } from '../rights/rights.ts';
import { known, type Step, type StepState } from '../step.ts';
import type { Graph } from '../tools/graph.ts';
import type { World } from '../world.ts';

/** Whose principal a step is about. */
export interface Principal extends Pick<Step, 'id' | 'title' | 'why'> {
  /** Application id of its registration; `undefined` while an earlier step is still to make it. */
  readonly appId: () => string | undefined;
  /** Told the object id, found or made. */
  readonly keep: (principal: string) => void;
}

/** Makes it where it is missing. */
export function principalStep(
  { graph, deployment }: World,
  { id, title, why, appId, keep }: Principal,
): Step {
  return {
    id,
    title,
    why,
    needs: APPLICATION_ADMINISTRATOR,
    check: async (): Promise<StepState> => {
      const of = appId();
      const found = of === undefined ? undefined : await findPrincipal(graph, of);
      if (found !== undefined) {
        keep(found);
        return { is: 'there', says: `object id ${found}` };
      }
      return {
        is: 'todo',
        changes: ['the service principal'],
        change: async () => {
          const made = await makePrincipal(graph, deployment, known(of));
          keep(made);
          return `object id ${made}`;
        },
      };
    },
  };
}

const principalSchema = z.object({ id: z.string(), appId: z.string() });
const SELECT = { $select: 'id,appId' };

/** Its object id. */
export async function findPrincipal(graph: Graph, appId: string): Promise<string | undefined> {
  return (await graph.get(`/servicePrincipals(appId='${appId}')`, principalSchema, SELECT))?.id;
}

/** Listed among the enterprise applications of the admin center, not among people's own apps. */
const PORTAL_TAGS = ['WindowsAzureActiveDirectoryIntegratedApp', 'HideApp'];

async function makePrincipal(graph: Graph, deployment: Deployment, appId: string): Promise<string> {
  const address = `/servicePrincipals(appId='${appId}')`;
  await graph.upsert(address, { tags: [...PORTAL_TAGS, 'countersign', deployment.tag] });
  return (await graph.getNew(address, principalSchema, SELECT)).id;
}
