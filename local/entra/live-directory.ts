// The directory as it stands now: a copy of the seed that scripts may change while the server runs.
// Promises: a change is seen by the very next token and Graph call; the seed it was given stays as it was.
import {
  type Agent,
  type Directory,
  type FederatedCredential,
  type Group,
  OTHER_TENANT,
  type Person,
} from '../directory.ts';

/** What a script may change about a person. */
interface PersonChange {
  readonly disabled?: boolean | undefined;
  readonly agentUser?: boolean | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly kind?: Person['kind'] | undefined;
  readonly name?: string | undefined;
}

/** The living directory: lookups, memberships, changes. */
export interface LiveDirectory {
  readonly tenant: string;
  readonly audience: string;
  /** Everybody, as published: with their tenant and whether they are disabled. */
  readonly snapshot: () => Directory;
  /** A person of our own directory, by id or upn; external people are not in it. */
  readonly findUser: (idOrUpn: string) => Person | undefined;
  readonly findPerson: (idOrUpn: string) => Person | undefined;
  readonly findGroup: (id: string) => Group | undefined;
  readonly findAgent: (matches: (agent: Agent) => boolean) => Agent | undefined;
  /** Our own API as an app, which nobody owns and no secret proves. */
  readonly api: Agent;
  /** An agent or a blueprint: whatever has a service principal here. */
  readonly findApp: (matches: (app: Agent) => boolean) => Agent | undefined;
  /** Ids of all groups a person or group is in, through other groups too. */
  readonly groupsOf: (start: readonly string[]) => ReadonlySet<string>;
  /** Users and groups in a group, directly or through other groups. */
  readonly membersOf: (groupId: string) => readonly (Person | Group)[];
  readonly tenants: () => ReadonlySet<string>;
  readonly tenantOf: (person: Person) => string;
  readonly change: (id: string, change: PersonChange) => Person | undefined;
  /** Replaces the federated credentials of an agent or blueprint. */
  readonly federate: (clientId: string, federated: readonly FederatedCredential[]) => Agent | undefined;
}

/** Starts a living directory from a seed. */
export function createLiveDirectory(seed: Directory): LiveDirectory {
  const { tenant, audience, groups, ...rest } = structuredClone(seed);
  let { people, agents, blueprints = [] } = rest;

  const tenantOf = (person: Person) =>
    person.kind === 'external' ? (person.tenant ?? OTHER_TENANT) : tenant;
  const publish = (person: Person): Person => ({
    ...person,
    disabled: person.disabled === true,
    tenant: tenantOf(person),
  });

  function findPerson(idOrUpn: string): Person | undefined {
    const wanted = idOrUpn.toLowerCase();
    return people.find((person) => person.id.toLowerCase() === wanted || person.upn.toLowerCase() === wanted);
  }

  function findUser(idOrUpn: string): Person | undefined {
    const person = findPerson(idOrUpn);
    return person?.kind === 'external' ? undefined : person;
  }

  const findGroup = (id: string) => groups.find((group) => group.id === id.toLowerCase());

  function groupsOf(start: readonly string[]): ReadonlySet<string> {
    const found = new Set<string>();
    const open = [...start];
    // Groups may contain each other in a circle: each is looked into once.
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const group = findGroup(id);
      if (group === undefined || found.has(group.id)) continue;
      found.add(group.id);
      open.push(...(group.groups ?? []));
    }
    return found;
  }

  function membersOf(groupId: string): readonly (Person | Group)[] {
    const inGroup = (member: Person | Group) => groupsOf(member.groups ?? []).has(groupId);
    const users = people.filter((person) => person.kind !== 'external');
    return [...users, ...groups].filter(inGroup);
  }

  function change(id: string, { ...changes }: PersonChange): Person | undefined {
    const before = people.find((person) => person.id === id);
    if (before === undefined) return undefined;
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const after: Person = { ...before, ...given };
    people = people.map((person) => (person === before ? after : person));
    return publish(after);
  }

  function federate(clientId: string, federated: readonly FederatedCredential[]): Agent | undefined {
    const given = (app: Agent): Agent => (app.clientId === clientId ? { ...app, federated } : app);
    agents = agents.map(given);
    blueprints = blueprints.map(given);
    return [...agents, ...blueprints].find((app) => app.clientId === clientId);
  }

  return {
    tenant,
    audience,
    snapshot: () => ({ tenant, audience, people: people.map(publish), groups, agents, blueprints }),
    findUser,
    findPerson,
    findGroup,
    findAgent: (matches) => agents.find(matches),
    api: {
      clientId: audience,
      secret: '',
      name: 'countersign',
      objectId: '7c0ffee0-0000-4000-8000-0000000050a0',
      applicationId: '7c0ffee0-0000-4000-8000-0000000060a0',
      owners: [],
      roles: [],
    },
    findApp: (matches) => [...agents, ...blueprints].find(matches),
    groupsOf,
    membersOf,
    tenants: () => new Set([tenant, OTHER_TENANT, ...people.map(tenantOf)]),
    tenantOf,
    change,
    federate,
  };
}
