// What goes when a request has been kept long enough, and what stays. Pure.
// First its content: parameters, texts, callback bodies. Later what names people, and the rows about its cards. Its events stay for good:
// they hold ids and digests alone, so that the chain still verifies and still tells who decided what and when.
import { lapsesAt } from '../change/time-out.ts';
import { promptDue } from '../prompt/prompt.ts';
import { todoDue } from '../prompt/tell.ts';
import { NAME_REMOVED } from '../purged.ts';
import { INTENT_KEY } from '../row-keys.ts';
import { dayOf, startOf } from '../time.ts';
import type { Kept } from '../verdict.ts';
import type { ApprovalRequest, Instant, Person } from '../words.ts';
import type { Prompt, Todo } from '../work.ts';

/** Rows that hold what was asked and said. */
const CONTENT = /^(?:text-|todo-)/;
/** The rows that stay for good: the request, as its events tell it, and the events. */
const SKELETON = /^(?:request$|event-)/;

/**
 * The first day (UTC) that is still kept at `now`: what was asked on an earlier one has been kept for the whole of `time` since the end of
 * that day. Years are those of the calendar.
 */
export function firstKeptDay(time: string, now: Instant): string {
  const amount = Number(time.slice(0, -1));
  const date = new Date(startOf(dayOf(now)));
  if (time.endsWith('d')) date.setUTCDate(date.getUTCDate() - amount);
  // Where that year had no 29th of February the 1st of March comes out: the 28th has been kept for its years by then.
  else date.setUTCFullYear(date.getUTCFullYear() - amount);
  return dayOf(date.toISOString());
}

/** Is anything of it still to come: a decision, the end of its approval, a card or a callback that is owed? */
export function isOpen(
  request: ApprovalRequest,
  work: { readonly prompts: readonly Prompt[]; readonly todos: readonly Todo[] },
  now: Instant,
): boolean {
  return (
    request.status === 'pending' ||
    lapsesAt(request) !== undefined ||
    work.prompts.some((prompt) => promptDue(prompt, request, now) !== undefined) ||
    work.todos.some((todo) => todoDue(todo, now) !== undefined)
  );
}

/** Those of its rows that go. */
export const rowsToRemove = (keys: readonly string[], what: Kept): readonly string[] =>
  keys.filter((key) => (what === 'records' ? !SKELETON.test(key) : key === INTENT_KEY || CONTENT.test(key)));

/** Members of the head row that go with it; what they say stands nowhere else, or in the events. */
export const membersToRemove = (what: Kept): readonly (keyof ApprovalRequest)[] =>
  what === 'parameters' ? ['claims', 'callback'] : ['claims', 'callback', 'trace'];

/** The head row without what goes, but for whole members (`membersToRemove`). */
export function stripped(request: ApprovalRequest, what: Kept): Partial<ApprovalRequest> {
  // Without its salt a digest of a text is no longer one that a guess could be compared with.
  const content = { salt: '', todos: [] };
  if (what === 'parameters') return content;
  const { agent, votes, comments, opened, record, trial, endedBy, grant, reported } = request;
  // Where a person recorded or tests, they stand where a request names its agent.
  const isPerson = trial !== undefined || record?.actor === 'person';
  return {
    ...content,
    bodyHash: '',
    prompts: [],
    ...(request.invites === undefined ? {} : { invites: [] }),
    votes: votes.map((vote) => ({ ...vote, person: nameless(vote.person) })),
    comments: comments.map((comment) =>
      comment.by.kind === 'person' ? { ...comment, by: nameless(comment.by) } : comment,
    ),
    ...(opened === undefined ? {} : { opened: opened.map((each) => ({ ...each, by: nameless(each.by) })) }),
    ...(reported?.late === undefined
      ? {}
      : { reported: { ...reported, late: { ...reported.late, person: nameless(reported.late.person) } } }),
    ...(isPerson ? { agent: nameless(agent) } : {}),
    ...(endedBy === undefined ? {} : { endedBy: nameless(endedBy) }),
    ...(trial === undefined ? {} : { trial: { by: nameless(trial.by) } }),
    ...(grant?.endedBy === undefined ? {} : { grant: { ...grant, endedBy: nameless(grant.endedBy) } }),
    ...(record === undefined
      ? {}
      : {
          record: {
            ...record,
            by: nameless(record.by),
            ...(record.look === undefined ? {} : { look: { ...record.look, by: nameless(record.look.by) } }),
          },
        }),
  };
}

const nameless = <T extends Pick<Person, 'name'>>(named: T): T => ({ ...named, name: NAME_REMOVED });
