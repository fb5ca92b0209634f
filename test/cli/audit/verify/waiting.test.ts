// Requests that waited, and what was denied before: reminders, escalations, reasons, cool-downs and changes of the policy in a package, each
// rewritten by somebody who makes every hash and signature fit.
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { canonicalForm, type Intent, readIntent } from '../../../../approvals/intent/intent.ts';
import { GROUPS, PEOPLE } from '../../../../local/directory.ts';
import { rowsOf } from '../../../support/a-package.ts';
import { THRICE } from '../../../support/population/urged.ts';
import { type Change, type Event, eventOf, type Line, type Pick } from '../../../support/rewrite-package.ts';
import { type Cases, firstFlaw, flawAfter, flawAfterLog, GOOD, rewritten } from './support/good-package.ts';

const MINUTE = 60_000;
const near = (at: unknown, ms: number) => new Date(Date.parse(String(at)) + ms).toISOString();
const verdictOf = (line: Line) => line.verdict as Record<string, unknown>;

const isThrice = ({ resource }: Line) => (resource as { id: string }).id === THRICE.id;
const urged: Pick = (line, types) => types.includes('reminded') && line.status === 'approved';
const unheard: Pick = (line, types) => types.includes('escalated') && line.status === 'denied';
const besideIt: Pick = (_line, types) => types.includes('similar_denied');
const cooling: Pick = (line) => line.cool_down !== undefined && line.evaluated === undefined;
const similar: Pick = ({ denied_before: before, cool_down: cool }) =>
  cool === undefined && (before as { same?: string } | undefined)?.same === 'target';

/** Both what the event and what the request says of the time it came. */
function move(line: Line, events: readonly Event[], type: 'reminded' | 'escalated', at: string): void {
  const event = events.findLast((each) => each.type === type);
  assert.ok(event);
  event.at = at;
  if (type === 'reminded') Object.assign(line.reminded as object, { at });
  else Object.assign((line.escalated as object[])[0] ?? {}, { at });
}

/** The words of a vote, with a digest that fits. */
const saying =
  (text: string): Change =>
  (line, events, texts) => {
    const { facts } = eventOf(events, 'voted');
    const said = texts.find(({ digest }) => digest === facts.text);
    assert.ok(said);
    const digest = hash('sha256', `${said.salt}\n${text}`, 'base64url');
    Object.assign(said, { text, digest });
    facts.text = digest;
    for (const vote of line.votes as { text: string }[]) vote.text = digest;
  };

type Cited = { request: string; deniedAt: string; until: string };
/** What a cool-down says of the denial it follows: in the request, and in the event. */
const citing =
  (more: (cited: Cited) => Partial<Cited>): Change =>
  (line, events) => {
    const was = line.cool_down as Cited;
    const cited = { ...was, ...more(was) };
    line.cool_down = cited;
    Object.assign(eventOf(events, 'denied').facts, {
      denied: cited.request,
      denied_at: cited.deniedAt,
      until: cited.until,
    });
    const words = String(line.end_reason);
    line.end_reason = words.replace(was.request, cited.request).replace(was.until, cited.until);
  };
const before =
  (more: object): Change =>
  (line, events) => {
    const told = { ...(line.denied_before as object), ...more };
    line.denied_before = told;
    eventOf(events, 'requested').facts.denied_before = told;
  };

const lines = rowsOf(GOOD['requests.ndjson']) as unknown as Line[];
const lineOf = (pick: (line: Line) => boolean): Line => {
  const found = lines.findLast(pick);
  assert.ok(found);
  return found;
};
const approvedOne = lineOf(({ status, action }) => status === 'approved' && action === 'data.export');
const change = lineOf(({ action }) => action === 'countersign.policy.change');
/** A denial of other rows, shortly before. */
const otherDenial = lineOf(
  (line) =>
    similar(line, []) &&
    !isThrice(line) &&
    verdictOf(line).coolDownMs !== undefined &&
    line.status === 'denied',
);

test('the good package has what is rewritten here, and is good', async () => {
  assert.equal((await firstFlaw(GOOD)).first, '');
});

