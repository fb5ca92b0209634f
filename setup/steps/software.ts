// `setup agent NAME` and `setup enforcer NAME`: an identity, its role on the API, its entry in the policy. No secret is made unless asked.
import { z } from 'zod';
import { idAt } from '../policy/policy-text.ts';
import { APPLICATION_ADMINISTRATOR } from '../rights/rights.ts';
import { known, type Step, type StepState } from '../step.ts';
import type { World } from '../world.ts';
import { secretStep } from './client-secret.ts';
import { assignRole, heldOn } from './graph-permissions.ts';
import { at, nameOf, noOwners, ownersOf } from './owners.ts';
import { entryStep } from './policy-entry.ts';
import { principalStep } from './principal.ts';
import {
  commonDrift,
  commonMembers,
  findRegistration,
  putRegistration,
  refuseTaken,
  registered,
} from './registration.ts';
import { judgeHolders } from './strangers.ts';

/** An agent or an enforcer, as asked for. */
export interface Software {
  readonly kind: 'agent' | 'enforcer';
  /** Its name in the policy. */
  readonly name: string;
  /** Object id of an identity that is there, e.g. a managed one; else a registration is made. */
  readonly identity: string | undefined;
  /** Agents: people answerable for it. */
  readonly owners: readonly string[];
  /** Enforcers: the kinds of resources it may ask about. */
  readonly resourceTypes: readonly string[];
  /** Where a client secret is to be written, when one is asked for. */
  readonly secretFile: string | undefined;
}

/** What the steps find out about it. */
export interface Identity {
  clientId?: string;
  /** Object id of its service principal. */
  principal?: string;
  /** Object id of the registration that setup made for it. */
  application?: string;
}

/** The steps. The world's API is looked up by the first one. */
export function softwareSteps(world: World, software: Software, identity: Identity): readonly Step[] {
  const objects = () => [
    at('/applications', identity.application),
    at('/servicePrincipals', identity.principal),
  ];
  const own = software.identity === undefined;
  return [
    ...(own
      ? [ownRegistration(world, software, identity), ownPrincipal(world, software, identity)]
      : [givenIdentity(world, software, identity)]),
    ...(own ? [noOwners(world, 'it', objects)] : []),
    roleStep(world, software, identity),
    entryStep(world, software, identity),
    ...(own && software.secretFile !== undefined ? [secretStep(world, software.secretFile, identity)] : []),
  ];
}

function ownRegistration(world: World, { kind, name }: Software, identity: Identity): Step {
  const { graph, deployment, policy } = world;
  const mark = deployment.mark(`${kind}-${name}`);
  const title = deployment.title(`${kind} ${name}`);
  return {
    id: 'registration',
    title: `Registration of ${name}`,
    why: 'Its identity. It gets no secret: let it prove itself by federation, or use a managed identity instead (--identity OBJECT-ID).',
    needs: APPLICATION_ADMINISTRATOR,
    check: async (): Promise<StepState> => {
      const app = await findRegistration(graph, mark);
      const common = commonMembers(deployment, title);
      if (app === undefined) {
        const refused = await refuseTaken(graph, mark, title);
        if (refused !== undefined) return refused;
      }
      // Once the policy lists it its owners and keys are its keeper's business; before that nobody can have any.
      const listed = idAt(policy.read() ?? '', [`${kind}s`, name, 'clientId'])?.toLowerCase();
      const isNew = app !== undefined && listed !== app.appId.toLowerCase();
      const judged = isNew ? await judgeHolders(world, app) : undefined;
      if (judged?.refused !== undefined) return judged.refused;
      const alarms = judged?.alarms ?? [];
      if (app !== undefined) Object.assign(identity, { application: app.id, clientId: app.appId });
      const drift = app === undefined ? [`registration "${title}"`] : commonDrift(app, common);
      if (drift.length === 0) return { is: 'there', says: `"${title}", client id ${app?.appId}`, alarms };
      return {
        is: 'todo',
        changes: drift,
        alarms,
        change: async () => {
          const made = registered(
            await putRegistration(graph, mark, { ...common, api: { requestedAccessTokenVersion: 2 } }),
          );
          Object.assign(identity, { application: made.id, clientId: made.appId });
          return `"${title}", client id ${made.appId}`;
        },
      };
    },
  };
}

