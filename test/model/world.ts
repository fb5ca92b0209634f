// A simulated deployment: memory storage, a queue, Teams, an agent's callback door, a directory and a clock that moves only when told.
// Every access goes through the `Around` of whoever makes it, so that a run can decide what becomes of it.

import type { DirectoryPerson } from '../../approvals/approvers/directory-ports.ts';
import { DirectoryFault, SendFault, StoreFault } from '../../approvals/faults.ts';
import { unpaced } from '../../approvals/pace/turns.ts';
import type { Nudge } from '../../approvals/ports.ts';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { eventKey } from '../../approvals/row-keys.ts';
import { later } from '../../approvals/time.ts';
import type { Instant } from '../../approvals/words.ts';
import type { Todo } from '../../approvals/work.ts';
import { GROUPS, TENANT } from '../../local/directory.ts';
import { aConversation, BASE_URL, NOW } from '../support/builders.ts';
import { createMemoryDenials } from '../support/memory-denials.ts';
import {
  createMemoryCatalog,
  createMemoryPeopleBook,
  createMemoryQueue,
  createMemoryQuotaBook,
  createMemoryStandings,
  createMemoryStore,
  createMemoryWatchList,
} from '../support/memory-store.ts';
import type { Around, MemoryTables } from '../support/memory-tables.ts';
import { createMemoryTables } from '../support/memory-tables.ts';
import type { FullDesk } from '../support/test-desk.ts';
import { demoPeople } from '../support/test-desk.ts';
import { digest, rowDigest } from './digest.ts';

/** A card as it stands in Teams, and every send that reached it. */
export interface StandingCard {
  readonly id: string;
  shows: number;
  readonly sends: { readonly revision: number; readonly at: Instant }[];
}

/** A callback that reached the agent. `durable`: the decision it tells was stored by then. */
export interface Received {
  readonly webhookId: string;
  readonly body: string;
  readonly at: Instant;
  readonly durable: boolean;
}

/** A change made to the code under test or to its storage, to prove that the model would notice. */
export type Mutation = (desk: FullDesk, world: World, around: Around) => FullDesk;

export interface World {
  now: Instant;
  readonly tables: MemoryTables;
  readonly queue: Nudge[];
  readonly cards: Map<string, StandingCard>;
  readonly received: Received[];
  readonly people: Map<string, DirectoryPerson>;
  /** What a caller named `tag` (one or two letters, in all its ids) uses to reach this world. */
  desk(tag: string, around: Around): FullDesk;
  tick(ms: number): void;
  /** Equal for worlds that storage, queue, Teams, agent and clock cannot tell apart. */
  digest(): string;
  /** The same world, on its own from now on. */
  copy(): World;
}

/** An access that a channel refuses in its own words. */
export class Said extends Error {
  readonly kind: 'later' | 'gone' | 'refused';
  constructor(kind: Said['kind']) {
    super(kind);
    this.kind = kind;
  }
}

/** The process ends in the middle of a call: nobody catches this. */
export class Died extends Error {}

/** An empty world at the usual hour, where everybody of the demo directory lives. */
export const createWorld = (mutate: Mutation = (desk) => desk): World =>
  worldOf(mutate, {
    now: NOW,
    tables: createMemoryTables(),
    queue: [],
    cards: new Map(),
    received: [],
    people: demoPeople(),
  });

function worldOf(
  mutate: Mutation,
  has: Pick<World, 'now' | 'tables' | 'queue' | 'cards' | 'received' | 'people'>,
) {
  const world: World = {
    ...has,
    desk: (tag, around) => mutate(deskOf(world, tag, around), world, around),
    tick: (ms) => {
      world.now = later(world.now, ms);
    },
    digest: () => {
      const rows = [...world.tables.all()].map(([name, row]) => `${name}${rowDigest(row)}`).sort();
      const rest = [world.now, world.queue, [...world.cards.values()], world.received];
      return digest(rows.join() + JSON.stringify(rest));
    },
    copy: () =>
      worldOf(mutate, {
        now: world.now,
        tables: world.tables.copy(),
        queue: [...world.queue],
        cards: new Map([...world.cards].map(([id, card]) => [id, { ...card, sends: [...card.sends] }])),
        received: [...world.received],
        people: new Map(world.people),
      }),
  };
  return world;
}

