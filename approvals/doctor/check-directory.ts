// Can the directory be asked, and are there people behind the groups? A 403 is a missing permission, anything else is silence. Pure.

import { DirectoryFault } from '../faults.ts';
import { type Checked, failed, many, ok, unknown, warning } from './check.ts';

/** What Countersign's identity must hold at Microsoft Graph. */
export type GraphPermission = 'User.Read.All' | 'GroupMember.Read.All' | 'Application.Read.All';

const GRANT =
  'An administrator grants it to the identity of the app: npm run setup -- --after-provision. It counts from the identity’s next token on, which Azure may keep back for hours.';
const FEWEST_ADMINS = 2;

/** What a question to Graph that failed means. Everything but a fault of the directory is thrown on. */
export function checkSilence(error: unknown, permission: GraphPermission): Checked {
  if (!(error instanceof DirectoryFault)) throw error;
  if (error.status === 403) {
    return failed(`Microsoft Graph answered 403: the permission ${permission} is missing`, GRANT);
  }
  return unknown(
    error.message,
    'Look again in a minute. If it stays: does the identity of the app exist, and does nothing keep the app from graph.microsoft.com?',
  );
}

/** Judges a group of the policy. `name` is Entra's own for it; `undefined`: there is no such group. */
export function checkGroup(id: string, name: string | undefined, people: readonly string[]): Checked {
  if (name === undefined) {
    return failed(
      `Entra ID knows no group ${id}`,
      'Put the object id of the group (not its name) in countersign.yaml: Entra admin center, Groups.',
    );
  }
  if (people.length === 0) {
    return failed(
      `“${name}” has nobody who could approve`,
      `Add enabled people of your own tenant to the group ${id}. Guests, disabled accounts and accounts of software do not count.`,
    );
  }
  return ok(`“${name}” has ${howMany(people)}`);
}

/** Judges the administrators' group, which must hold two: who paused an agent cannot resume it. */
export function checkAdmins(id: string, name: string | undefined, people: readonly string[]): Checked {
  const group = checkGroup(id, name, people);
  if (group.state !== 'ok' || people.length >= FEWEST_ADMINS) return group;
  return failed(
    `“${name}” has one person alone`,
    `Add a second administrator to the group ${id}: who paused an agent cannot let it go on.`,
  );
}

/** How many of the administrators have Countersign in Teams, where they are told of reports: a group of `mostTold` at most. */
export function checkAdminsTold(people: number, withApp: number, mostTold: number): Checked {
  if (people === 0) {
    return unknown('it is not known who the administrators are', 'Mend the line “admins” first.');
  }
  if (people > mostTold) {
    return warning(
      `more than ${mostTold} administrators: of a report nobody among them is told one by one`,
      `Name a group of at most ${mostTold} people under admins in countersign.yaml.`,
    );
  }
  if (withApp === 0) {
    return warning(
      'no administrator has Countersign in Teams: nobody hears of a report',
      'An administrator adds Countersign under Apps in Teams and writes “help” to it, or installs it for all of them.',
    );
  }
  return ok(`${withApp} of ${people} have Countersign in Teams, and are told of reports`);
}

/** As many as were asked for may be only the first of them. */
export const MOST_PEOPLE = 100;

const howMany = (people: readonly string[]): string =>
  people.length >= MOST_PEOPLE ? `${MOST_PEOPLE} people or more` : many(people.length, 'person', 'people');
