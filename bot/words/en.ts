// Every word of ours in English that cards, the bot's answers and notifications show, by the room it stands in. A function where a sentence
// takes values: their order and the plural are the language's. Values of others come in made plain; where they keep a type of their own they
// come as places of a `Sentence`. Another language is another file of type `Words`.
// Not here: texts that the record pins (approvals/end-reason.ts, approvals/rule-limit.ts), words of the policy, of agents and of people, the
// marks of the sanitiser (approvals/text/), the problems of the API (functions/http-reply.ts), the review page and the command.
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
};

/** `one data owner and two leads and 3 more`. */
const seatList = (seats: readonly string[], more: number): string =>
  [...seats, ...(more > 0 ? [`${more} more`] : [])].join(' and ');

const chosen = (reason: string | undefined): string =>
  reason === undefined ? '' : ` (${reason.toLowerCase()})`;
