// A desk for tests of the rules: memory instead of storage, a clock that stands until it is moved, ids in order, a directory that can be
// changed or silenced, and fakes at the network's edge that remember what was sent.

import type {
  DirectoryPerson,
  LookUpPerson,
  MembersLeft,
  OwnersOf,
  ReportFault,
} from '../../approvals/approvers/directory-ports.ts';
import type { QuotaBook } from '../../approvals/counting/quota-book.ts';
import type { HoldsAll } from '../../approvals/decision/opening.ts';
import type { DenialBook } from '../../approvals/denial/denial-book.ts';
import { DirectoryFault } from '../../approvals/faults.ts';
import type { ListKind } from '../../approvals/history/history-book.ts';
import type { EndUnnamed } from '../../approvals/lapse/undecidable.ts';
import type { NudgeLater } from '../../approvals/pace/pace-book.ts';
import { type Turns, unpaced } from '../../approvals/pace/turns.ts';
import type {
  Catalog,
  Deliver,
  Delivery,
  Desk,
  Index,
  ListPending,
  ListRecent,
  ListsLag,
  Nudge,
  SignGrant,
  WatchList,
} from '../../approvals/ports.ts';
import type {
  CardDesk,
  CardView,
  PeopleBook,
  RouteBook,
  WhoToMention,
} from '../../approvals/prompt/card-ports.ts';
import { withdrawUnnamed } from '../../approvals/proposal/unnamed.ts';
import { deploymentAs } from '../../approvals/proposal/wish.ts';
import type { OwnedBy } from '../../approvals/route/late-owner.ts';
import type { LinkBook } from '../../approvals/route/link-book.ts';
import { later } from '../../approvals/time.ts';
import type { Instant } from '../../approvals/words.ts';
import type { Conversation, Todo } from '../../approvals/work.ts';
import { holdsAll } from '../../bot/cards/holds-all.ts';
import { AUDIENCE, GROUPS, REVIEW_APP_ID, seedDirectory, TENANT } from '../../local/directory.ts';
import { BASE_URL, idOf, NOW } from './builders.ts';
import { createMemoryDenials } from './memory-denials.ts';
import { createMemoryListKind } from './memory-history.ts';
import { createMemoryLists } from './memory-lists.ts';
import {
  createMemoryCatalog,
  createMemoryLog,
  createMemoryPeopleBook,
  createMemoryQueue,
  createMemoryQuotaBook,
  createMemoryRouteBook,
  createMemoryStandings,
  createMemoryStore,
  createMemoryWatchList,
} from './memory-store.ts';
import type { MemoryTables } from './memory-tables.ts';
import { createMemoryTables } from './memory-tables.ts';

/** Everything the verbs ask for, in one object. */
export type FullDesk = Desk & {
  readonly catalog: Catalog;
  readonly quota: QuotaBook;
  readonly denials: DenialBook;
  readonly listKind: ListKind;
  readonly listPending: ListPending;
  readonly listRecent: ListRecent;
  readonly listsLag: ListsLag;
  readonly lookUp: LookUpPerson;
  readonly ownersOf: OwnersOf;
  readonly reviewApp: string;
  readonly holdsAll: HoldsAll;
  readonly report: ReportFault;
  readonly membersLeft: MembersLeft;
  readonly endUnnamed: EndUnnamed;
  readonly sign: SignGrant;
  readonly adminsGroup: string;
  readonly tenant: string;
  readonly cards: CardDesk;
  readonly routes: RouteBook;
  readonly people: PeopleBook;
  readonly ownedBy: OwnedBy;
  readonly mentions: WhoToMention;
  readonly index: Index;
  readonly deliver: Deliver;
  readonly turns: Turns;
  readonly nudgeLater: NudgeLater;
};

/** One send to Teams, as the fake saw it. */
export interface SentCard {
  readonly kind: 'post' | 'update';
  readonly conversation: Conversation;
  readonly activity: string;
  readonly view: CardView;
}

export interface TestDesk {
  readonly desk: FullDesk;
  readonly links: LinkBook;
  readonly tables: MemoryTables;
  readonly watch: WatchList;
  /** Moves the clock. */
  advance(ms: number): void;
  set(now: Instant): void;
  /** People by object id, owners of every agent; change or delete them, or set `silent`. */
  readonly directory: {
    silent: boolean;
    /** Silent about who is in a group alone. */
    groupsSilent: boolean;
    readonly people: Map<string, DirectoryPerson>;
    owners: readonly string[];
  };
  readonly nudges: Nudge[];
  readonly sent: SentCard[];
  readonly delivered: { readonly todo: Todo; readonly at: Instant }[];
  readonly indexed: string[];
  /** Faults that were survived, as told to whoever operates. */
  readonly reported: readonly unknown[];
  /** Thrown by the next sends to Teams, in order. */
  readonly sendFaults: Error[];
  /** Answered by the next deliveries, in order; then they succeed. */
  readonly deliveries: Delivery[];
}

