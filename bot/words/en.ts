// Every word of ours in English that cards, the bot's answers and notifications show, by the room it stands in. A function where a sentence
// takes values: their order and the plural are the language's. Values of others come in made plain; where they keep a type of their own they
// come as places of a `Sentence`. Another language is another file of type `Words`.
// Not here: texts that the record pins (approvals/end-reason.ts, approvals/rule-limit.ts), words of the policy, of agents and of people, the
// marks of the sanitiser (approvals/text/), the problems of the API (functions/http-reply.ts), the review page and the command.
import { CHANGE_WORDS } from '../../approvals/proposal/told-lines.ts';
import { removedWords } from '../../approvals/purged.ts';
import { limitWords, spanWords } from '../../approvals/rule-limit.ts';
import { SENTENCE_WORDS } from '../../approvals/text/person-name.ts';
import type { TroubleWords } from '../tell-trouble.ts';
import type { Sentence } from './sentence.ts';

const COUNTS = ['no', 'one', 'two', 'three', 'four', 'five', 'six'];
const counted = (count: number): string => COUNTS[count] ?? String(count);
/** `1 line`, `2 lines`; `noun` is the singular of a word that takes an s. */
const some = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const stayingAs = (isSummary: boolean, elsewise: string): string =>
  isSummary
    ? 'as summaries: requests are decided on the full cards that approvers have in their own chats'
    : elsewise;

