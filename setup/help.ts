// What setup says of itself. At most 80 columns.

export const HELP = `Usage: npm run setup -- [what] [flags]

Sets Countersign up in your tenant: registrations, groups, the policy file, and
after provisioning the rights of the app. Every step is explained before it is
done, and asked for once. What is there already stays; a run that broke off goes
on where it stopped. It uses az (and azd) as you are signed in there.

What:
  (nothing)            the tenant: registrations, groups, policy file, values
                       for azd. Before azd up
  --after-provision    permissions on Microsoft Graph, address of the review
                       page, keys. azd runs it after provisioning
  agent NAME           an agent: identity, role, entry in the policy
  enforcer NAME        an enforcer, likewise
  --check              which rights it takes, which of them you hold, and texts
                       to hand over to those who hold the others
  --remove             takes away what setup made in the tenant

Flags:
  --what-if            tells every step and changes nothing
  --yes                does not ask. Without it, where nobody can be asked (in a
                       pipeline), the plan is told, nothing is changed, and it
                       ends with 2
  --env NAME           the azd environment; else azd's default one
  --tenant ID          refuses to work in any other tenant
  --only STEP,STEP     does these steps alone, by their ids (below)
  --take ID,ID         goes on with these registrations (application ids)
                       although others own them or hold keys to them; what
                       others could do is named
  --demo               works on a made-up tenant on this machine instead; kept
                       in .countersign/demo-tenant, delete it to start anew

The tenant:
  --approvers A,B      people to put into the group of approvers: sign-in names
                       or object ids. You need two people
  --admins A,B         people to put into the group of administrators; two
  --approver-group ID  takes a security group of yours instead of making one
  --admin-group ID     likewise
  --alert-email A      who gets alerts

An agent or enforcer:
  --owners A,B         people who answer for the agent; they never approve it
  --resource-types T   kinds of resources an enforcer guards: database,vault
  --identity ID        object id of an identity you have, e.g. a managed one;
                       else a registration is made, without a secret
  --secret FILE        also makes a client secret and writes it to FILE

After provisioning, for somebody without this azd environment:
  --principal ID       gives that identity of the app its permissions on
                       Microsoft Graph, and does nothing else; with --remove it
                       takes them away

Ids of steps: api, api-principal, review, review-principal, preauthorise,
owners, group-approvers, members-approvers, group-admins, members-admins,
policy, azd; after provisioning secrets, redirect, graph-permissions.

Ends with 0 when done or nothing was to do, 1 when a step failed (the same
command goes on from there), 2 when the command is wrong or nobody said yes, 3
when something stands in the way that you must decide.
`;
