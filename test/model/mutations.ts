// Clauses taken out of the code under test or of its storage, one at a time: each must be found by the model, or it guards nothing.
import type { Watch } from '../../approvals/ports.ts';
import { REQUEST_KEY } from '../../approvals/row-keys.ts';
import type { Prompt } from '../../approvals/work.ts';
import type { FullDesk } from '../support/test-desk.ts';
import { deaf, unswept } from './rolling.ts';
import type { Limits } from './run.ts';
import { SIBLING_PARTS, withoutPart } from './siblings.ts';
import type { Mutation } from './world.ts';

export interface Guard {
  /** What was taken out. */
  readonly without: string;
  /** The scenario that must find it. */
  readonly scenario: string;
  readonly limits: Limits;
  /** What the model says then. */
  readonly found: RegExp;
  readonly mutate: Mutation;
}

const limits = (faults: number, preemptions = 0, workers = 0): Limits => ({ faults, preemptions, workers });
const withStore = (desk: FullDesk, change: Partial<FullDesk['store']>): FullDesk => ({
  ...desk,
  store: { ...desk.store, ...change },
});

export const GUARDS: readonly Guard[] = [
  ...SIBLING_PARTS.map((part) => ({
    without: `${part} among siblings`,
    scenario: 'approved while the same is denied',
    limits: limits(0, 3),
    found: /approved after the same was denied/,
    mutate: withoutPart(part),
  })),
  {
    without: 'the row that tells which files hosts hold',
    scenario: 'an old host and a new one start at once',
    limits: limits(0, 2),
    found: /the change that waits was taken back/,
    mutate: deaf,
  },
  ...[limits(0, 2), limits(1)].map((each, index) => ({
    without: `the sweep that withdraws what the log does not name, ${index === 0 ? 'whoever is first' : 'whoever died'}`,
    scenario: 'a third file comes while people are asked about the second',
    limits: each,
    found: /a change that nothing waits for was left to people/,
    mutate: unswept,
  })),
  {
    without: 'the fence before a refusal',
    scenario: 'one approval and every fault',
    limits: limits(2),
    found: /told could_not_verify, but it was recorded/,
    mutate: (desk) => withStore(desk, { fence: async () => true }),
  },
  {
    without: 'the read-back that tells an unanswered commit from a lost one',
    scenario: 'one approval and every fault',
    limits: limits(2),
    found: /but it was recorded/,
    mutate: (desk) =>
      withStore(desk, {
        commit: async (write) => {
          const result = await desk.store.commit(write);
          return result === 'unresolved' ? 'lost' : result;
        },
      }),
  },
  {
    without: 'one transaction for state and record',
    scenario: 'approve against cancel',
    limits: limits(1),
    found: /the chain breaks/,
    mutate: (desk) =>
      withStore(desk, {
        commit: async (write) => {
          const result = await desk.store.commit({ ...write, events: write.events.slice(0, 1), rows: [] });
          for (const event of result === 'won' ? write.events.slice(1) : []) {
            await desk.store.insert(write.id, {
              key: `event-${String(event.seq).padStart(6, '0')}`,
              data: event,
            });
          }
          for (const row of result === 'won' ? write.rows : []) await desk.store.insert(write.id, row);
          return result;
        },
      }),
  },
  {
    without: 'the version a commit is made against',
    scenario: 'two redemptions at once',
    limits: limits(0, 1),
    found: /told yes, but it is not in the record|the chain breaks|a grant ended more than once/,
    mutate: (desk, world) =>
      withStore(desk, {
        commit: async (write) => {
          const etag = world.tables.get(write.id, REQUEST_KEY)?.etag;
          // Whoever writes last also writes over the other's events.
          for (const event of write.events) {
            world.tables.remove(write.id, `event-${String(event.seq).padStart(6, '0')}`);
          }
          return desk.store.commit({ ...write, ...(etag === undefined ? {} : { etag }) });
        },
      }),
  },
  {
    without: 'keeping a watch row whose event is absent',
    scenario: 'one approval and every fault',
    limits: limits(2),
    found: /is not looked at before/,
    mutate: (desk) => withWatch(desk, (watch) => ({ ...watch, event: 0, since: LONG_AGO })),
  },
  {
    without: 'keeping the watch row of an adoption for a minute',
    scenario: 'a click, long after the end, on a card that nobody remembered',
    limits: limits(1),
    found: /nobody watches, but work is owed/,
    mutate: (desk) => withWatch(desk, (watch) => (watch.event === 0 ? { ...watch, since: LONG_AGO } : watch)),
  },
  {
    without: 'the watch row before a commit',
    scenario: 'a sweep beside a decision whose nudge is lost',
    limits: limits(1),
    found: /is not looked at before/,
    mutate: (desk) => ({
      ...desk,
      watch: {
        ...desk.watch,
        add: async (watch) => (watch.event > 1 ? undefined : desk.watch.add(watch)),
      },
    }),
  },
  {
    without: 'the watch row the sweep puts down before it removes the one it read',
    scenario: 'a sweep beside a decision whose nudge is lost',
    limits: limits(0),
    found: /nobody watches, but work is owed/,
    mutate: (desk) => ({
      ...desk,
      watch: {
        ...desk.watch,
        add: async (watch) => (watch.key.split('|').length > 2 ? desk.watch.add(watch) : undefined),
      },
    }),
  },
  {
    without: 'counting a post before it is sent',
    scenario: 'a handler that dies at every post',
    limits: limits(0),
    found: /[4-9] posts/,
    mutate: (desk) =>
      withStore(desk, {
        swap: async (id, key, etag, data) => {
          const standing = await desk.store.read<Prompt>(id, key);
          const uncounted = { ...data, attempts: standing?.data.attempts ?? 0, unconfirmed: 0 };
          return desk.store.swap(id, key, etag, key.startsWith('prompt-') ? uncounted : data);
        },
      }),
  },
  {
    without: 'counting a post before it is sent, when a host starts',
    scenario: 'a host starts while another posts the first card',
    limits: limits(0, 3),
    found: /2 cards of one prompt/,
    mutate: (desk) =>
      withStore(desk, {
        swap: async (id, key, etag, data) =>
          desk.store.swap(id, key, etag, 'unconfirmed' in data ? { ...data, unconfirmed: 0 } : data),
      }),
  },
  {
    without: 'the second send of the last revision',
    scenario: 'a card brought up to date after the end, by two holders',
    limits: limits(0),
    found: /not sent twice/,
    mutate: (desk) =>
      withStore(desk, {
        swap: async (id, key, etag, data) => desk.store.swap(id, key, etag, sentTwice(data)),
      }),
  },
  {
    without: 'the same bytes at every attempt',
    scenario: 'a callback handled twice at once, with every fault',
    limits: limits(1),
    found: /arrived with other bytes/,
    mutate: (desk) => ({
      ...desk,
      deliver: (todo, at, clientId) => desk.deliver({ ...todo, body: `${todo.body} ` }, at, clientId),
    }),
  },
];

const LONG_AGO = '2026-01-01T00:00:00.000Z';
const withWatch = (desk: FullDesk, read: (watch: Watch) => Watch): FullDesk => ({
  ...desk,
  watch: {
    ...desk.watch,
    due: async (now, most) => (await desk.watch.due(now, most)).map(read),
  },
});

/** Takes the first confirmed send of a card for the second. */
function sentTwice<T extends object>(data: T): T {
  if (!('activities' in data)) return data;
  const { activities } = data as unknown as Prompt;
  return { ...data, activities: activities.map((each) => ({ ...each, again: each.shows })) };
}