const CASES: Cases = {
  'a reminder before its time': [
    urged,
    (line, events) => move(line, events, 'reminded', near(eventOf(events, 'reminded').at, 1000)),
    /is reminder 2, before its time/,
  ],
  'a reminder that no policy asks for': [
    urged,
    (line) => void delete verdictOf(line).remindEveryMs,
    /reminds, and its policy asks for no reminder/,
  ],
  'a reminder by a person': [
    urged,
    (_line, events) => {
      eventOf(events, 'reminded').actor = { kind: 'person', id: PEOPLE.sam };
    },
    /is by person \S+ and only time reminds/,
  ],
  'an escalation that no policy asks for': [
    urged,
    (line) => void delete verdictOf(line).escalations,
    /is escalation 1, which its policy does not ask for/,
  ],
  'an escalation that lets others in': [
    urged,
    (_line, events) => {
      const added = { groups: [{ name: 'admins', id: GROUPS.admins }], people: [] };
      eventOf(events, 'escalated').facts.added = added;
    },
    /is escalation 1, and tells or adds others than its policy says/,
  ],
  'an escalation by a person': [
    urged,
    (_line, events) => {
      eventOf(events, 'escalated').actor = { kind: 'person', id: PEOPLE.sam };
    },
    /is by person \S+ and only time escalates/,
  ],
  'an escalation before its time': [
    urged,
    (line, events) => move(line, events, 'escalated', near(line.created_at, 9 * MINUTE)),
    /is escalation 1, before its time/,
  ],
  'an early escalation that is not told as one': [
    unheard,
    (line, events) => {
      delete eventOf(events, 'escalated').facts.because;
      for (const each of line.escalated as { because?: string }[]) delete each.because;
    },
    /is escalation 1, before its time/,
  ],
  'an early escalation that is in time': [
    urged,
    (line, events) => {
      eventOf(events, 'escalated').facts.because = 'nobody_reached';
      for (const each of line.escalated as { because?: string }[]) each.because = 'nobody_reached';
    },
    /is escalation 1, in time, and says that it is early/,
  ],
  'an early escalation where there was nobody to be reached': [
    unheard,
    (line) => {
      verdictOf(line).notify = [];
    },
    /is escalation 1, since nobody was reached, and its policy told nobody/,
  ],
  'a yes without the reason that its rule asks': [
    urged,
    (line, events) => {
      delete eventOf(events, 'voted').facts.text;
      for (const vote of line.votes as { text?: string }[]) delete vote.text;
    },
    /is a vote to approve without the reason that its rule asks/,
  ],
  'a yes whose reason is blank': [
    urged,
    saying(' \t'),
    /is the reason that a rule asks of a vote to approve, and says/,
  ],
  'a no whose reason cannot be seen': [
    unheard,
    saying('\u200b\u2800'),
    /is the reason that a rule asks of a vote to deny, and says nothing/,
  ],
  'a denial for an earlier one that no policy asks for': [
    cooling,
    (line) => void delete verdictOf(line).coolDownMs,
    /is for an earlier denial, and its policy asks no such thing/,
  ],
  'a denial for an earlier one where the policy denies anyway': [
    cooling,
    (line, events) => {
      verdictOf(line).effect = 'deny';
      eventOf(events, 'requested').facts.effect = 'deny';
    },
    /is for an earlier denial, and its policy asks no such thing/,
  ],
  'a denial for an earlier one by a person': [
    cooling,
    (_line, events) => {
      eventOf(events, 'denied').actor = { kind: 'person', id: PEOPLE.bob };
    },
    /is in the name of person \S+ and not of its pinned policy/,
  ],
  'a denial for an earlier one that came later': [
    cooling,
    (line, events) => {
      const at = near(line.created_at, 1);
      eventOf(events, 'denied').at = at;
      line.ended_at = at;
    },
    /is for an earlier denial, and not of the moment it was asked/,
  ],
  'a cool-down of another length': [
    cooling,
    citing(({ until }) => ({ until: near(until, MINUTE) })),
    /is until \S+ and its policy asks another time/,
  ],
  'a cool-down that was over': [
    cooling,
    citing(({ deniedAt, until }) => ({
      deniedAt: near(deniedAt, -90 * MINUTE),
      until: near(until, -90 * MINUTE),
    })),
    /is for a denial at \S+ which does not reach to/,
  ],
  'a cool-down after another moment than that of the denial': [
    cooling,
    citing(({ deniedAt, until }) => ({ deniedAt: near(deniedAt, -1000), until: near(until, -1000) })),
    /as denied before it, which was denied at \S+ and not at/,
  ],
  'a cool-down after what no person denied': [
    cooling,
    citing(() => ({ request: approvedOne.id })),
    /as denied before it, which no person denied/,
  ],
  'a cool-down after a denial of another intent': [
    cooling,
    citing(() => ({
      request: otherDenial.id,
      deniedAt: String(otherDenial.ended_at),
      until: near(otherDenial.ended_at, 60 * MINUTE),
    })),
    /as denied before it, which asks something else/,
  ],
  'a denial that people were told of by somebody else': [
    besideIt,
    (_line, events) => {
      eventOf(events, 'similar_denied').actor = { kind: 'person', id: PEOPLE.bob };
    },
    /is in the name of person \S+ and not of its pinned policy/,
  ],
  'a denial that people were told of before it came': [
    besideIt,
    (line, events) => {
      const { facts, at } = eventOf(events, 'similar_denied');
      facts.at = near(at, 2 * MINUTE);
      (line.denied_before as { at: unknown }).at = facts.at;
    },
    /tells of a denial at \S+ which came later/,
  ],
  'a denial that people were told of, and that was of another person': [
    besideIt,
    (line, events) => {
      eventOf(events, 'similar_denied').facts.by = PEOPLE.carmen;
      (line.denied_before as { by: string }).by = PEOPLE.carmen;
    },
    /as denied before it, which \S+ denied, and not/,
  ],
  'a denial that people were told of, and that the request forgot': [
    besideIt,
    (line) => void delete line.denied_before,
    /says denied_before .* and its events say/,
  ],
  'a likeness that the request forgot': [
    (line) => line.like_hash !== undefined,
    (line) => void delete line.like_hash,
    /says like_hash nothing, and its events say/,
  ],
  'a likeness that neither the request nor its first event tells': [
    (line) => line.like_hash !== undefined,
    (line, events) => {
      delete line.like_hash;
      delete eventOf(events, 'requested').facts.like_hash;
    },
    /has an intent whose likeness has another hash than like_hash/,
  ],
  'a likeness that its intent does not have': [
    (line) => line.like_hash !== undefined,
    (line, events) => {
      line.like_hash = line.intent_hash;
      eventOf(events, 'requested').facts.like_hash = line.intent_hash;
    },
    /has an intent whose likeness has another hash than like_hash/,
  ],
  'an earlier denial by somebody else': [
    similar,
    before({ by: PEOPLE.carmen }),
    /as denied before it, which \S+ denied, and not/,
  ],
  'an earlier denial that is told as one of the same': [
    similar,
    before({ same: 'intent' }),
    /as denied before it, which has the same target, and not intent/,
  ],
};

