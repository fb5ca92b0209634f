// Guards of limits, cool-downs, reminders and escalations, of who is told, and of what is said of these in an exported record.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source text and titles, to the letter.
import { type Guard, guardsOf } from '../guard.ts';

const COUNT = 'approvals/counting/count-allowed.test.ts';
const RULES = 'approvals/policy/member/rule-limits.test.ts';
const EARLIER = 'approvals/denial/earlier-denial.test.ts';
const URGE = 'approvals/lapse/urge.test.ts';
const WAITING = 'cli/audit/verify/waiting.test.ts';
const FOUND = '${what} is found';
const SPELLED = 'respelling never escapes a cool-down, and another value always does';
const CATCH_UP = 'approvals/lapse/catch-up.test.ts';
const AT_ONCE = 'of many at the very same time exactly as many as the limit says are let in, whoever is slow';

/** The list. */
export const WAITING_GUARDS: readonly Guard[] = [
  ...guardsOf('approvals/counting/count-allowed.ts', COUNT, [
    ['counted.limits.some(isReached)', 'counted.limits.length === 0', AT_ONCE],
    ['const from = later(place.at, -limit.windowMs);', "const from = '9';", AT_ONCE],
    ['const taken = sure.length + ahead.length;', 'const taken = sure.length;', AT_ONCE],
    [
      '&& attempt === 1',
      '&& attempt === 0',
      'what a crash left behind counts for five minutes, then it goes at the limit',
    ],
    [
      "status === 'approved' && verdict.effect === 'allow'",
      "status === 'pending' && verdict.effect === 'allow'",
      "at the limit an old place of a request that was ${what} ${counts ? 'stays' : 'goes'}",
    ],
    [
      'if (error instanceof StoreFault) await leaveAll(desk, tries);',
      '',
      'while storage is silent nothing is let in, and nothing stays behind once it answers again',
    ],
  ]),
  ...guardsOf('approvals/policy/member/rule-limits.ts', RULES, [
    [
      'if (found === undefined) return [`limit of rule ${limit.rule} was not counted`];',
      'if (found === undefined) return [];',
      'before it was counted nothing is allowed, whoever asks the policy',
    ],
    [
      'return isReached({ ...limit, found })',
      'return found < 0',
      'with ${hour} of 20 and ${day} of 100 found the default approvers are asked, and the reason says why',
    ],
    ['each.count === count && ', '', 'a count by other limits than the policy has is none'],
    ['each.per === per && ', '', 'a count by other limits than the policy has is none'],
    [' && each.windowMs === windowMs', '', 'a count by other limits than the policy has is none'],
  ]),
  ...guardsOf('approvals/policy/judgement/evaluation.ts', RULES, [
    [
      "reached.length > 0 ? ('review' as const) : effect",
      'effect',
      'before it was counted nothing is allowed, whoever asks the policy',
    ],
  ]),
  ...guardsOf('approvals/denial/earlier-denial.ts', EARLIER, [
    [
      'return now < until ?',
      "return until !== '' ?",
      'asked at the very end of the cool-down, by another agent, or with one value changed, people decide',
    ],
    [
      'saySame(request, asked)',
      'request.intentHash === asked.intentHash',
      SPELLED,
      'approvals/denial/spelling.test.ts',
    ],
  ]),
  ...guardsOf('approvals/denial/siblings.ts', 'approvals/denial/spelling.test.ts', [
    ['saySame(one, other) &&', 'one.intentHash === other.intentHash &&', SPELLED],
    [
      'if (await store.fence(id, loaded.etag)) return loaded.data;',
      'return loaded.data;',
      'of two spellings approved first, the denial of the other lands on no yes that looked before it',
    ],
    [
      "if (isOnItsWay) return 'busy';",
      '',
      'a yes on another spelling that waits still is refused, and one that is denied just now goes first',
    ],
  ]),
  ...guardsOf('approvals/denial/siblings.ts', 'approvals/denial/siblings.test.ts', [
    [
      "sibling.status === 'pending' &&",
      '',
      'what was approved first stays approved, and its approval may be used',
    ],
    [
      'if (coolDown !== undefined) return { coolDown, by:',
      "if (coolDown?.until === '') return { coolDown, by:",
      'a yes on what waits still is refused, recorded as its end, and names who denied the same',
    ],
    [
      'if (coolDown !== undefined) return denyAlike(sibling, coolDown, now, desk.baseUrl);',
      '',
      'one denial ends all that wait for the same, each with its event and its callback',
    ],
    [
      'if (id >= request.id) continue;',
      '',
      'when seven people deny the same on seven requests at once all are denied, and nobody is told to try again',
    ],
    [
      "return !looked.includes('busy');",
      'return looked.length >= 0;',
      'a denial goes ahead once every sibling that waits was fenced, and not before',
    ],
  ]),
  ...guardsOf('approvals/prompt/take-over.ts', CATCH_UP, [
    [
      '|| unconfirmed > 0',
      '',
      'where a post may be on its way nobody else sends, and the card is looked at as soon as its lease has ended',
    ],
    [
      '|| renewedAt(lease) >= since',
      '',
      'who has written since this host began is not gone, and keeps the card',
    ],
    [
      'lateUntil: lease.until',
      '',
      'until the lease that was taken would have ended an older update may land: each card is sent once more then',
    ],
  ]),
  ...guardsOf('approvals/prompt/repeat.ts', 'approvals/prompt/repeat.test.ts', [
    [
      '|| overtakes(prompt, each, request, now)',
      '',
      'an update that follows another within five minutes is due once more in five seconds, and no more: ${status}',
    ],
    [
      'if (each.id !== id || !isBehind(prompt, each, request)) return each;',
      'if (each.id !== id) return each;',
      'an update that follows another within five minutes is due once more in five seconds, and no more: ${status}',
    ],
  ]),
  ...guardsOf('approvals/prompt/recall.ts', 'approvals/lapse/urge-faults.test.ts', [
    [
      'recallsTo(request, prompt) > (prompt.called ?? 0) &&',
      'recallsTo(request, prompt) > 0 &&',
      'an escalation with its reminder is one commit, one new card in each conversation, and one callback',
    ],
    [
      'oneMore(prompt, request).posts <= MAX_POSTS',
      'oneMore(prompt, request).posts > 0',
      'a call whose posts nobody confirms is given up after three, and the card that stands stays',
      'approvals/prompt/recall.test.ts',
    ],
    [
      "(request.status === 'pending' || isOwners(prompt)) &&",
      '',
      'what has ended is called to mind no more',
      'approvals/prompt/recall.test.ts',
    ],
    [
      '(calling?.calls === calls ? calling.posts : 0) + 1',
      '(calling?.posts ?? 0) + 1',
      'a later call has posts of its own',
      'approvals/prompt/recall.test.ts',
    ],
    [
      'card.replaced !== true || card.shows === 0 ||',
      'card.replaced !== true ||',
      'of replaced cards the newest twenty are kept up to date, and each that has not said so yet',
      'approvals/prompt/recall.test.ts',
    ],
  ]),
  ...guardsOf('approvals/prompt/invite.ts', 'approvals/prompt/invite.test.ts', [
    [
      'const out = [...barred(request, await ownersNow(desk, request)).keys()];',
      'const out: string[] = [];',
      'each member of the group gets a prompt, but those barred and those who have one',
    ],
    [
      "if (!isWanted(request, key, now)) return { do: 'keep' };",
      '',
      'a decision that falls while the members are looked up leaves no card to be posted',
    ],
    [
      'const people = tooMany ? [] : found;',
      'const people = found;',
      'a group with more members than one request tells is told by routes alone, and the record says so',
    ],
    [
      'people.filter(({ person }) => !told.has(person)),',
      'people,',
      'each member of the group gets a prompt, but those barred and those who have one',
    ],
    [
      "return status === 'pending' && now < request.expiresAt;",
      'return now < request.expiresAt;',
      'once the request has ended nobody is looked up for it, and it owes nothing',
    ],
  ]),
  ...guardsOf('approvals/lapse/urge.ts', URGE, [
    [
      'comeOf(request).length === 0 &&',
      '',
      'the first escalation alone comes early, however often it is found that nobody hears',
    ],
    [
      'const due = left.filter(({ at }) => at <= now);',
      'const due = left;',
      'whoever comes by before anything is due writes nothing',
    ],
    [
      'reminder !== undefined && reminder <= now;',
      'reminder !== undefined;',
      'whoever comes by before anything is due writes nothing',
    ],
  ]),
  ...guardsOf('approvals/proposal/version-to-run.ts', 'approvals/proposal/version-to-run.test.ts', [
    ['running.reviewed || ', '', 'a host runs on the word ${what}'],
    [' || policy.reviewed === true', '', 'a host runs on the word ${what}'],
  ]),
  ...guardsOf('approvals/proposal/tend.ts', 'approvals/proposal/tend.test.ts', [
    [
      'if (!used.ok) {',
      "if (!used.ok && used.refusal.reason !== 'grant_unusable') {",
      'an approval that nobody used in its time brings nothing into force',
    ],
    [
      'change?.from !== from || change.to !== version || next === undefined',
      'next === undefined',
      'an approval of another change than was proposed loads nothing',
    ],
  ]),
  ...guardsOf('approvals/audit/check/check-urging.ts', WAITING, [
    [
      "if (every === undefined) return 'reminds, and its policy asks for no reminder';",
      'if (every === undefined) return undefined;',
      FOUND,
    ],
    [
      "if (actor.kind !== 'clock') return `is by ${actor.kind} ${actor.id}, and only time reminds`;",
      '',
      FOUND,
    ],
    ['return turn(at) > turn(last) ? undefined', 'return turn(at) > -1 ? undefined', FOUND],
    [
      'if (pinned === undefined) return `is escalation ${n}, which its policy does not ask for`;',
      'if (pinned === undefined) return undefined;',
      FOUND,
    ],
    [
      "if (actor.kind !== 'clock') return `is by ${actor.kind} ${actor.id}, and only time escalates`;",
      '',
      FOUND,
    ],
    [
      'if (!sameJson(told, asked)) return `is escalation ${n}, and tells or adds others than its policy says`;',
      '',
      FOUND,
    ],
    ['if (because !== undefined && tellsNobody(verdict))', 'if (false)', FOUND],
    ['(because === undefined || n > 1)', '(n > 1)', FOUND],
    [
      ' || n > 1)',
      ')',
      'an escalation that came early after another is found',
      'approvals/audit/check/check-urging.test.ts',
    ],
    ['return !isEarly && because !== undefined', 'return n < 0', FOUND],
  ]),
  ...guardsOf('approvals/audit/check/check-decision.ts', WAITING, [
    [
      "if (coolDownMs === undefined || effect === 'deny')\n    return 'is for",
      "if (coolDownMs === undefined) return undefined;\n  if (effect === 'deny' && at === '')\n    return 'is for",
      FOUND,
    ],
    [
      "  if (actor.kind !== 'policy' || actor.id !== policyVersion)\n    return `is in the name of",
      "  if (at === '')\n    return `is in the name of",
      FOUND,
    ],
    ['if (at !== createdAt && facts.denied_at < later(createdAt, -CLOCKS_MS))', 'if (false)', FOUND],
    ['if (facts.until !== later(facts.denied_at, coolDownMs))', 'if (false)', FOUND],
    ['|| at >= later(facts.until, CLOCKS_MS)', '', FOUND],
    ['wantsReason(terms.verdict, choice) &&', 'false &&', FOUND],
  ]),
  ...guardsOf('approvals/audit/check/check-texts.ts', WAITING, [
    ["vote?.type === 'voted' && lacksReason(", "vote?.type === 'voted' && nth < 0 && lacksReason(", FOUND],
  ]),
  ...guardsOf('approvals/audit/check/check-cool-downs.ts', 'approvals/audit/check/check-cool-downs.test.ts', [
    [
      'denial !== undefined && denial.at < to',
      'denial === undefined',
      'a yes while the cool-down of a denial of the same held is found, in whatever spelling',
    ],
    ['later(at, -NEAR_MS)', 'at', 'a yes ${what} is good'],
    ['NEAR_MS - coolDownMs', '-coolDownMs', 'a yes ${what} is good'],
    [
      'each.sort((a, b) => (a.at < b.at ? -1 : 1))',
      'void each',
      'of many denials of the same the one that held is found, in whatever order they were told',
    ],
  ]),
  ...guardsOf('approvals/audit/check/check-earlier.ts', 'approvals/audit/check/check-earlier.test.ts', [
    [
      'if (denial.at !== cites.at)',
      'if (false)',
      'an earlier denial that is told as one of ${what} is found',
    ],
    [
      'if (cites.by !== undefined && denial.by !== cites.by)',
      'if (false)',
      'an earlier denial that is told as one of ${what} is found',
    ],
    [
      'if (denial.agent !== cites.agent)',
      'if (false)',
      'an earlier denial that is told as one of ${what} is found',
    ],
    [
      'return saySame(cites, denial) ? undefined',
      'return saySame(cites, cites) ? undefined',
      'what was denied because of it may be spelled otherwise, and asks nothing else',
    ],
    [
      'same === cites.same ?',
      'same !== cites.agent ?',
      'an earlier denial that is told as one of ${what} is found',
    ],
    [
      'if (isHere) return',
      "if (isHere && at === '') return",
      'an earlier request that no person denied is found',
    ],
    [
      'dayOf(later(at, -LONGEST_OPEN_MS)) >= from && dayOf(at) <= to',
      'to < from',
      'one that is not there is found where it must have been asked within the days of the package',
    ],
    [
      'if (flawed.has(cites.request)) return [];',
      '',
      'one that is flawed itself is told by its own flaw alone',
    ],
  ]),
  ...guardsOf('approvals/audit/check/check-changes.ts', 'approvals/audit/check/check-changes.test.ts', [
    [
      'if (!isUsed) return',
      'if (!isUsed && version === previous) return',
      'one that was not used, or asked for another change, is found',
    ],
    ['asks.from === previous && ', '', 'one that was not used, or asked for another change, is found'],
    [' && asks.to === version', '', 'one that was not used, or asked for another change, is found'],
    [
      'dayOf(load.proposedAt) >= query.from && dayOf(load.loadedAt) <= query.to',
      'query.to < query.from',
      'one that is not there is found where it was asked within the days of the package',
    ],
    [
      "if ('why' in before || !before.reviewPolicyChanges) continue;",
      'continue;',
      'a policy that came into force without the approval that the one before asks for is found',
      WAITING,
    ],
    [
      'if (!isSame)',
      'if (!isSame && seq < 0)',
      'a policy that came into force for a request that asked for another one is found',
      WAITING,
    ],
  ]),
  ...guardsOf('approvals/audit/check/check-limits.ts', 'cli/audit/verify/limits.test.ts', [
    ['counted.dry && evaluated === undefined', 'false', FOUND],
    [
      'at < later(createdAt, -BEFORE_MS) || at > later(createdAt, AFTER_MS)',
      'at > later(createdAt, AFTER_MS)',
      FOUND,
    ],
    ['if (before >= count) return true;', '', 'a third yes in a window of two is found, whoever made it fit'],
  ]),
];
