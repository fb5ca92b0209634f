// Guards of approvals/: who may vote, when votes are enough, and what a click must fit.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source text, to the letter.
import { type Guard, guardsOf } from '../guard.ts';

const DECIDE = 'approvals/decision/decide.test.ts';
const QUORUM = 'approvals/decision/decide-quorum.test.ts';

/** The list. */
export const APPROVALS_GUARDS: readonly Guard[] = [
  ...guardsOf('approvals/approvers/eligibility.ts', 'approvals/approvers/eligibility.test.ts', [
    [
      'if (!member.ok) return member;',
      "if (!member.ok) return { ok: true, groups: [], name: '', source: '' };",
      'refuses a person ${who}',
    ],
    [
      "if (because !== undefined) return no({ reason: 'own_request', because });",
      '',
      'refuses a person ${who}',
    ],
    [
      'if (!seatsNow(request).some((requirement) => fits(requirement, vote))) {',
      'if (false) {',
      'refuses a person ${who}',
    ],
    [
      "...(record === undefined ? [] : [[record.by.oid, 'recorder'] as const]),",
      '',
      'refuses the recorder, whatever group they are in',
      'approvals/decision/look-again.test.ts',
    ],
    [
      "...(agent.onBehalfOf === undefined ? [] : [[agent.onBehalfOf, 'on_behalf_of'] as const]),",
      '',
      'refuses a person ${who}',
    ],
    ["...(starter === undefined ? [] : [[starter.oid, 'starter'] as const]),", '', 'refuses a person ${who}'],
    ['[...excluded, ...owners]', '[...owners]', 'refuses a person ${who}'],
    ['...excluded, ...owners]', '...excluded]', 'refuses a person ${who}'],
    [
      'found?.enabled === true && ',
      'found !== undefined && ',
      'it can never be decided when ${when}',
      'approvals/lapse/undecidable.test.ts',
    ],
    [
      ' && !found.guest && ',
      ' && ',
      'it can never be decided when ${when}',
      'approvals/lapse/undecidable.test.ts',
    ],
    [
      ' && !found.agentUser',
      '',
      'it can never be decided when ${when}',
      'approvals/lapse/undecidable.test.ts',
    ],
    ["if (person.tenant !== tenant) return no({ reason: 'foreign_tenant' });", '', 'refuses a person ${who}'],
    [
      "if (found === undefined) return no({ reason: 'foreign_tenant' });",
      "if (found === undefined) return { ok: true, groups: groupsAsked(arguments[0]), name: '', source: '' };",
      'refuses a person ${who}',
    ],
    ["if (found.agentUser) return no({ reason: 'not_a_person' });", '', 'refuses a person ${who}'],
    ["if (!found.enabled) return no({ reason: 'disabled_person' });", '', 'refuses a person ${who}'],
    ["if (found.guest) return no({ reason: 'guest' });", '', 'refuses a person ${who}'],
  ]),
  ...guardsOf('approvals/approvers/ask-directory.ts', DECIDE, [
    [
      'if (!(error instanceof DirectoryFault)) throw error;',
      '',
      'why the directory is silent is told to whoever operates, and a mistake of ours is not taken for its silence',
    ],
  ]),
  ...guardsOf('approvals/approvers/administrator.ts', 'approvals/agent/pause.test.ts', [
    [
      'if (!member.ok) return refuse(member.refusal);',
      "if (!member.ok) return accept({ ...person, name: '' });",
      '${who} neither pauses nor resumes (${reason}), whether or not there is a record yet',
    ],
    [
      'if (!member.groups.includes(desk.adminsGroup)) {',
      'if (false) {',
      '${who} neither pauses nor resumes (${reason}), whether or not there is a record yet',
    ],
  ]),
  ...guardsOf('approvals/agent/pause.ts', 'approvals/agent/pause.test.ts', [
    [
      "if (pause.by.oid === by.oid) return { do: 'refuse', refusal: { reason: 'own_pause' } };",
      '',
      'whoever paused cannot resume; another administrator can, and that is recorded',
    ],
  ]),
  ...guardsOf('approvals/decision/look-again.ts', 'approvals/decision/look-again.test.ts', [
    [
      'if (!judged.ok) return no(judged.refusal);',
      "if (!judged.ok) return no({ reason: 'busy' });",
      'refuses the recorder, whatever group they are in',
    ],
    [
      'if (record.look !== undefined) {',
      'if (false) {',
      'is given once: the same again writes nothing, another is refused',
    ],
  ]),
  ...guardsOf('approvals/decision/review.ts', 'approvals/decision/review.test.ts', [
    [
      'if (!judged.ok && !maySee(request, person, word, desk.adminsGroup)) return judged;',
      '',
      'a refusal carries nothing of the request',
    ],
  ]),
  ...guardsOf('approvals/approvers/quorum.ts', 'approvals/approvers/quorum.test.ts', [
    ["vote.choice === 'approve' && ", '', 'only approving votes that count are seated'],
    [' && vote.counted', '', 'only approving votes that count are seated'],
    [
      'onePerPerson(votes.filter(',
      '(votes.filter(',
      'a person fills one seat, however many groups they are in and however often they voted',
    ],
    ['seats > 0 && ', '', 'no requirement at all is never a quorum: nothing is approved by nobody'],
    [
      '.every((open) => open === 0)',
      '.some((open) => open === 0)',
      'votes are seated as well as the best of all possible seatings',
    ],
    ['tried.has(index) || ', '', 'votes are seated as well as the best of all possible seatings'],
    [' || !fits(requirement, vote)', '', 'votes are seated as well as the best of all possible seatings'],
    [
      'if (holder !== undefined && !seat(holder, tried)) continue;',
      '',
      'votes are seated as well as the best of all possible seatings',
    ],
  ]),
  ...guardsOf('approvals/decision/answer.ts', 'approvals/decision/answer-click.test.ts', [
    [
      '(prompt.person === undefined || prompt.person === click.person.oid)',
      'true',
      'in a person’s own chat only that person clicks, though another one might decide',
    ],
    [
      "if (!isRequestId(click.request)) return no({ reason: 'stale_card' });",
      '',
      'an id of another shape is not even looked for',
    ],
    [
      "if (loaded === undefined) return no({ reason: 'stale_card' });",
      '',
      'a click that names no request of ours is told that its card is stale',
      'approvals/decision/answer.test.ts',
    ],
    [
      "if (click.person.tenant !== loaded.data.tenant) return no({ reason: 'foreign_tenant' });",
      '',
      'a click ${what} changes nothing',
    ],
    ["if (prompt === undefined) return no({ reason: 'stale_card' });", '', 'a click ${what} changes nothing'],
    [
      "if (click.person.tenant !== request.tenant) return no({ reason: 'foreign_tenant' });",
      '',
      'a refresh ${what} shows no card',
    ],
    [
      "view === undefined\n    ? no({ reason: 'stale_card' })\n    : { kind: 'card', view: { ...view, ...countedFor(request, click) } }",
      "{ kind: 'card', view: view ?? await viewOf({ store: shown, baseUrl }, request, { key: '', nonce: '', route: '' }, { known: contents }) }",
      'a refresh ${what} shows no card',
    ],
    [
      "click.automatic || click.verb === 'refresh'",
      "click.verb === 'refresh'",
      'a refresh (${JSON.stringify(change)}) only reads, whoever looks',
    ],
    [" || click.verb === 'refresh'", '', 'a refresh (${JSON.stringify(change)}) only reads, whoever looks'],
    ['prompt.nonce === click.nonce &&', '', 'a click ${what} changes nothing'],
    ['standsIn(prompt, click.conversation) &&', '', 'a click ${what} changes nothing'],
    [
      'known === undefined && isAdoptable(stored.data, click.conversation)',
      'known === undefined',
      'with no post left open an unknown message is not adopted',
    ],
    [
      "default:\n      return refuse({ reason: 'stale_card' });",
      "default:\n      return decide(desk, request, { person, choice: 'approve', via: 'teams' }, seen);",
      'a click ${what} changes nothing',
    ],
  ]),
  ...guardsOf('approvals/decision/decide.ts', 'approvals/decision/trial.test.ts', [
    [
      'if (request.trial !== undefined) return answerTrial(request, taken, now, desk.baseUrl);',
      '',
      'ends as withdrawn when an approver presses ${choice}, without a grant, and says who did',
    ],
  ]),
  ...guardsOf('approvals/decision/decide.ts', DECIDE, [
    [
      'if ((ballot.comment?.length ?? 0) > COMMENT_LIMIT) {',
      'if (false) {',
      'a comment of 1000 characters is taken, one more is refused before anything is read',
    ],
    [
      "if (settled.ok && settled.value.request.status === 'expired' && !stands(settled.value.request, ballot)) {",
      'if (false) {',
      'nothing is decided at the very moment of expiry: the expiry is recorded, the click is told',
    ],
    [
      "if (request.status !== 'pending') {",
      'if (false) {',
      'a click sent again after the end gets the same reply, another choice or another person is told it has ended',
    ],
    [
      'if (now >= request.expiresAt) return lapsed(request, now, desk.baseUrl);',
      '',
      'nothing is decided at the very moment of expiry: the expiry is recorded, the click is told',
    ],
    [
      "if (word === 'silent') return no({ reason: 'could_not_verify' });",
      "if (word === 'silent') return { do: 'keep' };",
      'a silent directory never approves: try again, nothing changed',
    ],
    [
      'if (!judged.ok) return no(judged.refusal);',
      "if (!judged.ok) return { do: 'keep' };",
      '${choice} by ${who} is refused and changes nothing',
    ],
    [
      'if (pause !== undefined) return no(pausedRefusal(pause));',
      '',
      'an approval that a pause overtakes is refused, a denial is not',
      'approvals/agent/pause.test.ts',
    ],
    [
      'stepUp && !provesStepUp(stepUp, ballot.signIn, desk.reviewApp, now)',
      'false',
      'a click alone does not approve what needs a step-up: refused, and nothing is written',
      'approvals/decision/step-up.test.ts',
    ],
    [
      '...request.votes.filter((each) => each.person.oid !== person.oid), cast',
      '...request.votes, cast',
      'a vote with other words replaces the standing one; both are events',
    ],
    [
      "if (!isQuorum(seatsNow(request), hoped)) {\n    return { do: 'write', change: { votes }, rows, events: [event], before: request.expiresAt };\n  }",
      '',
      'while the quorum is not complete only the voter is looked up',
      QUORUM,
    ],
    [
      "const all = { rows: [...rows, ...ending.rows, ...alarm.rows], events: [event, denied] };\n    return { do: 'write', change: ending.change, ...all, before: request.expiresAt };",
      "const all = { rows: [...rows, ...ending.rows, ...alarm.rows], events: [event, denied] };\n    return { do: 'write', change: ending.change, ...all };",
      'a directory that answers only after expiry decides nothing: no try is sent at or after the end',
    ],
  ]),
  ...guardsOf('approvals/decision/decide.ts', 'approvals/decision/vote-reason.test.ts', [
    [
      "if (lacksReason(request.verdict, said)) return no({ reason: 'reason_missing', choice: ballot.choice });",
      '',
      'only the choice that the rule names needs one',
    ],
  ]),
  ...guardsOf('approvals/decision/vote-reason.ts', 'approvals/decision/vote-reason.test.ts', [
    [
      'hasWords(comment)',
      '(comment?.trim() ?? false)',
      'a vote with ${what} is refused where a rule wants a reason, and nothing is written',
    ],
    [
      "choice === 'approve' || ",
      '',
      'a comment is a reason for both; a choice of the list is one for a deny alone',
    ],
    [
      '!isDenialReason(reason)',
      'reason === undefined',
      'a vote with ${what} is refused where a rule wants a reason, and nothing is written',
    ],
  ]),
  ...guardsOf('approvals/denial/earlier-denial.ts', 'approvals/denial/earlier-denial.test.ts', [
    ['!isTheirs || ', '', 'a row about a denial that never came is not believed'],
    ['if (isMeant(row.data)) return', 'return', 'a row about a denial that never came is not believed'],
    [
      'if (row === undefined || row.newer !== undefined) continue;',
      'if (row === undefined) continue;',
      'what a newer version wrote of a denial is not judged by this one: people are asked',
    ],
  ]),
  ...guardsOf('approvals/ask/birth.ts', 'approvals/denial/earlier-denial.test.ts', [
    [
      'if (coolDown !== undefined) {',
      'if (false) {',
      'within the cool-down the same is born denied: recorded, named, and nobody is bothered',
    ],
  ]),
  ...guardsOf('approvals/intent/changed-parts.ts', 'approvals/denial/earlier-denial.test.ts', [
    [
      'hidden.some((each) => `${at}/`.startsWith(`${each}/`) || each.startsWith(`${at}/`))',
      'false',
      'what comes back changed tells people what differs, value by value, secrets without their values',
    ],
  ]),
  ...guardsOf('approvals/decision/ballot.ts', DECIDE, [
    ['mine.choice !== ballot.choice || ', '', 'whoever approved may still deny, which ends it'],
    [' || !mine.counted', '', 'whoever was not counted and is eligible again may vote again', QUORUM],
  ]),
  ...guardsOf('approvals/decision/step-up.ts', 'approvals/decision/step-up.test.ts', [
    [
      'signIn?.at === undefined || ',
      '',
      "a sign-in ${what} ${proven ? 'proves' : 'does not prove'} a step-up",
    ],
    [' || signIn.app !== page', '', "a sign-in ${what} ${proven ? 'proves' : 'does not prove'} a step-up"],
    ['ageMs <= withinMs && ', '', "a sign-in ${what} ${proven ? 'proves' : 'does not prove'} a step-up"],
    ['ageMs >= -AHEAD_MS && ', '', "a sign-in ${what} ${proven ? 'proves' : 'does not prove'} a step-up"],
    [
      ' && acrs.every((each) => signIn.acrs.includes(each))',
      '',
      "a sign-in ${what} ${proven ? 'proves' : 'does not prove'} a step-up",
    ],
  ]),
  ...guardsOf('approvals/ask/record-evaluation.ts', 'approvals/ask/record-evaluation.test.ts', [
    [
      'if (pause !== undefined) return closedByPause(pause, agent.clientId);',
      '',
      'a paused agent gets no yes from any rule, and the record says since when',
    ],
    [
      'if (coolDown !== undefined) {',
      'if (false) {',
      'an evaluation of it is answered with no, and no rule is asked',
      'approvals/denial/earlier-denial.test.ts',
    ],
    [
      " && recorded.value.status === 'approved' && seen !== undefined",
      " && recorded.value.status === 'approved' && false",
      'a yes whose commit lost its reply is no yes once a pause is read before the next try',
    ],
  ]),
  ...guardsOf('approvals/change/transition.ts', 'approvals/retention/purge.test.ts', [
    [
      'if (request.purged !== undefined) {',
      'if (false) {',
      'what was removed is changed no more: a late look would bring texts back with nobody to remove them',
    ],
  ]),
  ...guardsOf('approvals/approvers/escalation.ts', 'approvals/lapse/urge.test.ts', [
    [
      '(verdict.escalations ?? []).slice(0, escalated.length);',
      'verdict.escalations ?? [];',
      'an escalation tells its route by a card of its own, and lets those it adds decide',
    ],
  ]),
];