function deskOf(world: World, tag: string, around: Around): FullDesk {
  const mint = createTaggedMint(tag);
  return {
    store: createMemoryStore(world.tables, around, () => mint('mark')),
    standings: createMemoryStandings(world.tables, around, () => mint('mark')),
    watch: createMemoryWatchList(world.tables, around),
    catalog: createMemoryCatalog(world.tables, around),
    // Counting is proven on its own: here nobody is near a limit.
    quota: createMemoryQuotaBook(),
    // A row that leads to a request, and no more: no step of its own.
    denials: createMemoryDenials(world.tables),
    // What people made of the same before is told and decides nothing: here nobody is told.
    listKind: async () => [],
    // Nobody looks at a list here: what a pause changes on cards is proven on its own.
    listPending: async () => [],
    listRecent: async () => [],
    listsLag: async () => false,
    routes: { bind: async () => undefined, find: async () => aConversation() },
    people: createMemoryPeopleBook(),
    ownedBy: () => [],
    mentions: async () => [],
    nudge: (nudges) =>
      nudges.every(({ kind }) => kind === 'standing')
        ? Promise.resolve()
        : createMemoryQueue(around, world.queue).send(nudges),
    clock: () => world.now,
    mint,
    waitBeforeTry: async () => undefined,
    baseUrl: BASE_URL,
    adminsGroup: GROUPS.admins,
    tenant: TENANT,
    sign: async (claims) => `signed-${claims.id}-${claims.approvedAt}`,
    index: async () => undefined,
    turns: unpaced,
    // Soon enough is proven on its own: here the sweep finds it.
    nudgeLater: async () => undefined,
    // Changes of the policy have scenarios of their own (rolling.ts): here nobody asks for one.
    endUnnamed: async () => undefined,
    lookUp: (oid, groups) =>
      around({ effect: 'read', name: 'ask the directory' }, () => {
        const found = world.people.get(oid);
        return found && { ...found, groups: found.groups.filter((each) => groups.includes(each)) };
      }).catch((error: unknown) => {
        // What spoils an access throws a fault of storage; asked of the directory it is one of the directory.
        throw error instanceof StoreFault ? new DirectoryFault(error.message) : error;
      }),
    report: () => undefined,
    // Owners never change in these worlds: asking is no step of its own.
    ownersOf: async () => [],
    reviewApp: '',
    holdsAll: () => true,
    membersLeft: async (_group, _barred, most) => Array.from({ length: most }, (_, n) => `member-${n}`),
    cards: {
      post: (_conversation, view) =>
        sent(() =>
          around({ effect: 'write', name: 'post' }, () => {
            const id = `card-${world.cards.size + 1}`;
            world.cards.set(id, { id, shows: 0, sends: [] });
            return land(world, id, view);
          }),
        ),
      update: async (_conversation, id, view) => {
        await sent(() => around({ effect: 'write', name: `update ${id}` }, () => land(world, id, view)));
      },
    },
    deliver: async (todo) => {
      try {
        return await around({ effect: 'write', name: 'deliver' }, () => {
          world.received.push(receivedOf(world, todo));
          return { delivered: true } as const;
        });
      } catch {
        return { delivered: false, error: 'no answer' };
      }
    },
  };
}

function land(world: World, id: string, view: CardView): string {
  const card = world.cards.get(id);
  if (card === undefined) throw new TypeError(`no card ${id}`);
  card.shows = view.request.revision;
  card.sends.push({ revision: view.request.revision, at: world.now });
  return id;
}

function receivedOf(world: World, todo: Todo): Received {
  const request = [...world.tables.all()].find(([, row]) => (row.data as Todo).webhookId === todo.webhookId);
  const partition = request?.[0].split('\n', 1)[0] ?? '';
  const durable = world.tables.get(partition, eventKey(todo.event)) !== undefined;
  return { webhookId: todo.webhookId, body: todo.body, at: world.now, durable };
}

async function sent<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof Died) throw error;
    if (error instanceof Said)
      throw new SendFault(error.kind, error.kind, error.kind === 'later' ? 3 : undefined);
    throw new SendFault('unconfirmed', 'no answer from Teams');
  }
}

/** Ids that name who minted them, so that every stored event can be told to its caller. */
function createTaggedMint(tag: string): (prefix: string) => string {
  const counts = new Map<string, number>();
  return (prefix) => {
    const n = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, n);
    return `${prefix}_${tag}${String(n).padStart(26 - tag.length, '0')}`;
  };
}
