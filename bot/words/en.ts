// Every word of ours in English that cards, the bot's answers and notifications show, by the room it stands in. A function where a sentence
// takes values: their order and the plural are the language's. Values of others come in made plain; where they keep a type of their own they
// come as places of a `Sentence`. Another language is another file of type `Words`.
// Not here: texts that the record pins (approvals/end-reason.ts, approvals/rule-limit.ts), words of the policy, of agents and of people, the
// marks of the sanitiser (approvals/text/), the problems of the API (functions/http-reply.ts), the review page and the command.
import { CHANGE_WORDS } from '../../approvals/proposal/told-lines.ts';
import { removedWords } from '../../approvals/purged.ts';
import { limitWords, spanWords } from '../../approvals/rule-limit.ts';
import type { Sentence } from './sentence.ts';

const COUNTS = ['no', 'one', 'two', 'three', 'four', 'five', 'six'];
const counted = (count: number): string => COUNTS[count] ?? String(count);

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
    running: 'Approved and used, still running',
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
    ownWord: (action: string) => `do “${action}”`,
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
    moreReasons: (count: number) => `And ${count} more reasons.`,
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
    deny: 'Deny',
    commentOnly: 'Send comment only',
    voteCounted: 'Your vote is counted.',
  },

  // What a person can add to a click, and what a click does.
  inputs: {
    reason: 'Reason, if you deny (optional)',
    reasonRequired: 'Reason, if you deny (required, or a comment)',
    choose: 'Choose',
    comment: 'Comment (optional; goes to the agent)',
    commentRequired: 'Comment (required to approve; goes to the agent)',
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
      'Not all of it fits on a card: Review and approve opens the whole. You can deny it or comment here.',
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
      ': all it has waiting is denied, and nothing of it runs until an administrator lets it go on. The administrators are told, with your name.',
    ],
    button: 'Deny, and stop this agent',
  },

  // What people did, and what is still needed of them.
  people: {
    approvals: 'Approvals',
    signedInAfresh: ', signed in afresh',
    notCounted: '(not counted: no longer an approver)',
    and: 'and',
    needed: (seats: readonly string[], more: number) => `${seatList(seats, more)} needed`,
    missing: (seats: readonly string[], more: number) => `${seatList(seats, more)} was missing`,
    wasAsked: (seats: readonly string[], more: number) => `${seatList(seats, more)} was asked`,
    none: (wasAsked: string) => `none; ${wasAsked}`,
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

  // Who asks and which rule says so, behind one toggle.
  details: {
    toggle: 'Who asks, which rule',
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
    approvedBy: 'Approved by',
    byPolicy: 'policy',
    byPolicyRule: <T>(rule: T): Sentence<T> => ['policy, rule ', rule],
    deniedBy: 'Denied by',
    whoPaused: <T>(who: T): Sentence<T> => [who, ', who paused the agent'],
    byRules: <T>(rules: Sentence<T>): Sentence<T> =>
      rules.flatMap((rule, index) => [index === 0 ? 'rule ' : ', rule ', rule]),
    why: 'Why',
    agentSays: 'The agent says',
    deniedAs: <T>(request: T): Sentence<T> => ['the same was denied as ', request],
    askedAgain: 'Asked again',
    atTheEarliest: (time: string) => `at the earliest ${time}`,
    reported: 'Reported',
    asSuspicious: 'as suspicious: the agent is stopped, and the administrators are told',
    askAdministrator: 'Ask an administrator who may approve this; the agent can then ask again.',
    contentRemoved: (removed: string) => `What was asked and said was ${removed}.`,
    removed: removedWords,
  },

  // Parameters, and what of them could deceive the eye.
  parameters: {
    before: 'Before',
    thisFile: 'This file',
    tooLong: (count: number, kilobytes: number) =>
      `${count === 1 ? '1 more parameter' : `${count} more parameters`}, ${kilobytes} KB: too long for a card`,
    characters: (count: number) => `${count} characters`,
    charactersAsBefore: (count: number) => `(${count} characters as before)`,
  },
  traps: {
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
    moreValues: (count: number) => `and ${count} more ${count === 1 ? 'value' : 'values'}`,
    moreLines: (count: number) => `and ${count} more lines`,
    notShown: 'has changed; its value is not shown',
    changed: 'has changed',
    changedTo: 'has changed:',
    wasNotThere: '  was not there',
    was: <T>(value: Sentence<T>): Sentence<T> => ['  was ', ...value],
    isNotThere: ', is not there now',
    isNow: <T>(value: Sentence<T>): Sentence<T> => [', is now ', ...value],
    added: 'added',
    removed: 'removed',
  },

  // What people made of the same before.
  history: {
    title: 'History',
    approved: (times: number, isAtLeast: boolean, days: number, time: string, how: string) =>
      `${times}${isAtLeast ? ' or more' : ''} approved in ${days} days; the last one, ${time}, ${how}`,
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
    same: <T>(time: string, who: T, ago: string, now: string): Sentence<T> => [
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
    laterOnes: (count: number) => `And ${count} more, which end later.`,
    cut: 'More requests are open than are looked through here: those that end first.',
    last: 'The last requests',
    lastAbout: <T>(about: T): Sentence<T> => ['The last requests: ', about],
    olderOnes: 'Older ones are in the exported record.',
    open: 'Open',
    asOf: (time: string) => `As of ${time}. This list does not change; ask again for a new one.`,
  },
  digest: {
    none: 'No card waits here any more',
    waiting: (count: number, isMore: boolean) =>
      `${isMore ? 'More than ' : ''}${count} ${count === 1 ? 'request waits' : 'requests wait'} for a card here, the most urgent first`,
    oneByOne:
      'Teams takes only so many cards at a time. Each comes by itself; to decide one now, open its card.',
    open: 'Open its card',
    more: (count: number, isMore: boolean) => `And ${isMore ? 'more than ' : ''}${count} more.`,
    asOf: (time: string) => `As of ${time}.`,
    keptUp: (time: string) => `As of ${time}; kept up to date while cards wait.`,
    comes: 'Its card comes in a moment, below.',
    stands: 'Its card stands in this conversation already, or nothing is left to decide.',
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
