// The directory and the people behind the policy: may Graph be asked, are there people in each group, who owns each agent, and is
// anybody left to approve. Nothing is cached but within one run of them all: several lines ask about the same group.

import { isOrdinary } from '../../approvals/approvers/eligibility.ts';
import { type Checked, failed, many, ok, unknown } from '../../approvals/doctor/check.ts';
import {
  checkAdmins,
  checkAdminsTold,
  checkGroup,
  checkSilence,
  type GraphPermission,
  MOST_PEOPLE,
} from '../../approvals/doctor/check-directory.ts';
import { checkSeats } from '../../approvals/doctor/check-seats.ts';
import { DirectoryFault } from '../../approvals/faults.ts';
import type { RegisteredAgent } from '../../approvals/policy/policy.ts';
import { MOST_INVITED } from '../../approvals/prompt/invite.ts';
import type { Requirement } from '../../approvals/verdict.ts';
import type { PersonCaller } from '../caller.ts';
import type { DoctorDesk } from './desk.ts';
import type { Checking } from './side-by-side.ts';

/** What it takes to ask about the people behind a policy. */
export type PeopleDesk = Pick<DoctorDesk, 'policy' | 'lookUp' | 'nameOfGroup' | 'membersLeft' | 'ownersOf'>;

/** Every check of the directory. */
export function directoryChecks(desk: DoctorDesk, caller: PersonCaller): readonly Checking[] {
  const questions = createQuestions(desk);
  return [
    { name: 'graph users', run: () => permitted(desk.lookUp(caller.person.oid, []), 'User.Read.All') },
    {
      name: 'graph groups',
      run: () => permitted(questions.name(desk.policy.admins), 'GroupMember.Read.All'),
    },
    { name: 'graph owners', run: () => permitted(ownersOfOurs(desk), 'Application.Read.All') },
    ...peopleChecks(desk, questions),
    { name: 'admins in Teams', run: () => adminsTold(desk, questions) },
  ];
}

/** Of any policy, in force or not: its groups, its agents, and whether enough people are left to approve. */
export function peopleChecks(desk: PeopleDesk, questions = createQuestions(desk)): readonly Checking[] {
  const { policy } = desk;
  const agents = [...policy.agents.values()];
  const reviews = policy.rules.filter(
    ({ effect, requirements }) => effect === 'review' && requirements.length > 0,
  );
  return [
    { name: 'admins', run: () => group(questions, policy.admins, checkAdmins) },
    ...[...policy.groups].map(([name, id]) => ({
      name: `group ${name}`,
      run: () => group(questions, id, checkGroup),
    })),
    ...agents.map((agent) => ({ name: `agent ${agent.name}`, run: () => owners(questions, agent) })),
    {
      name: 'approvers',
      run: () => seats(questions, agents, policy.defaults.requirements),
    },
    ...reviews.map(({ id, requirements, when }) => ({
      name: `approvers ${id}`,
      run: () => seats(questions, agents.filter(when.mayConcern), requirements),
    })),
  ];
}

type Questions = ReturnType<typeof createQuestions>;

/** Each question once, however many lines ask it. */
function createQuestions({ nameOfGroup, membersLeft, ownersOf, lookUp }: PeopleDesk) {
  return {
    name: once(nameOfGroup),
    members: once((id: string) => membersLeft(id, [], MOST_PEOPLE)),
    person: once((oid: string) => lookUp(oid, [])),
    owners: once(({ clientId, name, blueprint }: RegisteredAgent) =>
      ownersOf({ clientId, name, registered: true, ...(blueprint === undefined ? {} : { blueprint }) }),
    ),
  };
}

function once<K, T>(ask: (about: K) => Promise<T>): (about: K) => Promise<T> {
  const asked = new Map<K, Promise<T>>();
  return (about) => {
    const known = asked.get(about) ?? ask(about);
    asked.set(about, known);
    return known;
  };
}

