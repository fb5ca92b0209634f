// The one who tells a population's stories: asks, votes and uses as they happen, a moment after each other.
import assert from 'node:assert/strict';
import type { Ask } from '../../../approvals/ask/birth.ts';
import { submit } from '../../../approvals/ask/submit.ts';
import { decide } from '../../../approvals/decision/decide.ts';
import { redeem } from '../../../approvals/grant/redeem.ts';
import { canonicalForm, intentOf, type Wish } from '../../../approvals/intent/intent.ts';
import { judgePolicy } from '../../../approvals/policy/judgement/judge.ts';
import type { Policy } from '../../../approvals/policy/policy.ts';
import type { Ruling } from '../../../approvals/verdict.ts';
import type { ApprovalRequest, Choice, RequestId } from '../../../approvals/words.ts';
import { AGENTS, PEOPLE, REVIEW_APP_ID, TENANT } from '../../../local/directory.ts';
import { aPerson } from '../builders.ts';
import type { TestDesk } from '../test-desk.ts';

type Who = keyof typeof PEOPLE;

/** The wishes of the stories. */
export const EXPORT: Wish = {
  action: { name: 'data.export', properties: { format: 'csv', rows: 25, target: 'sftp://partner.example' } },
  resource: { type: 'database', id: 'prod/customers' },
};
export const READ: Wish = { action: { name: 'data.read' }, resource: { type: 'database', id: 'dev/orders' } };
export const DELETE: Wish = {
  action: { name: 'infra.delete' },
  resource: { type: 'kubernetes', id: 'prod/blue' },
};
export const ASSIGN: Wish = {
  action: { name: 'iam.role.assign', properties: { role: 'reader' } },
  resource: { type: 'iam-role', id: 'reader' },
};

/** The basics of a story, in this world. */
export function createTeller(world: TestDesk) {
  const { desk } = world;
  const wait = () => world.advance(1234);

  function judgedOf(policy: Policy, wish: Wish, more: Partial<Ask> = {}): Ask & Ruling {
    const agent = more.agent ?? { clientId: AGENTS.nightlyEtl, name: 'nightly-etl', registered: true };
    const subject = { id: agent.clientId, tenant: TENANT };
    const intent = intentOf(wish, subject, []);
    const canonical = canonicalForm(intent);
    assert.ok(canonical.ok);
    const now = desk.clock();
    return {
      id: desk.mint('req'),
      keyed: false,
      tenant: TENANT,
      agent,
      limits: { maxPending: 50, requestsPerMinute: 1000 },
      bodyHash: 'body',
      intent: canonical.value.bytes,
      intentHash: canonical.value.hash,
      likeHash: canonical.value.likeHash,
      action: wish.action.name,
      resource: { type: wish.resource.type, id: wish.resource.id },
      ...judgePolicy(policy, { intent, agent, viaEnforcer: more.enforcer !== undefined, now }),
      excluded: [PEOPLE.dana],
      ...more,
    };
  }

  async function ask(policy: Policy, wish: Wish, more: Partial<Ask> = {}): Promise<ApprovalRequest> {
    wait();
    const asked = await submit(desk, judgedOf(policy, wish, more));
    assert.ok(asked.ok, JSON.stringify(asked));
    return asked.value;
  }

  async function vote(id: RequestId, who: Who, choice: Choice, words?: string, signedIn = false) {
    wait();
    const said = words === undefined ? {} : { comment: words };
    const signIn = signedIn ? { signIn: { app: REVIEW_APP_ID, at: desk.clock(), acrs: ['c1'] } } : {};
    const ballot = { person: aPerson(who), choice, via: 'page', ...said, ...signIn } as const;
    const voted = await decide(desk, id, ballot);
    assert.ok(voted.ok, JSON.stringify(voted));
    return voted.value.request;
  }

  async function use({ id, grant, intentHash, enforcer }: ApprovalRequest) {
    wait();
    const caller =
      enforcer === undefined
        ? ({ clientId: AGENTS.nightlyEtl, kind: 'agent', name: 'nightly-etl' } as const)
        : ({ ...enforcer, kind: 'enforcer' } as const);
    const shown = {
      grantId: grant?.id ?? '',
      token: grant?.token ?? '',
      requestId: 'x-1',
      intentHash,
      caller,
      deniedNow: false,
    };
    const used = await redeem(desk, id, shown);
    assert.ok(used.ok, JSON.stringify(used));
    return caller;
  }

  const done = async (changing: Promise<{ readonly ok: boolean }>) => {
    const answer = await changing;
    assert.ok(answer.ok, JSON.stringify(answer));
  };

  return { wait, judgedOf, ask, vote, use, done };
}
