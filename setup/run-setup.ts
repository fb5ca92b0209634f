// One run of setup, from arguments to its end: opens the world, chooses the steps, tells and does them.
import { type Asked, readArguments } from './arguments.ts';
import { SetupFault, UsageError } from './faults.ts';
import { HELP } from './help.ts';
import { wrap } from './lines.ts';
import { AFTER_TENANT, afterDemo, nextForSoftware } from './next.ts';
import { type Ground, openTenant, openWorld } from './open-world.ts';
import { carryOut, type PlanEnd, type Screen } from './plan.ts';
import { checkRights } from './rights/check.ts';
import { checkRegistrations } from './rights/check-registrations.ts';
import type { Step } from './step.ts';
import { afterProvision } from './steps/after-provision.ts';
import { findApi } from './steps/api.ts';
import { beforeProvision } from './steps/before-provision.ts';
import { graphPermissions } from './steps/graph-permissions.ts';
import { removal, removePermissions, WHAT_STAYS } from './steps/removal.ts';
import { type Identity, softwareSteps } from './steps/software.ts';
import { GraphError } from './tools/graph-error.ts';
import type { Tenant, World } from './world.ts';

/** Runs it. Answers the exit code; what goes wrong outside is told, never thrown. */
export async function runSetup(
  argv: readonly string[],
  screen: Screen,
  groundOf: (demo: boolean) => Ground,
): Promise<PlanEnd> {
  try {
    const asked = readArguments(argv);
    if (asked.what === 'help') {
      for (const line of HELP.trimEnd().split('\n')) screen.print(line);
      return 0;
    }
    return await runAsked(asked, screen, groundOf(asked.demo));
  } catch (error) {
    if (error instanceof UsageError) {
      screen.print(`${error.message}`);
      screen.print('npm run setup -- --help tells all flags.');
      return 2;
    }
    if (!(error instanceof SetupFault || error instanceof GraphError)) throw error;
    for (const line of wrap(error.message)) screen.print(line);
    const cure =
      error instanceof SetupFault
        ? error.cure
        : 'Sign in again (az login --allow-no-subscriptions), then run the same command again.';
    for (const line of wrap(cure, 'Do: ')) screen.print(line);
    return 1;
  }
}

async function runAsked(asked: Asked, screen: Screen, ground: Ground): Promise<PlanEnd> {
  const tenant = await openTenant(asked, ground);
  // Who gives permissions for somebody else has the identity's id alone, and no deployment.
  if (asked.principal !== undefined) {
    tellWhere(asked, screen, tenant);
    const step = asked.what === 'remove' ? removePermissions(tenant) : graphPermissions(tenant);
    return await carryOutAsked(asked, screen, [step]);
  }
  const world = openWorld(tenant, asked, ground);
  tellWhere(asked, screen, tenant, world.deployment.name);
  if (asked.what === 'check') {
    screen.print('');
    await checkRights(world, screen.print);
    return (await checkRegistrations(world, screen.print)) ? 0 : 3;
  }
  const identity: Identity = {};
  const end = await carryOutAsked(asked, screen, await stepsFor(asked, world, identity));
  if (end === 0) for (const line of whatNext(asked, world, identity)) screen.print(line);
  return end;
}

function tellWhere({ demo }: Asked, { print }: Screen, { account, me }: Tenant, deployment?: string): void {
  print(`Countersign set-up${demo ? ', on a made-up tenant of this machine' : ''}`);
  if (deployment !== undefined) print(`  deployment  ${deployment}`);
  print(`  tenant      ${account.tenantDisplayName ?? ''} ${account.tenantId}`);
  print(`  signed in   ${me.name}`);
}

async function carryOutAsked(asked: Asked, screen: Screen, steps: readonly Step[]): Promise<PlanEnd> {
  refuseUnknownSteps(asked.only, steps);
  return await carryOut(steps, { whatIf: asked.whatIf, yes: asked.yes, only: asked.only }, screen);
}

async function stepsFor(asked: Asked, world: World, identity: Identity): Promise<readonly Step[]> {
  if (asked.what === 'remove') return removal(world);
  if (asked.what === 'after-provision') return afterProvision(world);
  if (asked.software === undefined) return beforeProvision(world);
  await findApi(world);
  return softwareSteps(world, asked.software, identity);
}

function refuseUnknownSteps(only: readonly string[], steps: readonly Step[]): void {
  const unknown = only.find((id) => !steps.some((step) => step.id === id));
  if (unknown === undefined) return;
  throw new UsageError(
    `--only names no step "${unknown}". There are: ${steps.map(({ id }) => id).join(', ')}`,
  );
}

function whatNext(
  { what, whatIf, software, only, demo }: Asked,
  { found, account, deployment }: World,
  identity: Identity,
): readonly string[] {
  if (what === 'remove') return WHAT_STAYS.flatMap((each) => ['', ...wrap(each)]);
  if (whatIf || only.length > 0) return [];
  if (what === 'tenant') return ['', ...(demo ? afterDemo(deployment.name) : AFTER_TENANT)];
  if (software === undefined || identity.clientId === undefined || found.api === undefined) return [];
  return ['', ...nextForSoftware(software, identity.clientId, found.api.appId, account.tenantId)];
}