async function permitted(question: Promise<unknown>, permission: GraphPermission): Promise<Checked> {
  try {
    await question;
    return ok(`Microsoft Graph answers, ${permission} is granted`);
  } catch (error) {
    return checkSilence(error, permission);
  }
}

/** Whoever owns our own API: that it is not found would be an answer too, and needs the same permission. */
async function ownersOfOurs({ ownersOf, audience }: DoctorDesk): Promise<void> {
  try {
    await ownersOf({ clientId: audience, name: 'Countersign', registered: false });
  } catch (error) {
    if (!(error instanceof DirectoryFault && error.status === 404)) throw error;
  }
}

async function group(questions: Questions, id: string, check: typeof checkGroup): Promise<Checked> {
  return orNotTold(async () => {
    const [name, people] = await Promise.all([questions.name(id), questions.members(id)]);
    return check(id, name, people);
  });
}

/** A report reaches those administrators whose own chat with the app is known. */
async function adminsTold({ policy, people }: DoctorDesk, questions: Questions): Promise<Checked> {
  return orNotTold(async () => {
    const admins = await questions.members(policy.admins);
    const chats = await Promise.all(admins.slice(0, MOST_INVITED).map((oid) => people.find(oid)));
    return checkAdminsTold(admins.length, chats.filter((chat) => chat !== undefined).length, MOST_INVITED);
  });
}

async function owners(questions: Questions, agent: RegisteredAgent): Promise<Checked> {
  return orNotTold(async () => {
    try {
      return ok(`${many(new Set(await questions.owners(agent)).size, 'owner')}, who never approve for it`);
    } catch (error) {
      if (!(error instanceof DirectoryFault && error.status === 404)) throw error;
      return failed(
        `${error.message} Nobody can approve what it asks.`,
        `Put the application (client) id of the agent${agent.blueprint === undefined ? '' : ' and of its blueprint'} in countersign.yaml (agents.${agent.name}), or remove the agent there.`,
      );
    }
  });
}

async function seats(
  questions: Questions,
  agents: readonly RegisteredAgent[],
  requirements: readonly Requirement[],
): Promise<Checked> {
  return orNotTold(async () => {
    const ids = [...new Set(requirements.flatMap(({ groups }) => groups.map(({ id }) => id)))];
    const oids = [...new Set(requirements.flatMap(({ people }) => people))];
    const [members, people, barred] = await Promise.all([
      Promise.all(ids.map(async (id) => [id, await questions.members(id)] as const)),
      Promise.all(oids.map(questions.person)),
      Promise.all(agents.map((agent) => barredFor(questions, agent))),
    ]);
    const bench = { groups: new Map(members), people: people.filter(isOrdinary).map(({ oid }) => oid) };
    const known = barred.flatMap(({ agent, oids }) => (oids === undefined ? [] : [{ agent, oids }]));
    const found = checkSeats(requirements, bench, known);
    const untold = barred.filter(({ oids: told }) => told === undefined).map(({ agent }) => agent);
    if (found.state !== 'ok' || untold.length === 0) return found;
    return unknown(
      `who owns ${untold.join(', ')} could not be told, so neither who is left to approve`,
      'Mend the lines “agent …” and “graph owners” first.',
    );
  });
}

async function barredFor(
  { owners: ownersOf }: Questions,
  agent: RegisteredAgent,
): Promise<{ readonly agent: string; readonly oids: readonly string[] | undefined }> {
  try {
    return { agent: agent.name, oids: await ownersOf(agent) };
  } catch (error) {
    if (!(error instanceof DirectoryFault)) throw error;
    return { agent: agent.name, oids: undefined };
  }
}

/** Why Graph is silent stands in lines of its own. */
async function orNotTold(check: () => Promise<Checked>): Promise<Checked> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof DirectoryFault)) throw error;
    return unknown(error.message, 'Mend the lines “graph …” first.');
  }
}