export const en = {
  // Times, names and counts, wherever they stand.
  months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  date: (day: number, month: string) => `${day} ${month}`,
  openUntil: (time: string) => `open until ${time}`,
  openUntilSentence: (time: string) => `Open until ${time}.`,
  unknownId: 'unknown',
  textErased: '(text erased)',
  noParameters: 'no parameters',
  andMore: (count: number) => `and ${count} more`,

  // What became of a request: the first line of its card, the toast, lists.
  state: {
    waiting: 'Waiting for approval',
    denied: 'Denied',
    deniedReported: 'Denied and reported as suspicious',
    reported: (state: string) => `${state}; reported as suspicious`,
    deniedByPause: 'Denied, the agent was paused',
    deniedAsBefore: 'Denied, as the same was before',
    deniedByPolicy: 'Denied by policy',
    expiredShort: 'Expired, not enough approvals',
    expired: 'Expired, nobody decided',
    withdrawn: 'Withdrawn by the agent',
    failed: 'Could not be decided',
    unused: 'Approved, not used yet',
    unusedPaused: 'Approved, but the agent is paused',
    lapsed: 'Approved and never used',
    takenBack: 'Approved, then taken back',
    running: 'Approved and used, no outcome reported yet',
    used: 'Approved and used once',
    usedFailed: 'Approved and used, it failed',
    usedUnknown: 'Approved and used, end unknown',
    recorded: 'Recorded after the fact, not looked at yet',
    recordedRight: 'Recorded after the fact, looks right',
    recordedFollowUp: 'Recorded after the fact, needs follow-up',
    trialWaiting: 'Waiting for anybody who may approve',
    trialAnswered: 'The way to a person and back works',
    trialOver: 'Over',
    trialUnanswered: 'Nobody answered the test',
    trialFailed: 'Nobody could answer the test',
  },

  // One line for where no card is drawn: the toast, and what is read aloud or stands in for the card.
  summary: {
    reminder: 'Reminder: ',
    escalated: 'Escalated: ',
    criticalRisk: 'Critical risk: ',
    highRisk: 'High risk: ',
    mediumRisk: 'Medium risk: ',
    lowRisk: 'Low risk: ',
    /** `action` in quotation marks; the target follows. */
    ownWord: (action: string) => `do ${action} on`,
    policy: (changes: string) => `the policy (${changes})`,
    asks: (name: string, verb: string, target: string) => `${name} asks to ${verb} ${target}.`,
    asked: (state: string, name: string, verb: string, target: string) =>
      `${state}: ${name} asked to ${verb} ${target}.`,
    recorded: (state: string, name: string, verb: string, target: string) =>
      `${state}: ${name} recorded that this was done without an approval: ${verb} ${target}.`,
    asksForApproval: (name: string | undefined) => `${name ?? 'An agent'} asks for an approval.`,
    whatWasAsked: (state: string, name: string | undefined) =>
      `${state}: what ${name ?? 'an agent'} asked for.`,
    unapproved: (state: string) => `${state}: an action that nobody had approved.`,
    trial: (state: string) => `Test: deciding this does nothing. ${state}.`,
  },

  // The sentence that opens a card: who asks for what on which resource.
  title: {
    asks: <T>(who: Sentence<T>, verb: T, target: Sentence<T>): Sentence<T> => [
      ...who,
      ' asks to ',
      verb,
      ' ',
      ...target,
    ],
    asked: <T>(who: Sentence<T>, verb: T, target: Sentence<T>): Sentence<T> => [
      ...who,
      ' asked to ',
      verb,
      ' ',
      ...target,
    ],
    may: <T>(who: Sentence<T>, verb: T, target: Sentence<T>): Sentence<T> => [
      ...who,
      ' may ',
      verb,
      ' ',
      ...target,
    ],
    did: <T>(who: Sentence<T>, verb: T, target: Sentence<T>): Sentence<T> => [
      ...who,
      ' did, without an approval: ',
      verb,
      ' ',
      ...target,
    ],
    done: <T>(verb: T, target: Sentence<T>): Sentence<T> => [
      'Done without an approval: ',
      verb,
      ' ',
      ...target,
    ],
    // The same for an action that the policy does not list, by the agent's own word for it.
    asksOwnWord: <T>(who: Sentence<T>, action: T, target: Sentence<T>): Sentence<T> => [
      ...who,
      ' asks for ',
      action,
      ' (the agent’s own word) on',
      ' ',
      ...target,
    ],
    askedOwnWord: <T>(who: Sentence<T>, action: T, target: Sentence<T>): Sentence<T> => [
      ...who,
      ' asked for ',
      action,
      ' (the agent’s own word) on',
      ' ',
      ...target,
    ],
    mayOwnWord: <T>(who: Sentence<T>, action: T, target: Sentence<T>): Sentence<T> => [
      ...who,
      ' may do ',
      action,
      ' (the agent’s own word) on',
      ' ',
      ...target,
    ],
    doneOwnWord: <T>(action: T, target: Sentence<T>): Sentence<T> => [
      'Done without an approval: ',
      action,
      ' on',
      ' ',
      ...target,
    ],
    target: <T>(type: T, id: T): Sentence<T> => [type, ' ', id],
    thePolicy: 'the policy',
    unregistered: <T>(id: T): Sentence<T> => ['Unregistered agent ', id],
    // What was too long for the title, in front of the parameters.
    cut: { tenant: 'Tenant', action: 'Action', type: 'Type', resource: 'Resource' },
  },

  // How grave it is.
  risk: {
    levels: { low: 'Low risk', medium: 'Medium risk', high: 'High risk', critical: 'Critical risk' },
    head: (level: string, isReversible: boolean) => `${level}${isReversible ? '' : ', cannot be undone'}.`,
    short: (level: 'low' | 'medium' | 'high' | 'critical', isReversible: boolean) =>
      `${level}${isReversible ? '' : ', cannot be undone'}`,
    moreReasons: (count: number) => `And ${some(count, 'more reason')}.`,
    unregistered: 'This agent is not registered in countersign.yaml.',
  },

  // The card of a request that waits.
  request: {
    exactlyThis: 'You approve exactly this',
    inPart: 'What is asked, in part',
    sizesToo: 'Sizes and digests you approve too',
    sizes: 'Sizes and digests',
    ownWords: 'In the agent’s own words (not verified)',
    approve: 'Approve',
    reviewAndApprove: 'Review and approve',
    reviewEverything: 'Review everything',
    opened: 'Opened in full',
    deny: 'Deny',
    commentOnly: 'Send comment only',
    voteCounted: 'Your vote is counted.',
  },

  // What a person can add to a click, and what a click does.
  inputs: {
    reason: 'Reason, if you deny (optional)',
    reasonRequired: 'Reason, if you deny (required, or a comment)',
    choose: 'Choose',
    comment: 'Comment (optional; goes to the agent and its owners)',
    commentRequired: 'Comment (required to approve; goes to the agent and its owners)',
    missing: {
      approve: 'A reason is required to approve. Nothing was changed.',
      deny: 'A reason is required to deny. Nothing was changed.',
    },
    missingAdvice: {
      approve: 'Write it in Comment and choose the button again.',
      deny: 'Choose one or write a comment, then choose Deny again.',
    },
    silence: 'No answer = it does not run.',
    silenceOnPolicy: 'No answer = the policy in force stays.',
    signedIn: 'You decide as the person signed in to Teams.',
    freshSignIn: 'Approving this needs a fresh sign-in, on a page that Review and approve opens.',
    tooLong:
      'Not all of it has fitted on this card: Review everything opens the whole. You can deny it or comment here.',
  },

  // Reasons of a denial, to be chosen.
  reasons: {
    not_expected: 'Not expected',
    wrong_target: 'Wrong target',
    too_much: 'Too much',
    wrong_time: 'Wrong time',
    need_to_know_more: 'Need to know more',
  },

  // "Report as suspicious".
  report: {
    title: 'Report as suspicious',
    does: <T>(agent: T): Sentence<T> => [
      'This denies the request and stops ',
      agent,
      ': all it has waiting is denied, and nothing of it runs until an administrator lets it go on. Administrators who have Countersign in Teams are told, with your name.',
    ],
    button: 'Deny, and stop this agent',
  },

  // What administrators are told of a report.
  alarm: {
    what: <T>(who: T, agent: T, time: string): Sentence<T> => [
      'Reported as suspicious by ',
      who,
      ': the agent ',
      agent,
      ` was stopped at ${time}.`,
    ],
    now: <T>(agent: T, again: T): Sentence<T> => [
      'What now: “history ',
      agent,
      '”, written to Countersign, lists what it asked last. Once it is clear that nothing is wrong, an administrator who did not report it lets it go on with “resume ',
      again,
      '”.',
    ],
  },

  // What people did, and what is still needed of them.
  people: {
    unnamed: 'Unnamed person',
    /** Words of our sentences: a name that holds one stands in quotation marks. */
    sentenceWords: SENTENCE_WORDS,
    approvals: 'Approvals',
    signedInAfresh: ', signed in afresh',
    notCounted: '(not counted: no longer an approver)',
    and: 'and',
    needed: (seats: readonly string[], more: number) =>
      seats.length === 0
        ? 'enough by now: one who approved approves once more'
        : `${seatList(seats, more)} needed`,
    missing: (seats: readonly string[], more: number) =>
      seats.length === 0
        ? 'enough in the end, and none of them approved once more'
        : `still missing: ${seatList(seats, more)}`,
    none: (seats: readonly string[], more: number) => `none; ${seatList(seats, more)} needed`,
    /** `one more data owner`; `who` are groups and named people, any of which will do. */
    seats: (count: number, isMore: boolean, who: readonly string[]) =>
      `${counted(count)} ${isMore ? 'more ' : ''}${who.join(' or ') || (count === 1 ? 'approver' : 'approvers')}`,
    /** `data owner` for one of `data owners`. A name that is no English plural is left as it is. */
    group: (name: string, count: number) => (count === 1 ? name.replace(/([^su\s])s$/, '$1') : name),
    named: (count: number) => (count === 1 ? 'named person' : 'named people'),
    comments: (earlier: number) => (earlier > 0 ? `Comments (${earlier} earlier)` : 'Comments'),
    deadlineStays: 'they do not move the deadline',
    commented: (time: string, reason: string | undefined) => `commented ${time}${chosen(reason)}: `,
    answered: (time: string, reason: string | undefined) => `answered ${time}${chosen(reason)}: `,
  },

  // An approval that was not used yet, while its agent is paused.
  paused: {
    label: 'Paused',
    by: 'by ',
    whatNow: 'What now',
    waits: 'It cannot be used while the agent is paused. Once the agent goes on, it works again.',
    nothingRuns: 'Nothing runs by it now',
  },

  // The card of somebody who owns the agent.
  owner: {
    why: 'You get this card because you own the agent: you read along and do not decide.',
    whatIsAsked: 'Exactly this is asked',
    readAndComment: 'Read and comment',
    openPage: 'Open the review page',
    news: 'Comment: ',
    replaced: 'Told again on a newer card',
    replacedSpoken: 'Told again on a newer card in this conversation.',
    replacedAdvice: 'This card was replaced: the newest one in this conversation tells how it stands.',
  },

  // Who asks and which rule says so, behind one toggle.
  details: {
    toggle: 'Who asks, which rule',
    toggleAfter: 'Who asked and why',
    ownWords: 'In its own words',
    openInFull: 'Open in full',
    agent: 'Agent',
    workload: (id: string) => `Entra workload ${id}`,
    notRegistered: 'Entra workload, not registered',
    agentIdentity: 'Agent identity',
    ofBlueprint: (id: string) => `of blueprint ${id}`,
    actsFor: 'Acts for',
    actsForPerson: (id: string) => `person ${id}, who may not approve this`,
    run: 'Run',
    startedBy: (id: string) => `started by person ${id}, who may not approve this`,
    verifiedThrough: 'verified through ',
    runNumber: ', run ',
    askedBy: 'Asked by',
    enforcer: (id: string) => `enforcer, Entra workload ${id}`,
    reports: 'Agent reports',
    claims: { model: 'model', run: 'run', actor: 'actor', source: 'source' },
    notVerified: 'not verified',
    rule: 'Rule',
    policy: (version: string) => `policy ${version}`,
    noRule: 'no rule matched, so the default approvers decide',
    and: 'and',
    conditionFailed: '(its condition could not be evaluated)',
    fingerprint: 'Fingerprint',
    request: 'Request',
  },

  // What a request was, as the card tells that is over: when, by whom, and what came of it.
  ending: {
    asked: (time: string) => `asked ${time}`,
    decided: (time: string) => `decided ${time}`,
    usableUntil: (time: string) => `usable until ${time}`,
    lapsed: (time: string) => `lapsed ${time}`,
    used: (time: string) => `used ${time}`,
    closed: (time: string) => `closed ${time}`,
    withdrawn: (time: string) => `withdrawn ${time}`,
    whatWasApproved: 'What was approved',
    exactlyThisOnce: 'Exactly this, once',
    whatWasAsked: 'What was asked',
    didNotRun: 'It did not run with this approval',
    mayNotRun: 'It may not run',
    fingerprint: (last: string, print: string) =>
      last === '' ? `Fingerprint ${print}` : `${last} · fingerprint ${print}`,
    takeBack: 'Take back',
    takenBack: 'Taken back',
    takenBackBy: <T>(who: T): Sentence<T> => ['by ', who],
    anApprover: 'an approver',
    aPerson: 'a person',
    outcome: 'Outcome',
    noReportYet: 'no report yet',
    noReportYetDue: (time: string) => `no report yet, due by ${time}`,
    noReportBy: (time: string) => `no report by ${time}`,
    whatNow: 'What now',
    checkTarget: 'Check the target. It will not be tried again.',
    reportsSuccess: <T>(who: T): Sentence<T> => [who, ' reports success'],
    reportsFailure: <T>(who: T): Sentence<T> => [who, ' reports failure'],
    reportsSuccessWith: <T>(who: T, words: T): Sentence<T> => [who, ' reports success: ', words],
    reportsFailureWith: <T>(who: T, words: T): Sentence<T> => [who, ' reports failure: ', words],
    reportsUnknownWith: <T>(who: T, words: T): Sentence<T> => [who, ' does not know the end: ', words],
    /** What our own gateway did and saw: a fact, where an outcome from elsewhere is somebody's report. */
    sent: <T>(method: T, target: T): Sentence<T> => ['sent by Countersign, ', method, ' to ', target],
    answered: (status: string) => `it answered ${status}`,
    notSent: <T>(why: T): Sentence<T> => ['not sent by Countersign: ', why],
    sawThen: 'then: ',
    approvedBy: 'Approved by',
    byPolicy: 'policy',
    byPolicyRule: <T>(rule: T): Sentence<T> => ['policy, rule ', rule],
    deniedBy: 'Denied by',
    reportedRequest: <T>(request: T): Sentence<T> => ['reported as suspicious: ', request],
    whoPaused: <T>(who: T): Sentence<T> => [who, ', who paused the agent'],
    byRules: <T>(rules: Sentence<T>): Sentence<T> =>
      rules.flatMap((rule, index) => [index === 0 ? 'rule ' : ', rule ', rule]),
    why: 'Why',
    agentSays: 'The agent says',
    deniedAs: <T>(request: T): Sentence<T> => ['the same was denied as ', request],
    askedAgain: 'Asked again',
    atTheEarliest: (time: string) => `at the earliest ${time}`,
    reported: 'Reported',
    reportedLate: <T>(who: T, time: string): Sentence<T> => [
      'as suspicious by ',
      who,
      `, ${time}, after the end: the agent was stopped`,
    ],
    asSuspicious:
      'as suspicious: the agent is stopped; administrators who have Countersign in Teams are told',
    askAdministrator: 'Ask an administrator who may approve this; the agent can then ask again.',
    contentRemoved: (removed: string) => `What was asked and said was ${removed}.`,
    removed: removedWords,
  },

  // For the one alone whose click came after the end: what had happened, what they had written, and what can be done now.
  late: {
    click: {
      approve: 'Your Approve came too late, and nothing of yours was saved. ',
      deny: 'Your Deny came too late, and nothing of yours was saved. ',
      comment: 'Your comment came too late, and nobody else has read it. ',
      report: 'Your report came too late, and it has not stopped the agent. ',
      reported: 'Your report counts, and the agent is stopped. It has not changed what was decided before: ',
      known: 'This had been reported as suspicious before you, and the agent was stopped then. ',
      look: 'Your click came too late, and nothing of yours was saved. ',
    },
    approved: <T>(who: T, time: string): Sentence<T> => [who, ` approved this at ${time}.`],
    approvedByPolicy: (time: string) => `The policy approved this at ${time}.`,
    denied: <T>(who: T, time: string): Sentence<T> => [who, ` denied this at ${time}.`],
    deniedByPause: <T>(who: T, time: string): Sentence<T> => [
      who,
      ` had paused the agent: this was denied at ${time}.`,
    ],
    deniedAsBefore: (time: string) => `It was denied at ${time}, as the same was before.`,
    deniedByPolicy: (time: string) => `The policy denied this at ${time}.`,
    expired: (time: string) => `Its time ran out at ${time}.`,
    cancelled: (time: string) => `The agent withdrew it at ${time}.`,
    failed: (time: string) => `It was closed at ${time}, because nobody could decide it.`,
    lookedAt: <T>(who: T, time: string): Sentence<T> => [who, ` looked at it at ${time}.`],
    youChose: 'You chose: ',
    youWrote: 'You wrote: ',
    notUsed: 'It is not used yet. ',
    takeItBack: 'You approved it too: Take back, below, stops it.',
    /** `who` approved it. */
    askThem: <T>(who: readonly T[], more: number): Sentence<T> => [
      'If it must not run, ask at once for it to be taken back, with the button below: ',
      ...who.flatMap((each, index) => (index === 0 ? [each] : [', ', each])),
      ...(more > 0 ? [` or ${more} more who approved it`] : []),
      who.length > 0 ? ' or an administrator can.' : 'an administrator can.',
    ],
    used: (time: string) => `It was used at ${time}, so it cannot be taken back: check the target.`,
    over: 'Nothing can run by it any more.',
    mayNotRun: 'It may not run; the agent can ask again.',
    stopAgent: <T>(agent: T): Sentence<T> => [
      ' An administrator can stop the agent at once: “pause ',
      agent,
      ' reason”, written to Countersign.',
    ],
  },

  // Parameters, and what of them could deceive the eye.
  parameters: {
    before: 'Before',
    thisFile: 'This file',
    tooLong: (count: number, kilobytes: number) =>
      `${some(count, 'more parameter')}, ${kilobytes} KB: too long for a card`,
    characters: (count: number) => some(count, 'character'),
    lines: (lines: number, characters: number) => `${some(lines, 'line')}, ${some(characters, 'character')}`,
    charactersAsBefore: (count: number) => `(${some(count, 'character')} as before)`,
    /** `context.session`, and whose word it is. */
    circumstances: {
      ofAgent: (name: string) => `${name}, claimed by the agent`,
      ofEnforcer: (name: string) => `${name}, said by the enforcer`,
      ofRecord: (name: string) => `${name}, as recorded`,
    },
  },
  traps: {
    turned: 'Letters that are written from right to left, in: ',
    hidden: 'Hidden characters, shown as \\u{…}, in: ',
    mixed: 'Letters or signs that look like others in: ',
    hosts: 'An address does not lead where it seems to: ',
    leadsTo: (name: string, host: string) => `${name} leads to ${host}`,
    secret: 'What looks like a secret is told by kind and size alone, in: ',
    places: {
      action: 'action',
      resource: 'resource',
      agentName: 'the agent’s name',
      enforcerName: 'the enforcer’s name',
      ownWords: 'the agent’s own words',
      reports: 'what the agent reports',
      starter: 'who started the run',
      reasons: 'the reasons',
      recordWords: 'the record’s words',
      people: 'names of people',
      comments: 'comments',
    },
  },

  // What is different from an earlier request, value by value.
  changed: {
    moreValues: (count: number) => `and ${some(count, 'more value')}`,
    moreLines: (count: number) => `and ${some(count, 'more line')}`,
    notShown: 'has changed; its value is not shown',
    changed: 'has changed',
    changedTo: 'has changed:',
    wasNotThere: '  was not there',
    was: <T>(value: Sentence<T>): Sentence<T> => ['  was ', ...value],
    isNotThere: ', is not there now',
    isNow: <T>(value: Sentence<T>): Sentence<T> => [', is now ', ...value],
    sign: (is: 'added' | 'removed') => (is === 'added' ? '+ added' : '− removed'),
    emptyLine: '⟨empty⟩',
    notKept: 'they have changed, and were too long to be kept',
    // On the review page, each in a line of its own.
    whole: {
      wasNotThere: 'was not there',
      was: (value: string) => `was  ${value}`,
      isNotThere: 'is not there now',
      isNow: (value: string) => `is now  ${value}`,
    },
  },

  // What people made of the same before.
  history: {
    title: 'History',
    approved: (times: number, isAtLeast: boolean, days: number, time: string, how: string) =>
      `${times}${isAtLeast ? ' or more' : ''} approved in ${some(days, 'day')}; the last one, ${time}, ${how}`,
    wasThis: 'was exactly this',
    hadOthers: 'had other values',
    differs: (count: number) => `differs in ${count === 1 ? 'one value' : `${count} values`}`,
    wasNotThere: 'was not there when last approved',
    was: <T>(value: T): Sentence<T> => ['  was ', value, ' when last approved'],
    different: 'Different from when it was last approved',
    lastDenied: <T>(who: T, time: string): Sentence<T> => [`last denied ${time} by `, who],
  },

  // What a person denied shortly before.
  deniedBefore: {
    changed: 'Changed since it was denied:',
    action: <T>(time: string, who: T, ago: string, on: Sentence<T>): Sentence<T> => [
      'The same action was denied ',
      `${time} by `,
      who,
      `, ${ago} before this was asked`,
      ...on,
    ],
    onSomething: ', on something else.',
    on: <T>(resource: T): Sentence<T> => [', on ', resource, '.'],
    same: <T>(time: string, who: T, now: string, ago: string): Sentence<T> => [
      `Denied ${time} by `,
      who,
      `, ${ago} before this was asked`,
      now,
    ],
    unchanged: '; now asked again unchanged.',
    otherValues: '; now asked with other values, and the earlier ones are not kept any more.',
    short: {
      intent: (ago: string) => `A person denied exactly this ${ago} before it was asked: see below.`,
      target: (ago: string) => `A person denied almost this ${ago} before it was asked: see below.`,
      action: (ago: string) =>
        `A person denied the same action on something else ${ago} before it was asked: see below.`,
    },
    reasonThen: 'The reason then: ',
    saidThen: <T>(who: T): Sentence<T> => [who, ' said then: '],
    /** Between the denial and the question. */
    ago: (minutes: number) => {
      if (minutes < 1) return 'less than a minute';
      return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} hours`;
    },
  },

  // And while this waited.
  deniedMeanwhile: {
    changed: 'Differs from what was denied:',
    same: <T>(time: string, who: T, now: string): Sentence<T> => [
      `Denied ${time} by `,
      who,
      ', after this was asked',
      now,
    ],
    unchanged: '; this asks the very same.',
    otherValues: '; this asks it with other values, and those are not kept any more.',
    short: {
      intent: 'A person denied exactly this after it was asked: see below.',
      target: 'A person denied almost this after it was asked: see below.',
    },
  },

  // What a rule with a limit lets run freely.
  limit: {
    freely: 'Normally runs freely.',
    limit: limitWords,
    used: <T>(used: number, limit: string, agent: T, of: string): Sentence<T> => [
      `${used} of ${limit} are used by `,
      agent,
      of,
    ],
    onResource: (id: string) => ` on ${id}`,
    ofAction: (action: string) => ` of ${action}`,
    ofRule: <T>(rule: T): Sentence<T> => [' (limit of rule ', rule, '), so a person decides'],
  },

  // That people were reminded, that it was escalated, and why a card is here.
  urging: {
    escalated: 'Escalated',
    reminded: 'Reminded',
    remindedAt: (time: string, times: number) =>
      times === 1 ? time : `${time}, for the ${ordinal(times)} time`,
    reminder: (times: number, time: string, since: string, escalated: string | undefined) =>
      `${capital(ORDINALS[times - 1] ?? ordinal(times))} reminder ${time}: waiting since ${since}${escalated === undefined ? '' : `, escalated ${escalated}`}`,
    escalation: (time: string, because: string, also: string, since: string) =>
      `Escalated ${time}: ${because}${also === '' ? '' : `, now also for ${also}`}; waiting since ${since}`,
    nobodyReached: 'no card had reached anybody',
    sinceNobodyReached: ', since no card had reached anybody',
    notDecided: (span: string) => `not decided for ${span}`,
    nobodyAnswered: (span: string) => `nobody answered for ${span}`,
    span: spanWords,
    named: 'You get this card because the policy names you.',
    member: (group: string) => `You get this card as a member of ${group}.`,
    to: (time: string, names: string) => `${time} to ${names}`,
    mayDecide: (names: string) => `; ${names} may decide too`,
    morePeople: (count: number) => (count === 1 ? 'one more person' : `${count} more people`),
    more: (count: number) => `${count} more`,
    replaced: 'Asked again on a newer card',
    replacedSpoken: 'Asked again on a newer card in this conversation.',
    replacedAdvice: 'This card was replaced: decide on the newest one in this conversation.',
  },

  // A change of the policy.
  policyChange: {
    asks: <T>(file: T): Sentence<T> => [
      'Countersign itself asks: a host was started with a ',
      file,
      ' that is not the policy in force. Who deployed it is not known here.',
    ],
    asked: <T>(file: T): Sentence<T> => [
      'Countersign itself asked: a host was started with a ',
      file,
      ' that was not the policy in force. Who deployed it is not known here.',
    ],
    versions: <T>(inForce: T, file: T): Sentence<T> => ['In force ', inForce, '  this file ', file],
    versionsThen: <T>(inForce: T, file: T): Sentence<T> => ['In force then ', inForce, '  this file ', file],
    empty: 'It says the same in other spaces or another order.',
    orNotKnown: ', or not known',
    tooLong: (count: number) =>
      `${count === 1 ? '1 more entry changes' : `${count} more entries change`}: too long for a card`,
    edits: CHANGE_WORDS,
  },

  // What was done without an approval and recorded afterwards.
  record: {
    recorded: (time: string) => `recorded ${time}`,
    doneBy: 'Done by',
    agent: <T>(name: T): Sentence<T> => ['agent ', name],
    asTold: (time: string) => `${time}, as told`,
    recordedBy: 'Recorded by',
    approvedBy: 'Approved by',
    nobody: 'nobody: no one was asked before it was done',
    risk: 'Risk',
    whatWasDone: 'What was done, as told',
    whatWasDoneInPart: 'What was done, as told, in part',
    why: 'Why, in the words of who recorded it',
    footer: (print: string) => `Nothing may run from this record · fingerprint ${print}`,
    looksRight: 'Looks right',
    needsFollowUp: 'Needs follow-up',
    reviewInFull: 'Review in full',
    tooLong: 'Not all of it fits on a card: Review in full opens the whole, and there it can be found right.',
    comment: 'Comment on what you found (optional)',
    secondLook: 'Second look',
    wantedFrom: <T>(groups: Sentence<T>, others: string, but: T): Sentence<T> => [
      'wanted by one of ',
      ...groups.flatMap((group, index) => (index === 0 ? [group] : [' or ', group])),
      ...(others === '' ? [] : [others]),
      ', but not ',
      but,
    ],
    theNamed: 'the people whom the policy names',
    orOthers: ' or others whom the policy names',
    lookedAtBy: 'Looked at by',
    found: { looks_right: 'looks right', needs_follow_up: 'needs follow-up' },
  },

  // In the chat of somebody who may not read a request any more, in place of its card.
  withdrawn: {
    title: 'You no longer see this request',
    why: 'You are not among those who may read it now, so what becomes of it is not told here. If that is a mistake, ask an administrator.',
    request: (id: string) => `Request ${id}`,
  },

  // What a channel reads of a request whose details are for those who may decide.
  channelSummary: {
    asks: <T>(who: T, what: T): Sentence<T> => [who, ' asks to ', what],
    asked: <T>(who: T, what: T): Sentence<T> => [who, ' asked to ', what],
    done: <T>(what: T): Sentence<T> => ['Done without an approval: ', what],
    anAgent: 'An agent that is not registered',
    something: 'do something that the policy does not list',
    /** In place of the target, which is not told here, after a verb that breaks off without one: `run a command on`. */
    target: (verb: string) =>
      /\s(?:about|against|as|at|by|for|from|in|into|of|on|onto|over|to|under|with)$/iu.test(verb)
        ? ' something'
        : '',
    open: 'What exactly is told to those who may decide, each in their own chat with Countersign. Nothing is decided here.',
    over: 'What exactly was told to those who may decide, each in their own chat with Countersign.',
  },

  // A request whose whole card is too big for Teams.
  small: {
    tooLarge: 'It is too large for a card in Teams. All of it stands on the review page.',
    review: 'Review everything',
    see: 'See everything',
  },

  // A test of the way to a person and back.
  trial: {
    title: 'Test: deciding this does nothing',
    asks: <T>(who: T): Sentence<T> => [
      who,
      ' is checking that Countersign reaches the people who approve, and that their answer comes back. Press either button.',
    ],
    asked: <T>(who: T): Sentence<T> => [
      who,
      ' checked that Countersign reaches the people who approve, and that their answer comes back.',
    ],
    footer: 'Nothing can run from this test, whatever is pressed',
    approve: 'Approve this test',
    deny: 'Deny this test',
    answeredBy: 'Answered by',
    pressed: {
      approve: <T>(who: T): Sentence<T> => [who, ', who pressed Approve'],
      deny: <T>(who: T): Sentence<T> => [who, ', who pressed Deny'],
    },
  },

  // Lists of requests: what waits for one person or for a card, what was asked before, a copy of a card; who is mentioned.
  lists: {
    waiting: (count: number) => (count === 1 ? '1 request waits for you' : `${count} requests wait for you`),
    voted: (count: number) =>
      `${count === 1 ? '1 more that you voted on waits' : `${count} more that you voted on wait`} for others.`,
    laterOnes: (count: number, next: string) => `And ${count} more: write ${next}.`,
    page: (page: number) => `Part ${page} of the list`,
    cut: 'More requests are open than are looked through here: the gravest, and of those the ones that end first.',
    lags: 'Much is on its way just now: some requests may not be listed yet. Ask again in a moment.',
    last: 'The last requests',
    lastAbout: <T>(about: T): Sentence<T> => ['The last requests: ', about],
    approvedSoFar: 'approved so far by ',
    olderOnes: 'Older ones are in the exported record.',
    open: 'Open',
    asOf: (time: string) => `As of ${time}. This list does not change; ask again for a new one.`,
  },
  digest: {
    none: 'No card is held back here any more',
    noneMore: 'Requests may still wait, each on its own card.',
    waiting: (count: number, isMore: boolean) =>
      `${isMore ? 'More than ' : ''}${count} ${count === 1 ? 'request waits' : 'requests wait'} for a card here, the most urgent first`,
    /** `toRead`: nothing is decided on some of these cards. */
    oneByOne: (toRead: boolean) =>
      `Teams takes only so many cards at a time. Each comes by itself; to ${toRead ? 'read' : 'decide'} one now, open its card.`,
    open: 'Open its card',
    more: (count: number, isMore: boolean) => `And ${isMore ? 'more than ' : ''}${count} more.`,
    asOf: (time: string) => `As of ${time}.`,
    keptUp: (time: string) => `As of ${time}; kept up to date while cards wait.`,
    opened: {
      comes: 'Its card comes in a moment, below.',
      waits: 'Its card comes when it is its turn.',
      stands: 'Its card already stands in this conversation.',
      elsewhere:
        'Its card does not wait in this conversation any more. “pending”, written to Countersign, lists what waits for you.',
      over: 'This request is over: nothing is left to decide.',
    },
  },
  copy: {
    asOf: (time: string) => `A copy as of ${time}. It does not change; the review page shows how it stands.`,
    decide: 'Review and decide',
    open: 'Open the review page',
  },
  mentions: {
    asked: (names: string) => `Asked: ${names}`,
    nameless: 'Approver',
  },

  // Why a click or a command was not accepted, for the one who clicked or wrote. Clients may read it as markdown.
  refusal: {
    /** The answer may have been lost after the write, so it does not say that nothing changed. */
    fault:
      'Countersign could not check this just now. Look at the card again; if it has not changed, try again.',
    /** The click may still be stored, or refused; the same again is the same vote. */
    late: 'Countersign is slow just now: it is not known yet whether your click counts. Look at the card in a minute: it shows what is true. If your click is not there, click again: that does no harm.',
    /** In their own chat: the end of a click that was answered so. */
    lateEnd: (refusal: string, link: string) =>
      `You clicked on a card when Countersign was slow. Your click was not accepted. ${refusal} The request: ${link}`,
    lateRefresh: 'Countersign is slow just now, so this card may be out of date. Look again in a moment.',
    moment: (day: string, clock: string) => `${day} at ${clock} UTC`,
    theApproverGroup: 'the approver group',
    groups: (names: readonly string[], more: number) =>
      `${names.join(' or ')}${more > 0 ? ` or ${some(more, 'more group')}` : ''}`,
    seconds: (count: number) => some(count, 'second'),
    minutes: (count: number) => some(count, 'minute'),
    notApprover: {
      decide: (groups: string) =>
        `Only members of ${groups} can decide this. Your click changed nothing. If you should be one of them, ask an administrator.`,
      look: (groups: string) =>
        `Only members of ${groups} can look at this. Your click changed nothing. If you should be one of them, ask an administrator.`,
      comment: (groups: string) =>
        `Only members of ${groups} and the agent’s owners can comment here. Your click changed nothing. If you should be one of them, ask an administrator.`,
      report: (groups: string) =>
        `Only members of ${groups} can report this here. Your click changed nothing. Ask one of them, or an administrator: they can stop the agent.`,
      /** `names` approved it, and `more` others. */
      takeBack: (names: readonly string[], more: number) =>
        `Only ${names.length === 0 ? 'those who approved it' : `${names.join(', ')}${more > 0 ? `, ${more} more who approved it` : ''}`} or an administrator can take this back. Your click changed nothing.`,
    },
    own: {
      owner: 'You own this agent',
      on_behalf_of: 'The agent acts for you',
      starter: 'You started the run that asks',
      recorder: 'You recorded this',
    },
    ownRequest: {
      decide: (own: string) => `${own}, so somebody else has to decide. Your click changed nothing.`,
      look: (own: string) => `${own}, so somebody else has to look at it. Your click changed nothing.`,
      comment: (own: string) => `${own}, so somebody else has to say this. Your click changed nothing.`,
      report: (own: string) =>
        `${own}, so somebody else has to report it. Your click changed nothing. An administrator can stop the agent.`,
    },
    stepUp:
      'This approval needs a fresh sign-in. Choose Review and approve on the card. Your click changed nothing.',
    notOpened: (link: string) =>
      `Your click changed nothing: this card does not hold everything. At ${link} you can read all of it, and approve it there.`,
    reasonMissing: {
      approve:
        'A reason is required to approve this. Your click changed nothing. Write it in Comment and choose the button again.',
      deny: 'A reason is required to deny this. Your click changed nothing. Write it in Comment and choose the button again.',
    },
    guest:
      'Guests cannot decide or comment here. Your click changed nothing. Ask a member of the organisation.',
    foreignTenant: 'Only people of this organisation can decide or comment here. Your click changed nothing.',
    disabledPerson:
      'Your account is disabled in Microsoft Entra ID, so your click changed nothing. Ask an administrator.',
    notAPerson:
      'This is the account of an agent. Only people can decide or comment here. Nothing was changed.',
    alreadyEnded: (how: string) =>
      `This request has already ended: it was ${how}. Your click changed nothing.`,
    ended: {
      pending: 'still waiting a moment ago',
      approved: 'approved',
      denied: 'denied',
      expired: 'closed because its time ran out',
      cancelled: 'withdrawn by the agent',
      failed: 'closed because nobody could decide it',
    },
    sameDenied: (moment: string) =>
      `The same was denied on ${moment}, on another request of this agent, so this one is denied too. The newest card says by whom.`,
    lookedAt: 'Somebody else has looked at this already. Your click changed nothing.',
    agentPaused: (moment: string) =>
      `The agent is paused: it was stopped on ${moment}, after this was asked. It cannot be approved; Countersign is denying it.`,
    ownPause: 'You paused this agent, so another administrator has to resume it. Nothing was changed.',
    enforcer: (name: string) =>
      `That is the enforcer ${name}, so nothing was changed. Pause the agents it asks for, or take its app role away in Entra.`,
    blueprint: (name: string) =>
      `That is the blueprint of ${name}, so nothing was changed. Pause the agent identities made from it, each by its own client id.`,
    unknownAgent: (meant: string | undefined) =>
      `No agent is registered under this name.${meant === undefined ? '' : ` Did you mean ${meant}?`} Write a name under agents in countersign.yaml, or a client id.`,
    staleCard:
      'This card no longer belongs to the request. Your click changed nothing. Use the newest card of this request.',
    summaryCard:
      'This is a summary: nothing is decided here, and your click changed nothing. Whoever may decide has the whole card in their own chat with Countersign.',
    unknownRequest:
      'Countersign does not know this request. Your click changed nothing. Use the card in the original conversation.',
    commentEmpty: 'Write a comment first, then choose Send comment only.',
    commentTooLong: (limit: number) =>
      `A comment can have at most ${some(limit, 'character')}. Shorten it and try again.`,
    couldNotVerify:
      'Countersign could not check your group memberships just now. Nothing was changed. Try again.',
    notKnownYet:
      'It is not known yet whether your click was saved. Look at the card again in a moment before you click once more.',
    busy: 'Several people are clicking on this request at once. Nothing of yours was changed. Try again.',
    newerVersion:
      'A newer version of Countersign wrote this, so this one only shows it. Nothing was changed. Try again in a minute; if it stays so, ask an administrator.',
    notPermitted: (needs: string) => `This needs ${needs}. Your click changed nothing. Ask an administrator.`,
    limitReached: (span: string) => `A limit is reached. Nothing was changed. Try again in ${span}.`,
    tooLarge: (kilobytes: number) =>
      `What you sent is larger than ${kilobytes} KB. Shorten it and try again.`,
    invalid: 'Countersign could not read this click. Nothing was changed. Reload Teams and try again.',
    duplicate: 'This was already asked with other contents. Nothing was changed. The agent has to ask anew.',
    grantUnusable: (why: string) => `The approval cannot be used: ${why}. The agent has to ask anew.`,
    grant: {
      approval_expired: 'its time ran out',
      out_of_scope: 'it was given for something else',
      grant_pending: 'it is not decided yet',
      policy_denied: 'the policy no longer allows it',
      approval_unverifiable: 'it could not be verified',
    },
    endedBy: {
      use: 'it was used already',
      own_use: 'it was used already',
      revocation: 'it was taken back',
    },
    nothingToTakeBack: 'There is nothing to take back yet: this request is still waiting.',
    tooLateToTakeBack: 'Too late to take back: the approval has already been used. Check the target instead.',
    takenBackAlready: 'This approval was already taken back. Nothing more is needed.',
    ranOut: 'This approval ran out unused. Nothing more is needed.',
    wrongState: 'This cannot be done with the request as it stands now. Nothing was changed.',
    unknownButton:
      'Countersign does not know this button. Your click changed nothing. Use the newest card of this request.',
    unknownInvoke: 'Countersign does not know this. Nothing was changed.',
    namelessClick:
      'Teams did not say who you are in Microsoft Entra ID, so your click changed nothing. Sign in with your work account.',
  },

  // What the bot answers to what people write. `written` is a command as it is written there, in quotation marks.
  bot: {
    hello:
      'Hello, I am Countersign. When an AI agent needs an approval, I bring its request to the people who may decide.',
    helloToOne: (pending: string, help: string) =>
      `What is to be told to you comes to this chat, as long as you keep the app. Write ${pending} to see what waits for you; ${help} tells more.`,
    helloToMany: (link: string, help: string) =>
      `Next, an administrator links this conversation to a route of countersign.yaml: ${link}. Approvers need to do nothing: cards come here by themselves. ${help} tells more.`,
    help: 'I bring requests of AI agents to the people who may decide them.',
    helpLine: (written: string, does: string) => `${written} – ${does}.`,
    forAdministrators: 'For administrators only:',
    mentionMe: (name: string) =>
      `I read only messages that mention me: type ${name} and choose it from the list that opens.`,
    howToDecide:
      'To decide, use the buttons on a card: what you write never decides. Who may decide is checked at every click.',
    does: {
      pending: 'what waits for you',
      'show ID': 'the card of one request, as it stands',
      'history NAME': 'the last requests of an agent, or about a resource',
      help: 'shows this text',
      'link NAME': 'cards of the route NAME come to this channel or group chat from now on',
      'unlink NAME': 'cards of the route NAME come nowhere until it is linked again',
      routes: 'which routes lead where, and how their cards fare',
      agents: 'lists the agents, and which of them are paused',
      'pause NAME reason': 'stops the agent NAME at once: denies what waits, takes nothing new',
      'resume NAME': 'lets a paused agent go on; somebody else than who paused it',
    },
    /** Words by which people mean to decide, in whatever they write to the bot. */
    deciding:
      /^(?:approved?|accept|allow|grant|yes|ok(?:ay)?|deny|denied|reject|refuse|no|lgtm|👍|👎|✅|✔|❌|✖)\W*$/iu,
    decidesNothing: (pending: string) =>
      `What you write decides nothing. Use the buttons on the card; ${pending} lists what waits for you.`,
    unknown: (word: string) => `I do not know “${word}”. `,
    didYouMean: (command: string, help: string) =>
      `Did you mean ${command}? ${help} lists everything I know.`,
    whatIKnow: (pending: string, help: string) =>
      `Write ${pending} to see what waits for you, or ${help} for everything I know.`,
    nameless: 'Teams did not say who you are in Microsoft Entra ID. Nothing was changed.',
    foreign: 'Only people and conversations of this organisation can do this. Nothing was changed.',
    fault: 'Countersign could not do this just now. Try again in a moment.',
    noOwnChat:
      'Others read along here, so I tell you this in your own chat with me alone. Add Countersign under Apps in Teams, and write it there.',
    toldInOwnChat: 'Others read along here, so I answered in your own chat with me.',
  },

  // Answers about requests.
  requests: {
    nothingWaits: 'Nothing waits for you.',
    nothingWaitsAmongFirst:
      'More requests are open than are looked through here. Of the gravest, and of those the ones that end first, nothing waits for you.',
    whichOne: (show: string) =>
      `Write which request: ${show}. The ID begins with req_ and stands on its card under “Who asks, which rule”, or “Who asked and why” once it is over.`,
    aboutWhat: (ofAgent: string, ofResource: string) =>
      `Write of which agent or resource: ${ofAgent} or ${ofResource}.`,
    noneAbout: (about: string) =>
      `There is no request of an agent or about a resource “${about}” that you may see.`,
    withItsType: (example: string) => `A resource is written with its type: ${example}.`,
    noneToSee: 'There is no such request, or none that you may see.',
    membersOnly: 'Only members of this organisation are told about requests.',
    couldNotVerify: 'Countersign could not check your group memberships just now. Try again.',
  },

  // Answers about agents.
  agents: {
    whichAndWhy: (written: string) => `Write which agent and why: ${written}. Nothing was changed.`,
    which: (written: string) => `Write which agent: ${written}. Nothing was changed.`,
    pausedAlready: (agent: string, bySince: string) =>
      `${agent} is paused already, by ${bySince}. Nothing was changed.`,
    paused: (agent: string, isDenying: boolean, resume: string) =>
      `Done. ${agent} is paused. ${isDenying ? 'What was waiting is being denied' : 'What was waiting is denied'}, nothing new is taken, and no approval of it can be used. Another administrator lets it go on with ${resume}.`,
    notPaused: (agent: string) => `${agent} is not paused. Nothing was changed.`,
    resumed: (agent: string) =>
      `Done. ${agent} may ask again. What its pause denied stays denied; approvals it had work again while they last.`,
    none: 'countersign.yaml registers no agent, and none is paused.',
    notRegistered: (agent: string) => `${agent} (not registered)`,
    lineNotPaused: (agent: string) => `${agent}: not paused`,
    /** `why` in quotation marks. */
    linePaused: (agent: string, bySince: string, why: string | undefined) =>
      `${agent}: paused by ${bySince}: ${why ?? '(reason erased)'}.`,
    stillDenying: 'What was waiting is still being denied.',
    more: (count: number) => `And ${count} more.`,
    since: (name: string, time: string) => `${name} since ${time}`,
    administratorsOnly:
      'Only administrators of Countersign can do this. Nothing was changed. They are the members of the group that countersign.yaml names under admins.',
    notKnownYet: (agents: string) => `It is not known yet whether this was saved. Look with ${agents}.`,
    reasonTooLong: (limit: number) =>
      `A reason can have at most ${some(limit, 'character')}. Nothing was changed.`,
    busy: 'Several people are changing this agent at once. Nothing of yours was changed. Try again.',
  },

  // Answers about routes.
  routes: {
    linked: (route: string) =>
      `Done. Cards of the route ${route} come here from now on, and those of open requests that stand nowhere come now.`,
    linkedAlready: (route: string) =>
      `Cards of the route ${route} come here already. Those of open requests that stand nowhere come now.`,
    moved: (route: string, before: string, isSummary: boolean) =>
      `Done. Cards of the route ${route} come here from now on, and no longer to ${before}. Cards of open requests that stand there stay, ${stayingAs(isSummary, 'and can still be decided there')}; others come now.`,
    notHere: (link: string) =>
      `Nothing was changed: routes lead to a channel or a group chat, not to your own chat. Write ${link} there. People get cards in their own chats by notify in countersign.yaml.`,
    linkedNowhere: (route: string) => `The route ${route} is linked nowhere. Nothing was changed.`,
    unlinked: (route: string, before: string, link: string, isSummary: boolean) =>
      `Done. Cards of the route ${route} come to ${before} no longer, and nowhere else until an administrator writes ${link} in another conversation. Cards that stand there stay, ${stayingAs(isSummary, 'and can still be decided')}.`,
    none: 'countersign.yaml has no routes yet.',
    known: (names: readonly string[]) => `Routes are: ${names.join(', ')}.`,
    which: (written: string) => `Write which route: ${written}.`,
    unknown: (route: string) => `There is no route “${route}”.`,
    cut: 'More requests are open than were looked through: the numbers are of those that end first.',
    lineUnlinked: (route: string, link: string) =>
      `${route}: linked nowhere. Write ${link} where its cards are to come.`,
    lineLinked: (route: string, place: string, name: string, time: string) =>
      `${route}: to ${place}, linked by ${name} on ${time}.`,
    notNamed: 'countersign.yaml does not name it any more.',
    delivered: (count: number) => `${count} delivered`,
    held: (count: number) => `${count} waiting for ${count === 1 ? 'its' : 'their'} turn`,
    beside: (count: number) => `${count} on the card of another route there`,
    onTheirWay: (count: number) => `${count} not delivered yet`,
    failed: (count: number) => `${count} failed`,
    noOpen: 'No open request.',
    cards: (counts: readonly string[]) => `Cards of open requests: ${counts.join(', ')}.`,
    lastProblem: (why: string) => `Last problem: ${why}`,
    /** `name` in quotation marks. */
    namedPlaces: {
      personal: (name: string) => `the personal chat ${name}`,
      groupChat: (name: string) => `the group chat ${name}`,
      channel: (name: string) => `the channel ${name}`,
    },
    places: { personal: 'a personal chat', groupChat: 'a group chat', channel: 'a channel' },
  },

  // Why a card does not stand where it belongs, by the code that is kept of it. The API tells them too, in English.
  troubles: {
    route_not_linked: (route) =>
      `route ${route} is not linked: write "@Countersign link ${route}" in a channel`,
    card_beside: () => 'its conversation has another card of this request already',
    person_not_told: () => 'Microsoft Graph does not tell who this person is now; it is asked again',
    group_not_told: (group) => `Microsoft Graph does not tell who is in ${group}; it is asked again`,
    app_not_installed: (person) =>
      `${person} has not installed the app, or Teams did not tell: they add Countersign under Apps in Teams and write it a word, or an administrator installs it for them`,
    not_in_directory: (person) => `${person} is not in the directory any more`,
    software_account: (person) => `${person} is an account of software: cards go to people alone`,
    account_disabled: (person) => `the account of ${person} is disabled`,
    guest_account: (person) => `${person} is a guest: cards go to members of the organisation alone`,
    left_group: (person, group) =>
      `${person} is no longer in ${group === '' ? 'a group that may decide' : group}`,
    given_up: () => 'it was given up',
    moved_to: (route, why) => `to ${route}, since ${why}`,
    bot_token_late: () => 'The bot got no token for Teams in time.',
    bot_token_refused: () =>
      'The bot got no token for Teams with these credentials: check the bot’s app id, type and secret.',
    teams_unreachable: (errorCode) => `Teams cannot be reached (${errorCode}).`,
    teams_silent: () => 'Teams did not answer in time.',
    teams_cut: (errorCode) => `The connection to Teams broke${errorCode === '' ? '' : ` (${errorCode})`}.`,
    teams_answered: (status, code, subCode) => {
      const means = TEAMS_MEANS[code] ?? TEAMS_MEANS[subCode] ?? TEAMS_MEANS[status];
      return `Teams answered ${status}${code === '' ? '' : ` ${code}`}${means === undefined ? '' : `: ${means}`}.`;
    },
    teams_gave_no_id: () => 'Teams took the card but returned no message id.',
    unknown_service_url: () => 'The conversation’s serviceUrl is not a known address of Teams.',
  } satisfies TroubleWords as TroubleWords,
};

/** What Teams' answer means, by its code, its sub-code, or its status alone. */
const TEAMS_MEANS: Readonly<Record<string, string>> = {
  BotNotInConversationRoster: 'Countersign is not in this conversation; add the app there',
  BotDisabledByAdmin: 'an administrator of Teams has blocked the app',
  ConversationBlockedByUser: 'the person has blocked the app',
  ForbiddenOperationException: 'the app is not installed there; add it',
  NotEnoughPermissions: 'the app may not write there',
  InvalidBotApiHost: 'the conversation belongs to another cloud of Microsoft’s',
  MessageWritesBlocked: 'writing is blocked there',
  401: 'it does not accept the bot’s token. Check the bot’s registration and credentials',
  ConversationNotFound: 'there is no such conversation',
  ActivityNotFoundInConversation: 'the card is no longer there',
  404: 'it did not find the way there, which may pass',
  413: 'the card is too big',
};

/** `one data owner and two leads and 3 more`. */
const seatList = (seats: readonly string[], more: number): string =>
  [...seats, ...(more > 0 ? [`${more} more`] : [])].join(' and ');

const chosen = (reason: string | undefined): string =>
  reason === undefined ? '' : ` (${reason.toLowerCase()})`;

const ORDINALS: readonly (string | undefined)[] = ['first', 'second', 'third', 'fourth', 'fifth'];

function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
