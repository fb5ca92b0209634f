// A deployment whose policy changes: hosts over one storage in memory, each with a file of its own, that can die at any of their writes.
import assert from 'node:assert/strict';
import { logId, type RecordLog } from '../../approvals/audit/log.ts';
import { verifyChain } from '../../approvals/change/chain.ts';
import { decide } from '../../approvals/decision/decide.ts';
import type { Policy } from '../../approvals/policy/policy.ts';
import type { ChangeDesk } from '../../approvals/proposal/desk.ts';
import { meetAgain, meetFile } from '../../approvals/proposal/meet-file.ts';
import { tendProposal, withdrawChange } from '../../approvals/proposal/tend.ts';
import { deploymentAs } from '../../approvals/proposal/wish.ts';
import type { ApprovalRequest, ChainEvent, Choice } from '../../approvals/words.ts';
import { AUDIENCE, TENANT } from '../../local/directory.ts';
import { aPerson } from './builders.ts';
import { goodPolicy } from './good-policy.ts';
import { createMemoryHeardBook } from './memory-heard.ts';
import { createMemoryLog, createMemoryStandings, createMemoryStore } from './memory-store.ts';
import type { Around } from './memory-tables.ts';
import { createTestDesk } from './test-desk.ts';

const HEAD = `admins: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d003 }
groups: { data-owners: { entraGroup: 7c0ffee0-0000-4000-8000-00000000d001 } }
routes: { data-approvals: { timeZone: UTC } }
defaults: { approvers: { group: data-owners }, notify: [data-approvals], expires: 30m, grant: 5m }
`;
/** A policy file with these rules, or other members, at its end. */
export const fileWith = (more: string): string => `${HEAD}${more}\n`;
const read = new Map<string, Policy>();
/** The policy of a text. */
export function policyOf(text: string): Policy {
  const known = read.get(text);
  if (known !== undefined) return known;
  const policy = goodPolicy(text);
  read.set(text, policy);
  return policy;
}

/** How a host fares: it dies at its so many-th write, which lands; `before` runs ahead of each access. */
interface HostOptions {
  readonly dies?: number;
  readonly force?: string;
  readonly before?: (access: string) => Promise<void>;
}

/** Thrown instead of a reply: the host is gone. */
class Died extends Error {}

/** An empty storage, and what hosts and people do with it. */
export function aDeployment() {
  const world = createTestDesk();
  const { tables, desk } = world;
  const kept = new Map<string, string>();
  const id = logId(TENANT);

  const events = (of: string) =>
    tables.list(of, 'event-').map(({ row }) => row.data as unknown as ChainEvent);
  const log = () => tables.get(id, 'log')?.data as unknown as RecordLog;
  const request = (of = log().proposal?.request ?? '') =>
    tables.get(of, 'request')?.data as unknown as ApprovalRequest | undefined;

  /** Starts with this file; `dies` at its so many-th write, which lands. */
  function host(text: string, { dies = 0, force, before }: HostOptions = {}) {
    let writes = 0;
    const around: Around = async ({ effect, name }, apply) => {
      await before?.(name);
      if (isDead()) throw new Died();
      const done = apply();
      if (effect === 'write' && ++writes === dies) throw new Died();
      return done;
    };
    // What ends a host looks like a reply that never came to whoever waits for it.
    const isDead = () => dies > 0 && writes >= dies;
    const policy = policyOf(text);
    const { version, reviewPolicyChanges: reviewed } = policy;
    kept.set(version, text);
    const requests = {
      ...desk,
      store: createMemoryStore(tables, around),
      standings: createMemoryStandings(tables, around),
    };
    const deskOf = (runs: Policy): ChangeDesk => ({
      ...desk,
      log: createMemoryLog(tables, around),
      readText: async (wanted) => kept.get(wanted),
      heard: createMemoryHeardBook(tables, around),
      requests,
      own: deploymentAs(AUDIENCE),
      policy: runs,
    });
    const running = () => policyOf(kept.get(log().policy?.version ?? '') ?? text);
    let startedAt = desk.clock();
    async function settled(meeting: ReturnType<typeof meetAgain>): Promise<void> {
      const met = await meeting;
      if (!met.ok && isDead()) throw new Died();
      assert.ok(met.ok, JSON.stringify(met));
      if (met.value.withdrawn !== undefined) await withdrawChange(deskOf(running()), met.value.withdrawn);
    }
    return {
      version,
      desk: deskOf(policy),
      /** It starts, or starts anew. */
      meet: async () => {
        startedAt = desk.clock();
        await settled(meetFile(deskOf(policy), { version, text, reviewed, force, startedAt }));
      },
      /** It has something to do: what a sweep looks at first. */
      meetAgain: () => settled(meetAgain(deskOf(policy), { version, startedAt })),
      /** The sweep, on a host that runs on the policy in force unless another is named. */
      tend: async (runs: Policy = running()) => {
        const refusal = await tendProposal(deskOf(runs), policyOf);
        if (isDead()) throw new Died();
        return refusal;
      },
    };
  }

  /** Does it until it is done, or its host died. */
  async function orDies(run: () => Promise<unknown>): Promise<'done' | 'died'> {
    try {
      await run();
      return 'done';
    } catch (error) {
      if (error instanceof Died) return 'died';
      throw error;
    }
  }

  const decideAs = async (
    name: Parameters<typeof aPerson>[0],
    choice: Choice,
    of = log().proposal?.request ?? '',
  ) => await decide(desk, of, { person: aPerson(name), choice, via: 'teams' });

  /** The log's events, whose chain is whole. */
  function told(): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
    const all = events(id);
    assert.deepEqual(verifyChain(all, log()), { ok: true });
    return all.map(({ type, facts }) => [type, facts]);
  }
  const types = (of: string = id) => events(of).map(({ type }) => type);

  return { ...world, host, orDies, decideAs, log, request, told, types, kept };
}
