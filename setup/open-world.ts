// The beginning of every run: which deployment, which tenant, who is signed in. Everything that does not fit together is refused here,
// before a single step: registrations in one tenant and resources in another would be of no use to anybody.
import { z } from 'zod';
import type { Asked } from './arguments.ts';
import { deploymentCalled } from './deployment.ts';
import { SetupFault } from './faults.ts';
import { policyFile } from './policy/policy-file.ts';
import { type Account, type Az, createAz } from './tools/az.ts';
import { type AzdValues, createAzd } from './tools/azd.ts';
import { createGraph, type Graph, type Sleep } from './tools/graph.ts';
import type { RunTool } from './tools/run-tool.ts';
import type { SignedIn, Tenant, World } from './world.ts';

/** What a run stands on. */
export interface Ground {
  readonly run: RunTool;
  readonly sleep: Sleep;
  readonly now: () => Date;
  /** The folder in which deployments/ is. */
  readonly folder: string;
  /** Where the demo's countersign.yaml is: the project. */
  readonly source: string;
}

/** Who is at work, and in which tenant. Throws `SetupFault` with the cure. */
export async function openTenant(asked: Asked, ground: Ground): Promise<Tenant> {
  const az = createAz(ground.run, ground.sleep);
  const graph = createGraph(ground.run, ground.sleep);
  const account = await publicCloud(az);
  // Who gives permissions for somebody else has the id alone.
  const values =
    asked.principal === undefined
      ? await createAzd(ground.run, asked.env).values()
      : { COUNTERSIGN_APP_PRINCIPAL_ID: asked.principal };
  await sameTenant(az, account, values, asked.tenant);
  return { az, graph, account, me: await whoIs(graph, account), values };
}

/** The deployment in that tenant. Throws `SetupFault` where its name is not known or not safe. */
export function openWorld(tenant: Tenant, asked: Asked, ground: Ground): World {
  const deployment = deploymentCalled(asked.env ?? nameIn(tenant.values));
  return {
    ...tenant,
    azd: createAzd(ground.run, asked.env),
    now: ground.now,
    deployment,
    wishes: asked.wishes,
    policy: policyFile(ground.folder, ground.source, deployment.name),
    found: { groups: {} },
  };
}

async function publicCloud(az: Az): Promise<Account> {
  const account = await az.account();
  if (account === undefined) throw new TypeError('az named no account and no error.');
  if (account.environmentName === 'AzureCloud') return account;
  throw new SetupFault(
    `az works in ${account.environmentName}. Countersign knows the public cloud only.`,
    'az cloud set --name AzureCloud, then az login',
  );
}

async function sameTenant(
  az: Az,
  account: Account,
  values: AzdValues,
  wanted: string | undefined,
): Promise<void> {
  const here = account.tenantId.toLowerCase();
  if (wanted !== undefined && wanted !== here)
    throw await otherTenant(az, account, `--tenant names ${wanted}`, wanted);
  const inAzd = values.AZURE_TENANT_ID?.toLowerCase();
  if (inAzd !== undefined && inAzd !== '' && inAzd !== here) {
    throw await otherTenant(az, account, `azd's environment is of tenant ${inAzd}`, inAzd);
  }
  const subscription = values.AZURE_SUBSCRIPTION_ID ?? '';
  if (subscription === '' || subscription === account.id) return;
  const other = await az.account(subscription);
  if (other === undefined) {
    throw new SetupFault(
      `azd is to deploy to subscription ${subscription}, which ${account.user.name} does not see.`,
      'Sign in as somebody who does (az login), or choose another: azd env set AZURE_SUBSCRIPTION_ID ID',
    );
  }
  if (other.tenantId.toLowerCase() !== here) {
    throw await otherTenant(
      az,
      account,
      `azd is to deploy to "${other.name}" in tenant ${other.tenantId}`,
      other.tenantId,
    );
  }
}

async function otherTenant(az: Az, account: Account, why: string, wanted: string): Promise<SetupFault> {
  const seen = (await az.accounts()).filter(
    ({ tenantId }) => tenantId.toLowerCase() === wanted.toLowerCase(),
  );
  const [first] = seen;
  return new SetupFault(
    `az works in tenant ${account.tenantId} (subscription "${account.name}"), but ${why}.`,
    first === undefined
      ? `az login --tenant ${wanted} --allow-no-subscriptions`
      : `az account set --subscription ${first.id}${seen.length === 1 ? '' : ` (or another of the ${seen.length} subscriptions you see there)`}`,
  );
}

function nameIn(values: AzdValues): string {
  const name = values.AZURE_ENV_NAME ?? '';
  if (name !== '') return name;
  throw new SetupFault(
    'The name of the deployment is not known.',
    'Make an azd environment: azd env new NAME',
  );
}

const meSchema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

/** The object behind the sign-in: a person, or in pipelines an app. */
async function whoIs(graph: Graph, { user }: Account): Promise<SignedIn> {
  if (user.type === 'user') {
    const me = await graph.getNew('/me', meSchema, { $select: 'id,displayName,userPrincipalName' });
    return { id: me.id, name: me.userPrincipalName ?? me.displayName ?? me.id, kind: 'person' };
  }
  const app = await graph.getNew(`/servicePrincipals(appId='${user.name}')`, meSchema, {
    $select: 'id,displayName',
  });
  return { id: app.id, name: app.displayName ?? user.name, kind: 'software' };
}