/** An empty world at `NOW`, with the demo directory. */
export function createTestDesk(): TestDesk {
  const tables = createMemoryTables();
  const queue = createMemoryQueue();
  const mint = createCountingMint();
  const links = createMemoryRouteBook();
  const directory: TestDesk['directory'] = {
    silent: false,
    groupsSilent: false,
    people: demoPeople(),
    owners: [],
  };
  const sent: SentCard[] = [];
  const delivered: { todo: Todo; at: Instant }[] = [];
  const indexed: string[] = [];
  const reported: unknown[] = [];
  const sendFaults: Error[] = [];
  const deliveries: Delivery[] = [];
  let now = NOW;

  const throwNext = () => {
    const fault = sendFaults.shift();
    if (fault !== undefined) throw fault;
  };
  const desk: FullDesk = {
    store: createMemoryStore(tables),
    standings: createMemoryStandings(tables),
    watch: createMemoryWatchList(tables),
    catalog: createMemoryCatalog(tables),
    quota: createMemoryQuotaBook(),
    denials: createMemoryDenials(tables),
    routes: links,
    listKind: createMemoryListKind(tables),
    ...createMemoryLists(tables),
    people: createMemoryPeopleBook(),
    ownedBy: () => [],
    mentions: async () => [],
    nudge: queue.send,
    clock: () => now,
    mint,
    waitBeforeTry: async () => undefined,
    baseUrl: BASE_URL,
    adminsGroup: GROUPS.admins,
    tenant: TENANT,
    sign: async (claims) => `signed.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`,
    lookUp: async (oid, groups) => {
      if (directory.silent) throw new DirectoryFault('the directory does not answer');
      const found = directory.people.get(oid);
      return found && { ...found, groups: found.groups.filter((each) => groups.includes(each)) };
    },
    ownersOf: async () => {
      if (directory.silent) throw new DirectoryFault('the directory does not answer');
      return directory.owners;
    },
    reviewApp: REVIEW_APP_ID,
    holdsAll,
    report: (fault) => void reported.push(fault),
    membersLeft: async (group, barred, most) => {
      if (directory.silent || directory.groupsSilent)
        throw new DirectoryFault('the directory does not answer');
      return [...directory.people.values()]
        .filter((each) => each.enabled && !each.guest && each.groups.includes(group))
        .filter((each) => !barred.includes(each.oid))
        .map((each) => each.oid)
        .slice(0, most);
    },
    cards: {
      post: async (conversation, view) => {
        throwNext();
        const activity = mint('activity');
        sent.push({ kind: 'post', conversation, activity, view });
        return activity;
      },
      update: async (conversation, activity, view) => {
        throwNext();
        sent.push({ kind: 'update', conversation, activity, view });
      },
    },
    index: async (request, work) =>
      void indexed.push(
        `${request.id} ${request.status}${work.dead ? ` dead ${work.key}` : ''}${work.unreached ? ' unreached' : ''}`,
      ),
    turns: unpaced,
    nudgeLater: async () => undefined,
    endUnnamed: (request) => withdrawUnnamed(changes, request),
    deliver: async (todo, at) => {
      delivered.push({ todo, at });
      return deliveries.shift() ?? { delivered: true };
    },
  };
  const changes = { ...desk, log: createMemoryLog(tables), requests: desk, own: deploymentAs(AUDIENCE) };
  return {
    desk,
    links,
    tables,
    watch: desk.watch,
    advance: (ms) => {
      now = later(now, ms);
    },
    set: (at) => {
      now = at;
    },
    directory,
    nudges: queue.messages,
    sent,
    delivered,
    indexed,
    reported,
    sendFaults,
    deliveries,
  };
}

/** Ids in order, one count for each prefix: `op_0000…0001`. */
function createCountingMint(): (prefix: string) => string {
  const counts = new Map<string, number>();
  return (prefix) => {
    const n = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, n);
    return idOf(prefix, n);
  };
}

/** The demo directory as Graph tells it. */
export function demoPeople(): Map<string, DirectoryPerson> {
  const ours = seedDirectory().people.filter((each) => each.kind !== 'external');
  return new Map(
    ours.map(({ id, name, kind, groups }) => [
      id,
      { oid: id, name, enabled: true, guest: kind === 'guest', groups, source: 'test' },
    ]),
  );
}
