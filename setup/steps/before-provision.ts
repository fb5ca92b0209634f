// What is set up in the tenant before anything stands in Azure, in the order it depends on each other.
import type { Step } from '../step.ts';
import type { World } from '../world.ts';
import { apiPrincipal, apiRegistration } from './api.ts';
import { azdValues } from './azd-values.ts';
import { GROUP_USES, groupStep, membersStep } from './groups.ts';
import { at, noOwners } from './owners.ts';
import { policyStep } from './policy.ts';
import { preauthorisation } from './preauthorise.ts';
import { reviewPrincipal, reviewRegistration } from './review.ts';

/** The steps of `npm run setup`. */
export function beforeProvision(world: World): readonly Step[] {
  const { found } = world;
  return [
    apiRegistration(world),
    apiPrincipal(world),
    reviewRegistration(world),
    reviewPrincipal(world),
    preauthorisation(world),
    noOwners(world, 'the two registrations', () => [
      at('/applications', found.api?.id),
      at('/servicePrincipals', found.apiPrincipal),
      at('/applications', found.review?.id),
      at('/servicePrincipals', found.reviewPrincipal),
    ]),
    ...GROUP_USES.flatMap((use) => [groupStep(world, use), membersStep(world, use)]),
    policyStep(world),
    azdValues(world),
  ];
}
