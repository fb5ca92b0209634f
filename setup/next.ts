// What comes next, told at the end of a run.
import type { Software } from './steps/software.ts';

const DEMO_DEPLOYMENTS = '.countersign/demo-tenant/deployments';

/** After the tenant was set up. */
export const AFTER_TENANT: readonly string[] = [
  'Next: look at the policy file, then',
  '  azd up                 provisions, and then runs setup -- --after-provision',
  '  npm run package        the app for Teams',
];

/** After the made-up tenant was set up. */
export const afterDemo = (deployment: string): readonly string[] => [
  'Next, on this machine: what azd would check and deploy,',
  `  npm run stage -- ${deployment} --deployments ${DEMO_DEPLOYMENTS}`,
  'In a tenant of yours, the same without --demo; docs/deploy.md has the path.',
];

/** What an agent or enforcer needs to get a token. */
export function nextForSoftware(
  software: Software,
  clientId: string,
  api: string,
  tenant: string,
): readonly string[] {
  const token = [
    `Its tokens are for api://${api} in tenant ${tenant}; docs/identity.md has complete examples.`,
    'The policy counts from the next: azd deploy',
  ];
  if (software.identity !== undefined) return ['Next: let it get a token as that identity.', ...token];
  return [
    'Next: let it prove itself without a secret. From GitHub Actions, for example:',
    `  az ad app federated-credential create --id ${clientId} --parameters @github.json`,
    'with github.json (put in your own repository and environment):',
    '  { "name": "github-prod", "issuer": "https://token.actions.githubusercontent.com",',
    '    "subject": "repo:ORGANISATION/REPOSITORY:environment:prod",',
    '    "audiences": ["api://AzureADTokenExchange"] }',
    ...token,
  ];
}