for (const [what, [pick, how, why]] of Object.entries(CASES)) {
  test(`${what} is found`, async () => {
    assert.match(await flawAfter(pick, how), why);
  });
}

/** The first of three denials and a yes asks what was approved after it, also in another spelling. */
for (const [spelling, more] of [
  ['the same', {}],
  ['another', { note: { to: null } }],
] as const) {
  test(`a yes within the cool-down of a denial of the same, in ${spelling} spelling, is found`, async () => {
    const rowsOfIt = (line: Line) => (line.intent as Intent | undefined)?.action.properties?.rows;
    const flaw = await flawAfter(
      (line) => isThrice(line) && rowsOfIt(line) === 1,
      (line, events) => {
        const was = line.intent as Intent;
        const properties = { ...was.action.properties, rows: 3, ...more };
        const form = canonicalForm({ ...was, action: { ...was.action, properties } });
        assert.ok(form.ok);
        const { bytes, hash: intentHash, likeHash } = form.value;
        const { facts } = eventOf(events, 'requested');
        Object.assign(line, { intent: readIntent(bytes), intent_hash: intentHash });
        facts.intent_hash = intentHash;
        if (likeHash !== undefined) Object.assign(line, { like_hash: likeHash });
        if (likeHash !== undefined) facts.like_hash = likeHash;
      },
    );
    const approved = lineOf((line) => isThrice(line) && line.status === 'approved');
    assert.match(
      flaw,
      new RegExp(`${approved.id} is approved at .* had denied the same as req_\\S+ at .* its cool-down held`),
    );
  });
}

test('an earlier denial of a request from before the package is told as not compared', async () => {
  const { first, counts } = await firstFlaw(
    await rewritten(
      cooling,
      citing(() => ({ request: `req_${'0'.repeat(26)}` })),
    ),
  );
  assert.deepEqual([first, counts.beyond, counts.early], ['', 1, 1]);
});

const loaded = (events: readonly Event[]): Event => {
  const found = events.findLast(({ type }) => type === 'policy_loaded');
  assert.ok(found);
  return found;
};

test('a policy that came into force without the approval that the one before asks for is found', async () => {
  assert.match(
    await flawAfterLog((events) => void delete loaded(events).facts.request),
    /^events\.ndjson log_\S+ loads the policy \S+ without an approval/,
  );
});

test('a policy that came into force for a request that asked for another one is found', async () => {
  for (const change of [{ version: 'other' }, { previous: 'other' }, { request: approvedOne.id }])
    assert.match(
      await flawAfterLog((events) => Object.assign(eventOf(events, 'policy_proposed').facts, change)),
      /^events\.ndjson log_\S+ loads the policy \S+ for req_\S+ which did not propose that/,
    );
});

test('a policy that came into force for a request of another kind is found', async () => {
  const flaw = await flawAfterLog((events) => {
    for (const event of [loaded(events), eventOf(events, 'policy_proposed')])
      event.facts.request = approvedOne.id;
  });
  assert.match(
    flaw,
    new RegExp(`^requests\\.ndjson ${approvedOne.id} is the approval of policy \\S+ by the log`),
  );
});

test('a policy that was forced says so, and needs no approval', async () => {
  const flaw = await flawAfterLog((events) => {
    const { facts } = loaded(events);
    delete facts.request;
    facts.forced = true;
  });
  assert.equal(flaw, '');
  assert.equal(change.status, 'approved');
});
