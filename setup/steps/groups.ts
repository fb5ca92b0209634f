// The group of approvers and the group of administrators: taken by id, or made. And the people in them, of whom there must be two.
// Promises: a group that the policy file names already stays; a group of our display name that setup did not make is never adopted.
import { z } from 'zod';
import { SetupFault } from '../faults.ts';
import { known, type Step, type StepState } from '../step.ts';
import type { Graph } from '../tools/graph.ts';
import { GRAPH } from '../tools/graph.ts';
import { GraphError, isKeptElsewhere, isThereAlready } from '../tools/graph-error.ts';
import type { World } from '../world.ts';
import { ownersOf } from './owners.ts';
import { findPeople } from './people.ts';

/** What a group is for. */
export interface GroupUse {
  readonly key: 'approvers' | 'admins';
  readonly title: string;
  readonly why: string;
  /** The flag that takes a group by its id. */
  readonly flag: string;
  /** The flag that names people. */
  readonly peopleFlag: string;
  /** Where the policy file names it. */
  readonly at: readonly string[];
}

/** The two groups. */
export const GROUP_USES: readonly GroupUse[] = [
  {
    key: 'approvers',
    title: 'approvers',
    why: 'Its members decide; membership is looked up anew at every click. An agent’s owner and whoever started its run never approve it, so one approver alone is soon none: you need two people.',
    flag: '--approver-group',
    peopleFlag: '--approvers',
    at: ['groups', 'data-owners', 'entraGroup'],
  },
  {
    key: 'admins',
    title: 'administrators',
    why: 'Its members link Teams channels, pause agents and take unused approvals back; they decide nothing by being here. Who paused an agent cannot resume it: you need two people.',
    flag: '--admin-group',
    peopleFlag: '--admins',
    at: ['admins', 'entraGroup'],
  },
];

const NEEDS =
  'Groups Administrator or User Administrator; or take groups by id (--approver-group, --admin-group)';
const groupSchema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  securityEnabled: z.boolean().nullish(),
  groupTypes: z.array(z.string()).default([]),
});
const SELECT = { $select: 'id,displayName,securityEnabled,groupTypes' };

/** The group itself. */
export function groupStep(world: World, use: GroupUse): Step {
  const { graph, deployment, found, policy } = world;
  const mark = deployment.mark(use.key);
  const title = deployment.title(use.title);
  return {
    id: `group-${use.key}`,
    title: `Group of ${use.title}`,
    why: use.why,
    needs: NEEDS,
    check: async (): Promise<StepState> => {
      const flagged = use.key === 'approvers' ? world.wishes.approverGroup : world.wishes.adminGroup;
      const written = policy.groupAt(use.at);
      if (flagged !== undefined && written !== undefined && flagged !== written) {
        return {
          is: 'refused',
          says: `${policy.path} names group ${written}, and ${use.flag} names ${flagged}.`,
          cure: `Leave ${use.flag} out, or put that id into ${policy.path} yourself, at ${use.at.join('.')}.`,
        };
      }
      const byId = flagged ?? written;
      const group =
        byId === undefined
          ? await graph.get(`/groups(uniqueName='${mark}')`, groupSchema, SELECT)
          : await graph.get(`/groups/${byId}`, groupSchema, SELECT);
      if (group !== undefined && byId === undefined) {
        const refused = await refuseForeign(world, use, group.id);
        if (refused !== undefined) return refused;
      }
      if (group !== undefined) {
        found.groups[use.key] = group.id;
        return fit(group);
      }
      if (byId !== undefined) {
        return {
          is: 'refused',
          says: `There is no group ${byId} in this tenant.`,
          cure: `Give ${use.flag} the object id of a security group, or correct ${policy.path}.`,
        };
      }
      const namesakes = await graph.list('/groups', groupSchema, {
        $filter: `displayName eq '${title}'`,
        ...SELECT,
      });
      if (namesakes[0] !== undefined) {
        return {
          is: 'refused',
          says: `There is a group called "${title}" (${namesakes[0].id}) that setup did not make.`,
          cure: `If it is the right one, take it by its id: ${use.flag} ${namesakes[0].id}. Else rename it.`,
        };
      }
      return {
        is: 'todo',
        changes: [`security group "${title}"; you own it and can add people`],
        change: async () => {
          await graph.upsert(`/groups(uniqueName='${mark}')`, {
            displayName: title,
            description: `Made by Countersign's set-up for the deployment ${deployment.name}.`,
            mailEnabled: false,
            mailNickname: deployment.nickname(use.key),
            securityEnabled: true,
            groupTypes: [],
          });
          const made = await graph.getNew(`/groups(uniqueName='${mark}')`, groupSchema, SELECT);
          found.groups[use.key] = made.id;
          return `"${title}", object id ${made.id}`;
        },
      };
    },
  };
}

