// How much there is: read past every door, from storage and from what the local Teams, Entra and the agent have heard.
import { REQUEST_KEY } from '../../../approvals/row-keys.ts';
import type { ApprovalRequest } from '../../../approvals/words.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { decode } from '../../../store/entity.ts';
import type { AgentEar } from '../support/agent-ear.ts';
import type { Flow } from '../support/flow.ts';
import type { Adds } from './attack.ts';

/** Counts by kind. */
export type Totals = { readonly [name in keyof Adds]: number };

/** Everything there is at one moment. */
export interface Measured {
  readonly totals: Totals;
  /** All requests. */
  readonly ids: readonly string[];
  /** Every stored row with its version, so that none is changed unnoticed; a card's row with what it says but for who holds it now. */
  readonly rows: ReadonlySet<string>;
}

/** Counts all of it. */
export async function measure(flow: Flow, ear: AgentEar): Promise<Measured> {
  const [versions, requests, prompts, graph, { posts }, messages] = await Promise.all([
    readVersions(flow),
    readRows<ApprovalRequest>(flow, `RowKey eq '${REQUEST_KEY}'`),
    readRows<Prompt>(flow, "RowKey ge 'prompt-' and RowKey lt 'prompt.'"),
    graphCalls(flow.world.urls.entra),
    flow.teams.sends(),
    flow.teams.messages(),
  ]);
  // An update that follows another one closely is sent once more seconds later, whatever comes meanwhile: it changes nothing.
  const updates = messages.reduce((sum, each) => sum + each.revision - 1 - (each.repeats ?? 0), 0);
  const of = (prefix: string) => versions.filter(({ key }) => key.startsWith(prefix)).length;
  return {
    totals: {
      requests: requests.length,
      events: of('event-'),
      votes: requests.reduce((sum, [, { votes }]) => sum + votes.length, 0),
      todos: of('todo-'),
      teams: posts + updates,
      graph,
      callbacks: ear.heard.length,
    },
    ids: requests.map(([id]) => id),
    rows: new Set([
      ...versions
        .filter(({ key }) => !key.startsWith('prompt-'))
        .map(({ partition, key, etag }) => `${partition} ${key} ${etag}`),
      // A nudge that comes late takes hold of a card, finds nothing to do and lets go of it.
      ...prompts.map(([id, prompt]) => `${id} ${JSON.stringify(withoutUpkeep(prompt))}`),
    ]),
  };
}

/** The prompt without what a send that changes nothing leaves behind, nor what it puts down while it is on its way. */
const withoutUpkeep = ({ lease: _held, nextTry: _due, attempts: _begun, activities, ...prompt }: Prompt) => ({
  ...prompt,
  activities: activities.map(({ lateUntil: _once, ...card }) => card),
});

/** What has been added. */
export function added(before: Totals, after: Totals): Totals {
  return {
    requests: after.requests - before.requests,
    events: after.events - before.events,
    votes: after.votes - before.votes,
    todos: after.todos - before.todos,
    teams: after.teams - before.teams,
    graph: after.graph - before.graph,
    callbacks: after.callbacks - before.callbacks,
  };
}

async function readVersions({ storage }: Flow) {
  const found: { readonly partition: string; readonly key: string; readonly etag: string }[] = [];
  for (const table of [storage.requests, storage.book]) {
    const queryOptions = { select: ['PartitionKey', 'RowKey'] };
    for await (const { partitionKey = '', rowKey = '', etag } of table.listEntities({ queryOptions })) {
      found.push({ partition: partitionKey, key: rowKey, etag });
    }
  }
  return found;
}

async function readRows<T extends object>(
  { storage }: Flow,
  filter: string,
): Promise<readonly (readonly [string, T])[]> {
  const found: [string, T][] = [];
  const rows = storage.requests.listEntities<Record<string, unknown>>({ queryOptions: { filter } });
  for await (const row of rows) found.push([row.partitionKey ?? '', decode<T>(row)]);
  return found;
}

// Tokens and keys are not Graph's.
async function graphCalls(entra: string): Promise<number> {
  const counts: Record<string, number> = JSON.parse(await (await fetch(`${entra}/_local/calls`)).text());
  return Object.entries(counts).reduce(
    (sum, [name, n]) => sum + (name === 'token' || name === 'keys' ? 0 : n),
    0,
  );
}
