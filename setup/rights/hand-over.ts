// What to send to the person who holds a right that one lacks: what to run, what it grants, why, and how to undo it. Ready to be pasted.
import { wrap } from '../lines.ts';
import { PERMISSIONS } from '../steps/graph-permissions.ts';
import type { World } from '../world.ts';
import type { Right } from './rights.ts';

/** The text for one right; lines of at most 80 columns, commands excepted. */
export function handOver(right: Right, world: World): readonly string[] {
  const name = world.deployment.name;
  const tenant = world.account.tenantId;
  const clone = [
    'git clone <this repository> countersign && cd countersign && npm ci',
    `az login --tenant ${tenant} --allow-no-subscriptions`,
  ];
  switch (right.id) {
    case 'applications':
      return text(right, {
        ask: 'Please register Countersign in our tenant. It makes AI agents ask a person before they act; the registrations hold no secret.',
        run: [
          ...clone,
          `azd env new ${name}`,
          'npm run setup -- --what-if',
          `npm run setup -- --only ${APPLICATION_STEPS}`,
        ],
        grants:
          'Two registrations (an API and a browser page) for this tenant alone. Neither may read anything of the directory.',
        undo: 'npm run setup -- --remove',
        after: 'Send me the two application ids that it prints.',
      });
    case 'groups':
      return text(right, {
        ask: `Please make two security groups, and put at least two people into each: people who may approve actions of AI agents, and people who administer Countersign.`,
        run: [
          `az ad group create --display-name "Countersign approvers (${name})" --mail-nickname ${world.deployment.nickname('approvers')}`,
          `az ad group create --display-name "Countersign administrators (${name})" --mail-nickname ${world.deployment.nickname('admins')}`,
          'az ad group member add --group GROUP-ID --member-id PERSON-ID',
        ],
        grants: 'Nothing by itself: membership lets people decide in Countersign, and nowhere else.',
        undo: 'az ad group delete --group GROUP-ID',
        after:
          'Send me the two object ids: I go on with npm run setup -- --approver-group ID --admin-group ID',
      });
    case 'owner':
      return text(right, {
        ask: 'Please provision Countersign in our subscription, or make me its Owner while I do. It also gives the app its roles on its own resources, which Contributor may not.',
        run: [...clone, 'azd auth login', `azd env new ${name}`, ...setValues(world), 'azd up'],
        grants:
          'One resource group with the app, its storage, Key Vault, bot and alerts; roles of the app on these alone.',
        undo: `azd down --environment ${name}`,
        after: 'Copy deployments/ of my clone into yours first: it holds the policy that is deployed.',
      });
    case 'permissions':
      return text(right, {
        ask: `Please let the identity of Countersign read the directory: ${PERMISSIONS.map(({ value, why }) => `${value} (${why})`).join(', ')}. Application permissions of Microsoft Graph; the portal has no button for a managed identity.`,
        run: [
          ...clone,
          `npm run setup -- --principal ${principalOf(world)} --what-if`,
          `npm run setup -- --principal ${principalOf(world)}`,
        ],
        grants:
          'These three to that one identity, nothing else. They read; they change nothing. No person and no secret can use them.',
        undo: `npm run setup -- --principal ${principalOf(world)} --remove`,
        after: 'Nobody can approve anything until this is done.',
      });
    case 'teams':
      return text(right, {
        ask: 'Please publish the app Countersign in our Teams catalogue. I send you the package (a zip made by npm run package).',
        run: ['Teams admin center, "Teams apps", "Manage apps", "Upload new app": the zip'],
        grants: 'A bot that posts cards where people add it. It reads only what is written to it.',
        undo: 'In the same place: the app, "Delete"',
        after: 'Tell me when people can add it.',
      });
  }
}

const APPLICATION_STEPS = 'api,api-principal,review,review-principal,preauthorise,owners';

interface Words {
  readonly ask: string;
  readonly run: readonly string[];
  readonly grants: string;
  readonly undo: string;
  readonly after: string;
}

function text(right: Right, { ask, run, grants, undo, after }: Words): readonly string[] {
  return [
    `To somebody who is ${right.role}:`,
    '',
    ...wrap(ask),
    '',
    'Run:',
    ...run.map((line) => `  ${line}`),
    ...wrap(`What it grants: ${grants}`),
    'To undo it:',
    `  ${undo}`,
    ...wrap(after),
  ];
}

function setValues({ values, found }: World): readonly string[] {
  const api = values.COUNTERSIGN_API_APP_ID ?? found.api?.appId ?? 'API-APP-ID';
  const review = values.COUNTERSIGN_REVIEW_APP_ID ?? found.review?.appId ?? 'REVIEW-APP-ID';
  return [`azd env set COUNTERSIGN_API_APP_ID ${api}`, `azd env set COUNTERSIGN_REVIEW_APP_ID ${review}`];
}

const principalOf = ({ values }: World): string =>
  values.COUNTERSIGN_APP_PRINCIPAL_ID ?? 'OBJECT-ID-OF-THE-APPS-IDENTITY';
