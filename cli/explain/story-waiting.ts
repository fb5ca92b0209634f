// Sentences of what happens to a request while it waits: what is said of it, and who else is told.
import type { ReadRequest } from '../../approvals/audit/check/line-schema.ts';
import type { ToldOf } from '../../approvals/audit/check/told.ts';
import { plain } from './words.ts';

/** What a story is told with: the request, people by name, texts by digest. */
export interface Teller {
  readonly line: ReadRequest;
  readonly who: (oid: string) => string;
  readonly said: (digest: string | undefined) => readonly string[];
}
/** A sentence, and what proves it beside its event. */
export type Sentence = { readonly says: string; readonly proof?: readonly string[] };

/** Words that decide nothing, and what was chosen from the list beside them. */
export function commented({ facts }: ToldOf<'commented'>, { said }: Teller, actor: string): Sentence {
  const reason = facts.reason === undefined ? [] : [`reason: ${plain(facts.reason)}`];
  return { says: `${actor} wrote a comment.`, proof: [...reason, ...said(facts.text)] };
}

/** Nobody answered, or nobody was reached. */
export function escalated({ facts }: ToldOf<'escalated'>): Sentence {
  const { tell, added, because } = facts;
  const told = [...tell.routes, ...tell.groups.map(({ name }) => name)].map((name) => plain(name));
  const more = [...(added?.groups.map(({ name }) => name) ?? []), ...(added?.people ?? [])];
  const why = because === undefined ? 'Nobody had decided it' : 'Its cards reached nobody';
  const what = told.length === 0 ? 'it was escalated' : `it was escalated to ${told.join(', ')}`;
  const may = more.length === 0 ? '' : `; from then on ${plain(more.join(', '))} could decide it too`;
  return { says: `${why}: ${what}${may}.` };
}

/** The members of a group were looked up, to tell each; or an owner has added the app. */
export function invited({ facts }: ToldOf<'invited'>, { who }: Teller): Sentence {
  if ('owner' in facts)
    return {
      says: `${who(facts.owner)}, who owns the agent, had added the app: from then on they read along.`,
    };
  const group = plain(facts.group.name);
  if (facts.too_many)
    return { says: `${group} had too many members to tell each of them: none of them was told one-to-one.` };
  if (facts.people.length === 0) return { says: `Nobody in ${group} could be told of it one-to-one.` };
  return {
    says: `Those in ${group} were told of it one-to-one, by a card for each.`,
    proof: [`in the group then, and not barred: ${facts.people.map(who).join(', ')}`],
  };
}
