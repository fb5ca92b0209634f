// The floor of an answer: the storage and Graph calls of one approving click in the product's own order and side by side where the
// product makes them so, with the same SDK clients, fetch for Graph, and nothing around them.
import type { TableEntity, TransactionAction } from '@azure/data-tables';
import { INTENT_KEY, REQUEST_KEY } from '../../approvals/row-keys.ts';
import { createMint } from '../../keys/mint.ts';
import { AGENTS, GROUPS, PEOPLE, seedDirectory } from '../../local/directory.ts';
import type { Storage } from '../../store/storage.ts';
import type { Surroundings } from './place.ts';
import { nudgeText, readRows, readStanding, watchRow } from './stored-rows.ts';

export interface AnswerFloor {
  /** Puts down a request that waits; not measured. */
  readonly prepare: () => Promise<string>;
  readonly run: (id: string) => Promise<void>;
}

/** Makes the floor from two stored requests: one that waits with its card posted, and one that was approved. */
export async function createAnswerFloor(
  storage: Storage,
  { entra, graphToken }: Surroundings,
  patterns: { readonly pending: string; readonly approved: string },
): Promise<AnswerFloor> {
  const pending = await readRows(storage, patterns.pending);
  const approved = await readRows(storage, patterns.approved);
  const replaced = approved.find((row) => row.rowKey === REQUEST_KEY);
  const added = approved.filter(({ rowKey }) => /^(event-00000[23]|todo-)/.test(rowKey));
  const textKey = pending.find((row) => row.rowKey.startsWith('text-'))?.rowKey ?? '';
  if (replaced === undefined || added.length !== 3 || approved.length !== pending.length + 3) {
    throw new Error(`An approval adds other rows now: ${approved.map((row) => row.rowKey)}`);
  }
  const mint = createMint();
  const { requests, lists, work } = storage;
  const read = (id: string, key: string) => requests.getEntity<TableEntity>(id, key);
  const authorization = graphToken;
  const alice = `/users/${PEOPLE.alice}`;
  const { clientId, objectId } =
    seedDirectory().agents.find((each) => each.clientId === AGENTS.nightlyEtl) ?? {};
  const owned = [
    `/applications(appId='${clientId}')`,
    `/servicePrincipals(appId='${clientId}')`,
    `/servicePrincipals/${objectId}`,
  ];

  async function askGraph(path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${entra.url}/v1.0${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization, accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`Graph answered ${response.status}`);
    return JSON.parse(await response.text());
  }

  return {
    prepare: async () => {
      const id = mint('req');
      await requests.submitTransaction(
        pending.map((row): TransactionAction => ['create', { ...row, partitionKey: id }]),
      );
      return id;
    },
    run: async (id) => {
      const { etag = '' } = await read(id, REQUEST_KEY);
      await Promise.all([read(id, 'prompt-1'), read(id, INTENT_KEY), read(id, textKey)]);
      await Promise.all([
        askGraph(`${alice}?$select=id,displayName,accountEnabled,userType`),
        askGraph(`${alice}/checkMemberGroups`, { groupIds: [GROUPS.dataOwners] }),
        readStanding(storage),
        ...owned.map((app) => askGraph(`${app}/owners?$select=id`)),
      ]);
      await lists.createEntity(watchRow(id, 2));
      await requests.submitTransaction([
        ['update', { ...replaced, partitionKey: id }, 'Replace', { etag }],
        ...added.map((row): TransactionAction => ['create', { ...row, partitionKey: id }]),
      ]);
      await Promise.all([
        read(id, REQUEST_KEY),
        ...[nudgeText('tell', id, 'todo-tell-1'), nudgeText('show', id, 'prompt-1')].map((text) =>
          work.sendMessage(text, { messageTimeToLive: -1 }),
        ),
      ]);
    },
  };
}
