// What can be set up only once the app's identity, its address and its Key Vault exist. azd runs it after provisioning.
import type { Step } from '../step.ts';
import type { World } from '../world.ts';
import { graphPermissions } from './graph-permissions.ts';
import { redirectStep } from './redirect.ts';
import { secretsStep } from './secrets.ts';

/** The steps of `npm run setup -- --after-provision`. What most people may do comes first, so that the rest can be handed over. */
export function afterProvision(world: World): readonly Step[] {
  return [secretsStep(world), redirectStep(world), graphPermissions(world)];
}
