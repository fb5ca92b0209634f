// Who is in Teams: the people of the local Entra, with the ids Teams gives them.
// Promises: a change in the directory shows within a second; while Entra is away the last known directory stands.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { OTHER_TENANT } from '../directory.ts';

/** A person as the directory tells it. `tenant` is theirs: another one for external people. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly upn: string;
  readonly kind: 'member' | 'guest' | 'external';
  readonly tenant: string;
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  /** The bot-scoped Teams id, `29:…`. */
  readonly mri: string;
}

/** The people, the groups and the agents that people own. */
export interface Directory {
  readonly people: readonly Person[];
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly agents: readonly { readonly name: string; readonly owners: readonly string[] }[];
}

/** Reads the directory, at most once a second. */
export type ReadDirectory = () => Promise<Directory>;

const FRESH_MS = 1000;

/** Reads people from the local Entra at `entraUrl`. Throws a clear error when it has never answered. */
export function createDirectory(entraUrl: string, tenant: string, botAppId: string): ReadDirectory {
  let known: { readonly directory: Directory; readonly at: number } | undefined;
  let reading: Promise<Directory> | undefined;

  async function refresh(): Promise<Directory> {
    try {
      const directory = await fetchDirectory(entraUrl, tenant, botAppId);
      known = { directory, at: Date.now() };
      return directory;
    } catch (error) {
      if (known !== undefined) return known.directory;
      throw new Error(
        `The local Teams cannot read the directory at ${entraUrl}. Start the local Entra first.`,
        {
          cause: error,
        },
      );
    } finally {
      reading = undefined;
    }
  }

  return async () => {
    if (known !== undefined && Date.now() - known.at < FRESH_MS) return known.directory;
    reading ??= refresh();
    return await reading;
  };
}

/** The person with this Entra object id, Teams id or user principal name. */
export function findPerson(directory: Directory, id: string): Person | undefined {
  const wanted = id.replace(/^8:orgid:/, '');
  return directory.people.find((p) => p.id === wanted || p.mri === wanted || p.upn === wanted);
}

/** What the page calls this person's part, and the heading it stands under in the person switch. */
export function roleOf(
  person: Person,
  directory: Directory,
): { readonly role: string; readonly heading: string } {
  const owned = directory.agents
    .filter((agent) => agent.owners.includes(person.id))
    .map((agent) => agent.name);
  const owns = owned.length === 0 ? '' : `owns ${owned.join(', ')}`;
  if (person.kind === 'external') return { role: 'external', heading: 'Another organisation' };
  if (person.kind === 'guest') return { role: 'guest', heading: 'Guests' };
  const names = directory.groups
    .filter((group) => person.groups.includes(group.id))
    .map((group) => group.name);
  const group = names[0];
  if (group !== undefined) {
    const { role, heading } = GROUP_WORDS[group] ?? { role: group, heading: group };
    return { role: owns === '' ? role : `${role}, ${owns}`, heading };
  }
  if (person.roles.includes('Approvals.Audit')) return { role: 'auditor', heading: 'Everyone else' };
  return { role: owns === '' ? 'member' : owns, heading: 'Everyone else' };
}

const GROUP_WORDS: Readonly<Record<string, { readonly role: string; readonly heading: string }>> = {
  'data-owners': { role: 'approver', heading: 'Approvers (data-owners)' },
  'sre-leads': { role: 'on call', heading: 'Escalation (sre-leads)' },
  'countersign-admins': { role: 'administrator', heading: 'Administrators' },
};

const directorySchema = z.object({
  people: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      upn: z.string(),
      kind: z.enum(['member', 'guest', 'external']),
      tenant: z.string().optional(),
      groups: z.array(z.string()),
      roles: z.array(z.string()),
    }),
  ),
  groups: z.array(z.object({ id: z.string(), name: z.string() })),
  agents: z.array(z.object({ name: z.string(), owners: z.array(z.string()) })),
});

async function fetchDirectory(entraUrl: string, tenant: string, botAppId: string): Promise<Directory> {
  const response = await fetch(`${entraUrl}/_local/directory`, { signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`GET /_local/directory answered ${response.status}.`);
  const { people, groups, agents } = directorySchema.parse(await response.json());
  return {
    people: people.map((person) => ({
      ...person,
      tenant: person.kind === 'external' ? (person.tenant ?? OTHER_TENANT) : tenant,
      mri: teamsId(person.id, botAppId),
    })),
    groups,
    agents,
  };
}

// As in Teams the id is opaque, stable, and another one for each bot.
function teamsId(personId: string, botAppId: string): string {
  return `29:1${createHash('sha256').update(`${botAppId}/${personId}`).digest('base64url')}`;
}