/** Anybody of a tenant may make a group, as a rule, also one with our unique name. Before the policy names it, it holds nobody else. */
async function refuseForeign(
  { graph, me, wishes }: World,
  { key, flag }: GroupUse,
  group: string,
): Promise<StepState | undefined> {
  const named = await findPeople(graph, key === 'approvers' ? wishes.approvers : wishes.admins);
  if ('is' in named) return named;
  const expected = new Set([me.id, ...named.people.map(({ id }) => id)]);
  const owners = await ownersOf(graph, `/groups/${group}`);
  const members = await graph.list(`/groups/${group}/transitiveMembers`, memberSchema, MEMBERS);
  if ([...owners, ...members].every(({ id }) => expected.has(id))) return undefined;
  return {
    is: 'refused',
    says: `The group ${group} has our unique name, but others than you own it or are in it, and ${flag} was not said. Anybody may have made it so, and put people into it.`,
    cure: `Look at it in Entra. If it is the right one, take it by its id: ${flag} ${group}. Else delete it.`,
  };
}

const memberSchema = z.object({
  '@odata.type': z.string().nullish(),
  id: z.string(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
});
const MEMBERS = { $select: 'id,accountEnabled,userType', $top: '100' };
type Member = z.infer<typeof memberSchema>;

/** Its people: adds those named, and counts who could act. */
export function membersStep(world: World, use: GroupUse): Step {
  const { graph, found, wishes } = world;
  return {
    id: `members-${use.key}`,
    title: `People in the group of ${use.title}`,
    why: `Adds the people named with ${use.peopleFlag}, and counts everybody in it who could act: enabled accounts of this tenant, guests left out.`,
    needs: 'an owner of the group, or Groups Administrator',
    check: async (): Promise<StepState> => {
      const named = await findPeople(graph, use.key === 'approvers' ? wishes.approvers : wishes.admins);
      if ('is' in named) return named;
      const { people } = named;
      const group = found.groups[use.key];
      const members =
        group === undefined
          ? []
          : await graph.list(`/groups/${group}/transitiveMembers`, memberSchema, MEMBERS);
      const missing = people.filter(({ id }) => !members.some((member) => member.id === id));
      const able = members.filter(couldAct).length + missing.length;
      const notes =
        able >= 2
          ? []
          : [
              `The group of ${use.title} has ${able === 1 ? 'one person' : 'nobody'} who could act. You need two people: run setup again with ${use.peopleFlag} a@…,b@…, or add them in Entra.`,
            ];
      if (missing.length === 0) {
        if (able === 0) return { is: 'there', heading: 'nobody named', says: 'nobody could act', notes };
        const says = `${able} ${able === 1 ? 'person' : 'people'} who could act`;
        return { is: 'there', ...(able === 1 ? { heading: 'one is too few' } : {}), says, notes };
      }
      return {
        is: 'todo',
        changes: [`add ${missing.map(({ name }) => name).join(', ')}`],
        change: async () => {
          for (const { id } of missing) await addMember(graph, known(found.groups[use.key]), id);
          return `${missing.map(({ name }) => name).join(', ')}; ${able} who could act`;
        },
        notes,
      };
    },
  };
}

function fit({ id, displayName, securityEnabled, groupTypes }: z.infer<typeof groupSchema>): StepState {
  if (securityEnabled !== true) {
    return {
      is: 'refused',
      says: `The group ${displayName ?? id} is not a security group.`,
      cure: 'Name a security group, or leave the flag out and one is made.',
    };
  }
  const notes = groupTypes.includes('DynamicMembership')
    ? ['Its members follow from a rule: whoever may change what the rule looks at decides who approves.']
    : [];
  return { is: 'there', says: `"${displayName ?? ''}", object id ${id}`, notes };
}

function couldAct(member: Member): boolean {
  const type = member['@odata.type'];
  if (typeof type === 'string' && type !== '#microsoft.graph.user') return false;
  return member.accountEnabled !== false && member.userType !== 'Guest';
}

async function addMember(graph: Graph, group: string, person: string): Promise<void> {
  try {
    await graph.post(
      `/groups/${group}/members/$ref`,
      { '@odata.id': `${GRAPH}/directoryObjects/${person}` },
      z.unknown(),
    );
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    // In it already: added meanwhile, or by a try whose answer was lost.
    if (isThereAlready(error)) return;
    if (isKeptElsewhere(error)) {
      throw new SetupFault(
        `People cannot be added to the group ${group} from here: ${error.message}`,
        'Add them where the group is kept (its rule, or the directory on your premises), and leave the flag out.',
        error,
      );
    }
    throw error;
  }
}
