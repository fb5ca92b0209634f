// Rows that make lists quick: pending requests, dead work, requests by agent, by resource, by kind. Written by Show and Tell, can be rebuilt, decide nothing.
import { denialOf } from '../approvals/denial/earlier-denial.ts';
import type { Kind } from '../approvals/history/history-book.ts';
import type { Index } from '../approvals/ports.ts';
import type { Kept } from '../approvals/verdict.ts';
import type { ApprovalRequest } from '../approvals/words.ts';
import { STORAGE_VERSION } from './entity.ts';
import { asFault, callOptions, unless } from './faults.ts';
import { digestOf, newestFirst } from './key-parts.ts';
import { shardName, shardOf } from './shard.ts';
import type { Storage } from './storage.ts';

/** Partitions of requests that wait, each followed by its shard. */
export const PENDING = 'pending';
/** Partition of work that was given up: one row for each dead prompt or callback. */
export const DEAD = 'dead';

/** The port `Index` over Table Storage. Writing the same again is harmless. */
export function createIndex(storage: Pick<Storage, 'lists'>): Index {
  const table = storage.lists;
  const put = (partitionKey: string, rowKey: string, request: ApprovalRequest, more: object = {}) =>
    table.upsertEntity(
      {
        partitionKey,
        rowKey,
        v: STORAGE_VERSION,
        request: request.id,
        status: request.status,
        createdAt: request.createdAt,
        ...more,
      },
      'Replace',
      callOptions(),
    );
  const remove = (partitionKey: string, rowKey: string) =>
    table.deleteEntity(partitionKey, rowKey, callOptions()).catch(unless('absent'));
  return async (request, work) => {
    const listed = `${newestFirst(request.createdAt)}|${request.id}`;
    const pending = shardName(PENDING, shardOf(request.id));
    await asFault('writing index rows', () =>
      Promise.all([
        request.status === 'pending'
          ? put(pending, `${request.expiresAt}|${request.id}`, request, {
              unreached: work.unreached === true,
              risk: request.verdict.risk.level,
            })
          : remove(pending, `${request.expiresAt}|${request.id}`),
        work.dead
          ? put(DEAD, `${request.id}|${work.key}`, request)
          : remove(DEAD, `${request.id}|${work.key}`),
        put(byAgent(request.agent.clientId), listed, request),
        put(byResource(request.resource), listed, request),
        ...(isAsked(request)
          ? [put(byKind(kindOf(request)), listed, request, { byPeople: isByPeople(request) })]
          : []),
      ]),
    );
  };
}

/** Takes the rows about a request out of the lists: those of its dead work, and with the record those by agent and by resource. */
export function createUnlist(
  storage: Pick<Storage, 'lists'>,
): (request: ApprovalRequest, what: Kept) => Promise<void> {
  const remove = (partitionKey: string, rowKey: string) =>
    storage.lists.deleteEntity(partitionKey, rowKey, callOptions()).catch(unless('absent'));
  return async (request, what) => {
    const { id, prompts, todos, agent, resource } = request;
    const listed = `${newestFirst(request.createdAt)}|${id}`;
    const dead = [...todos, ...(what === 'records' ? prompts : [])];
    await asFault('removing index rows', () =>
      Promise.all([
        ...dead.map((key) => remove(DEAD, `${id}|${key}`)),
        ...(what === 'records'
          ? [
              remove(byAgent(agent.clientId), listed),
              remove(byResource(resource), listed),
              ...(isAsked(request) ? [remove(byKind(kindOf(request)), listed)] : []),
            ]
          : []),
      ]),
    );
  };
}

/** Partition of an agent's requests. */
export const byAgent = (clientId: string): string => `agent-${clientId}`;
/** Partition of the requests about one resource. */
export const byResource = ({ type, id }: ApprovalRequest['resource']): string =>
  `resource-${digestOf(`${type}\n${id}`)}`;

/** Partition of requests of a kind. */
export const byKind = ({ agent, action, resource }: Kind): string =>
  `kind-${digestOf(JSON.stringify([agent.toLowerCase(), action, resource.type, resource.id]))}`;

const kindOf = ({ agent, action, resource }: ApprovalRequest): Kind => ({
  agent: agent.clientId,
  action,
  resource,
});

/** Approved, it was by people, since they were asked; of denials the record says who. */
const isByPeople = (request: ApprovalRequest): boolean =>
  request.status === 'approved' || denialOf(request) !== undefined;

/** People were asked about it: what rules alone decided is no example, nor is a test. */
const isAsked = ({ verdict, trial, record }: ApprovalRequest): boolean =>
  verdict.effect === 'review' && trial === undefined && record === undefined;