function ownPrincipal(world: World, { name }: Software, identity: Identity): Step {
  return principalStep(world, {
    id: 'principal',
    title: `Service principal of ${name}`,
    why: 'Its presence in the tenant, which roles are given to.',
    appId: () => identity.clientId,
    keep: (principal) => {
      identity.principal = principal;
    },
  });
}

const principalSchema = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: z.string().nullish(),
  servicePrincipalType: z.string().nullish(),
});

function givenIdentity(
  { graph, values }: World,
  { name, identity: given }: Software,
  identity: Identity,
): Step {
  return {
    id: 'identity',
    title: `Identity of ${name}`,
    why: 'One that is there already, e.g. the managed identity of the machine it runs on. Its owners, if it has any, may not approve what it asks.',
    needs: 'to read the directory',
    check: async (): Promise<StepState> => {
      const found = await graph.get(`/servicePrincipals/${given}`, principalSchema, {
        $select: 'id,appId,displayName,servicePrincipalType',
      });
      if (found === undefined) {
        return {
          is: 'refused',
          says: `There is no service principal ${given} in this tenant.`,
          cure: 'Give the object id (principal id) of the identity, not its client id: az identity show … --query principalId, or az ad sp show --id CLIENT-ID --query id',
        };
      }
      if (found.id === values.COUNTERSIGN_APP_PRINCIPAL_ID || found.appId === values.COUNTERSIGN_BOT_APP_ID) {
        return {
          is: 'refused',
          says: `${given} is the identity of Countersign itself.`,
          cure: 'An agent needs an identity of its own: give another one, or leave --identity out.',
        };
      }
      Object.assign(identity, { clientId: found.appId, principal: found.id });
      const owners = await ownersOf(graph, `/servicePrincipals/${found.id}`);
      const own = await ownersOf(graph, `/applications(appId='${found.appId}')`);
      const names = [...new Set([...owners, ...own].map(nameOf))];
      return {
        is: 'there',
        says: `${found.displayName ?? found.id} (${found.servicePrincipalType ?? 'unknown kind'}), client id ${found.appId}`,
        notes: names.length === 0 ? [] : [`Owned by ${names.join(', ')}: they may not approve what it asks.`],
      };
    },
  };
}

function roleStep({ graph, found }: World, { kind, name }: Software, identity: Identity): Step {
  const role = kind === 'agent' ? 'Requests.Create' : 'Requests.Enforce';
  return {
    id: 'role',
    title: `Role ${role} for ${name}`,
    why:
      kind === 'agent'
        ? 'With it the agent may ask. It can decide nothing.'
        : 'With it the enforcer may ask for registered agents and redeem what was approved. It can decide nothing.',
    needs: APPLICATION_ADMINISTRATOR,
    check: async (): Promise<StepState> => {
      const resource = known(found.apiPrincipal);
      const id = known(found.roles?.[role]);
      const held = identity.principal === undefined ? [] : await heldOn(graph, identity.principal, resource);
      if (held.some(({ appRoleId }) => appRoleId === id)) return { is: 'there', says: role };
      const others = Object.entries(found.roles ?? {}).filter(([, each]) =>
        held.some(({ appRoleId }) => appRoleId === each),
      );
      if (others.length > 0) {
        return {
          is: 'refused',
          says: `It holds ${others.map(([value]) => value).join(', ')} already. Agents and enforcers are kept apart: one that is both could approve nothing, but run what it asked for itself.`,
          cure: 'Use another identity, or take that role from it in Entra.',
        };
      }
      return {
        is: 'todo',
        changes: [`the app role ${role} on the API`],
        change: async () => {
          await assignRole(graph, { principal: known(identity.principal), resource, role: id });
          return `${role}. It is in tokens got from now on.`;
        },
      };
    },
  };
}
