// What an editor shows beside each member of countersign.yaml: a line of words, and examples where they help. By its path; `*` is any
// name, `-` any item of a list. test/approvals/policy/file/json-schema.test.ts finds a member without words, and words without a member.

/** By path. Members of seats and of `notify` have theirs once. */
export const HOVER: Readonly<Record<string, string | Hover>> = {
  admins:
    'Who operates Countersign: links channels, pauses and resumes agents. Administrators decide nothing by being one.',
  'admins.entraGroup': "Object id of the administrators' group in Entra ID. Have at least two members.",
  agents:
    'Software that asks, by name. One that is not listed may ask too, but is never allowed anything without a person.',
  'agents.*.clientId': 'Application (client) id of the agent in Entra ID.',
  'agents.*.owners': 'Object ids of people answerable for the agent. They never approve what it asks.',
  'agents.*.callbacks': {
    description: 'Where its decisions may be sent: https addresses, each ending with "/".',
    examples: ['https://etl.example.com/hooks/'],
  },
  'agents.*.enforcers': 'The enforcers that may ask for it. Left out: any; []: none.',
  'agents.*.maxPending':
    'How many of its requests may wait for people at one time. Left out: defaults.agents.',
  'agents.*.requestsPerMinute':
    'How many requests it may make in one minute of the clock. Left out: defaults.agents.',
  'agents.*.blueprint':
    'Application id of its blueprint, when it is an agent identity: owners of the blueprint never approve either.',
  'agents.*.runToken': 'Name of the run tokens without which it may not ask.',
  enforcers: 'Systems that ask for agents and run what was approved, because they alone hold the credential.',
  'enforcers.*.clientId': 'Application (client) id of the enforcer in Entra ID.',
  'enforcers.*.resourceTypes': {
    description: 'The kinds of resource it may ask for.',
    examples: ['database'],
  },
  reviewPolicyChanges:
    'A changed file comes into force only after people approved the change, under the policy in force. docs/policy-changes.md tells the way back.',
  runTokens: 'Whose tokens tell who started a run. Such a person never approves what the run asks.',
  'runTokens.*.issuer': {
    description: 'Exactly the `iss` of the tokens.',
    examples: ['https://token.actions.githubusercontent.com'],
  },
  'runTokens.*.audience': 'The `aud` that the tokens must have.',
  'runTokens.*.starter': { description: 'The claim that names who started the run.', examples: ['actor_id'] },
  'runTokens.*.run': 'The claim that names the run.',
  'runTokens.*.claims': 'Claims that must stand in the token as written here.',
  'runTokens.*.people': 'Object ids of people, by what the `starter` claim calls them.',
  targets:
    'Services that agents reach through the gateway alone; no agent holds their credential: docs/gateway.md.',
  'targets.*.url': {
    description: 'Address of the service; what an agent calls is below it.',
    examples: ['https://api.example.com'],
  },
  'targets.*.internal': 'It may lie inside the network, at any port.',
  'targets.*.methods': 'Methods that may pass.',
  'targets.*.headers': 'Headers of the agent that may pass. Each counts in what is approved.',
  'targets.*.action': {
    description: 'What a call is called: this, a dot and the method.',
    examples: ['k8s'],
  },
  'targets.*.resourceType': {
    description: 'The kind of resource a call is about.',
    examples: ['kubernetes'],
  },
  'targets.*.credential': 'What the gateway proves itself with: a setting of the app, or its own identity.',
  'targets.*.credential.identity': {
    description: "The resource that the gateway's own identity gets a token for.",
    examples: ['https://management.azure.com'],
  },
  'targets.*.credential.setting': {
    description: 'Name of the setting that holds the secret; never the secret itself.',
    examples: ['COUNTERSIGN_TARGET_CLUSTER'],
  },
  'targets.*.credential.header': 'The header it goes into.',
  'targets.*.credential.scheme': { description: 'The word before it.', examples: ['Bearer'] },
  'targets.*.limits': 'How large and how long a call may be.',
  'targets.*.limits.body': { description: 'The largest body of a call.', examples: ['1MB'] },
  'targets.*.limits.reply': { description: 'The largest answer.', examples: ['10MB'] },
  'targets.*.limits.timeout': { description: 'How long the service may take.', examples: ['30s'] },
  groups: 'Groups that rules name. Who is in one is looked up in Entra ID at the moment of every click.',
  'groups.*.entraGroup': 'Object id of the group in Entra ID.',
  routes: 'Where cards are posted. An administrator binds a route to a channel: @Countersign link NAME.',
  'routes.*.timeZone': { description: 'The time zone its cards tell times in.', examples: ['Europe/Paris'] },
  'routes.*.fallback':
    'The route that gets a card which this conversation does not take (the app was removed there, it is gone, Teams fails), or while this route is linked nowhere.',
  'routes.*.details':
    'Where the details of a request are told: in the channel, or (`approvers`) one-to-one to those who may decide; the channel then gets a summary.',
  resources:
    'What is true of your resources. Rules see it as resource.properties; it overrides what anybody says. Later lines say more.',
  'resources.-.type': { description: 'The kind of resource.', examples: ['database'] },
  'resources.-.id': { description: 'Which ones: * stands for any run of characters.', examples: ['prod/*'] },
  'resources.-.set': 'What is true of them.',
  commands:
    'Commands that rules know by name, as shell.names: the program, then its words. ** stands for any words.',
  actions:
    'What agents do, and how it is told to people. An action that is not listed is never allowed without a person.',
  'actions.*.type': 'shell: its parameters are a command line, taken apart and judged command by command.',
  'actions.*.verb': {
    description: '"nightly-etl asks to export database prod/customers".',
    examples: ['export'],
  },
  'actions.*.button': { description: 'What the button on the card says.', examples: ['Approve export'] },
  'actions.*.reversible': 'Left out or false: the card says that it cannot be undone.',
  'actions.*.risk': 'How grave it is. A rule can only raise it.',
  'actions.*.riskReason': 'Why, in a few words for the card.',
  'actions.*.parameters':
    'JSON Schema (2020-12) of its parameters. A request that does not fit is refused before anybody is asked.',
  'actions.*.redact': {
    description: 'JSON pointers to parameters that are shown only as length and digest.',
    examples: ['/connection/password'],
  },
  uncounted: 'Members of context that are no part of what is approved.',
  retain: 'How long what was asked is kept. Left out: for good. What has gone does not come back.',
  'retain.parameters': { description: 'Parameters, texts, claims and callback bodies.', examples: ['90d'] },
  'retain.hold':
    'A legal hold: nothing of these is removed, however old. Ends when it is taken out of the file.',
  'retain.hold.requests': 'Ids of requests.',
  'retain.hold.agents': 'Client ids of agents: all they asked.',
  'retain.hold.resources': 'All that was asked for these. `*` in `id` stands for any run of characters.',
  'retain.hold.resources.-.type': 'As the agent names it, letter by letter.',
  'retain.hold.resources.-.id': 'As the agent names it; `*` stands for any run of characters.',
  'retain.records': {
    description: 'Names and rows about cards too; ids, hashes and events always stay.',
    examples: ['7y'],
  },
  defaults: 'What holds where no matching rule says otherwise.',
  'defaults.approvers': 'Who is asked where no matching review rule names approvers: one set, or several.',
  'defaults.notify': 'Who is always told: routes, { person: OBJECT-ID } or { group: NAME }.',
  'defaults.expires': 'Unanswered by then means no. A rule can only shorten it.',
  'defaults.grant': 'An approval not used by then is worth nothing. A rule can only shorten it.',
  'defaults.outcomeWithin': 'No word of the outcome by then is recorded as "unknown".',
  'defaults.requireReason': 'Which votes are not taken without a reason in words.',
  'defaults.remind': 'Those asked are reminded this often while a request waits.',
  'defaults.coolDown': 'The same asked again this long after a person denied it is denied at once.',
  'defaults.agents': 'How much a registered agent may ask that names no limit of its own.',
  'defaults.agents.maxPending': 'Requests that wait for people at one time.',
  'defaults.agents.requestsPerMinute': 'Requests in one minute of the clock.',
  'defaults.unregistered':
    'How much an agent that nobody registered may ask; never more than a registered one.',
  'defaults.unregistered.maxPending': 'Requests that wait for people at one time.',
  'defaults.unregistered.requestsPerMinute': 'Requests in one minute of the clock.',
  rules:
    'Every rule that matches applies; the strictest effect wins: deny, then review, then allow. Their order means nothing.',
  'rules.-.id': 'Its name, in the record and on cards. Each once.',
  'rules.-.description': 'What it is for. Auditors read it.',
  'rules.-.when': {
    description:
      'A condition in CEL over subject, agent, action, resource, context, claimed, shell and now. An error makes the rule stricter.',
    examples: ['action.name == "data.export" && resource.properties.environment == "prod"'],
  },
  'rules.-.effect': 'allow: nobody is asked. review: people are. deny: refused.',
  'rules.-.approvers':
    'Who must agree: one set of approvers, or several. The seats of all matching rules add up; equal sets merge by the larger count.',
  'rules.-.notify': 'Who is told besides: routes, { person: OBJECT-ID } or { group: NAME }.',
  'rules.-.risk': 'Raises the risk to at least this.',
  'rules.-.riskReason': 'Why, in a few words for the card.',
  'rules.-.stepUp': 'Approved on the review page alone, after a fresh sign-in: true, or { acrs, within }.',
  'rules.-.stepUp.acrs': {
    description: 'The authentication context of Conditional Access that the sign-in must carry.',
    examples: ['c1'],
  },
  'rules.-.stepUp.within': 'How old the sign-in may be.',
  'rules.-.limit': 'How often an allow rule says yes; beyond that people are asked.',
  'rules.-.limit.count': 'So many in the window.',
  'rules.-.limit.per':
    'What is counted together: all that the rule allows an agent, or that of one resource, or of one action.',
  'rules.-.limit.window': 'The time looked back over.',
  'rules.-.coolDown':
    'The same asked again this long after a person denied it is denied at once. The longest of all that apply holds.',
  'rules.-.remind':
    'Those asked are reminded this often while it waits. The shortest time of all that apply holds.',
  'rules.-.escalate':
    'What happens when nobody has answered after a time: more people are told, and may decide if they are added.',
  'rules.-.escalate.after': 'So long after it was asked.',
  'rules.-.escalate.tell': 'Routes or groups of this file that are told then.',
  'rules.-.escalate.addApprovers':
    'Who may decide from then on, besides those who already may. Never lowers a count.',
  'rules.-.expires': 'Unanswered by then means no. The shortest time of all that apply holds.',
  'rules.-.grant': 'An approval not used by then is worth nothing. The shortest time holds.',
  'rules.-.outcomeWithin': 'No word of the outcome by then is recorded as "unknown".',
  'rules.-.requireReason': 'Which votes are not taken without a reason in words.',
  'approvers.group': 'A group of this file: any of its members.',
  'approvers.groups': 'Several groups of this file: any of their members.',
  'approvers.people': 'Object ids of single people.',
  'approvers.count': 'How many of them must agree. Each person fills one seat.',
  'notify.person': 'Object id of a person, who gets a card of their own.',
  'notify.group': 'A group of this file, each of whose members gets a card of their own.',
};

interface Hover {
  readonly description: string;
  readonly examples: readonly string[];
}
