// What the person can do below it all. Drawn anew only when what they may do has changed: nobody loses a half-written sentence.
import type { Finding, Review, Said } from './api.ts';
import { byId, el, pushButton } from './dom.ts';

/** What a button asks for. */
export type Wanted = 'approve' | 'deny' | 'comment' | 'report' | 'revoke' | Finding | 'sign_in';

/** The form: shows what a review allows, reads what was typed. */
export interface DecideForm {
  readonly show: (review: Review) => void;
  readonly said: () => Said;
  readonly clear: () => void;
  /** While a call is under way nothing can be pressed twice. */
  readonly hold: (isBusy: boolean) => void;
}

const REASONS = [
  ['', 'Choose'],
  ['not_expected', 'Not expected'],
  ['wrong_target', 'Wrong target'],
  ['too_much', 'Too much'],
  ['wrong_time', 'Wrong time'],
  ['need_to_know_more', 'Need to know more'],
] as const;
const COMMENT_LIMIT = '1000';
const COMMENT = 'Comment (optional; goes to the agent and its owners)';
const COMMENT_TO_APPROVE = 'Comment (required to approve; goes to the agent and its owners)';
const REASON = 'Reason, if you deny (optional)';
const REASON_TO_DENY = 'Reason, if you deny (required, or a comment)';
const FINDING_COMMENT = 'Comment on what you found (optional; stays with the record)';

/** Wires the form. */
export function createDecideForm(onWanted: (wanted: Wanted) => void): DecideForm {
  const form = byId('form');
  const reason = el(
    'select',
    { id: 'reason' },
    ...REASONS.map(([value, title]) => el('option', { value }, title)),
  );
  const comment = el('textarea', { id: 'comment', rows: '3', maxlength: COMMENT_LIMIT });
  const buttons = el('div', { class: 'buttons' });
  let shown = '';

  form.addEventListener('submit', (event) => event.preventDefault());

  return {
    show: (review) => {
      const key = JSON.stringify([
        review.may,
        review.button,
        review.step_up?.satisfied,
        review.why_not,
        review.opening?.done,
      ]);
      byId('advice').textContent = adviceOf(review);
      if (key === shown) return;
      shown = key;
      const focused = document.activeElement?.textContent;
      buttons.replaceChildren(...buttonsOf(review, onWanted));
      const { may } = review;
      const commentField = field('comment', commentLabel(review), comment);
      form.replaceChildren(
        ...(may.deny ? [field('reason', isAsked('deny', review) ? REASON_TO_DENY : REASON, reason)] : []),
        ...(may.deny || may.comment || may.look ? [commentField] : []),
        buttons,
        ...(may.report ? [reporting(onWanted)] : []),
      );
      for (const button of buttons.querySelectorAll('button')) {
        if (button.textContent === focused) button.focus();
      }
    },
    said: () => ({ reason: reason.value, comment: comment.value }),
    clear: () => {
      reason.value = '';
      comment.value = '';
    },
    hold: (isBusy) => {
      form.setAttribute('aria-busy', String(isBusy));
      for (const button of form.querySelectorAll('button')) button.disabled = isBusy;
    },
  };
}

/** Folded, away from the buttons that decide: nobody stops an agent by a slip of the hand. */
const reporting = (onWanted: (wanted: Wanted) => void): Node =>
  el(
    'details',
    { id: 'report' },
    el('summary', {}, 'Report as suspicious'),
    el(
      'p',
      {},
      'This denies the request and stops the agent: all it has waiting is denied, and nothing of it runs until an administrator lets it go on. Administrators who have Countersign in Teams are told, with your name.',
    ),
    pushButton('Deny, and stop this agent', 'no', () => onWanted('report')),
  );

/** Does a rule want a reason with this choice? */
const isAsked = (choice: 'approve' | 'deny', { reason_required: asked }: Review): boolean =>
  asked === 'both' || asked === choice;

function commentLabel(review: Review): string {
  if (review.may.look) return FINDING_COMMENT;
  return review.may.approve && isAsked('approve', review) ? COMMENT_TO_APPROVE : COMMENT;
}

/** Its card does not hold all of it, and it is not on record yet that this person has been shown the rest. */
const isUnopened = ({ opening }: Review): boolean => opening !== undefined && !opening.done;

function buttonsOf(review: Review, onWanted: (wanted: Wanted) => void): readonly Node[] {
  const { may, button, step_up } = review;
  const needsSignIn = may.approve && step_up !== undefined && !step_up.satisfied;
  const approves = may.approve && !needsSignIn && !isUnopened(review);
  return [
    ...(needsSignIn ? [pushButton('Sign in again to approve', 'yes', () => onWanted('sign_in'))] : []),
    ...(approves ? [pushButton(button, 'yes', () => onWanted('approve'))] : []),
    ...(may.deny ? [pushButton('Deny', 'no', () => onWanted('deny'))] : []),
    ...(may.comment ? [pushButton('Send comment only', 'plain', () => onWanted('comment'))] : []),
    ...(may.look
      ? [
          pushButton('Looks right', 'plain', () => onWanted('looks_right')),
          pushButton('Needs follow-up', 'plain', () => onWanted('needs_follow_up')),
        ]
      : []),
    ...(may.revoke ? [pushButton('Take back', 'no', () => onWanted('revoke'))] : []),
  ];
}

function adviceOf(review: Review): string {
  const { task, may, why_not, step_up } = review;
  if (task.record !== undefined) return adviceAtRecord(task.record, may, why_not);
  if (task.status !== 'pending') {
    return may.revoke
      ? 'It is approved and not used yet: it can be taken back.'
      : 'There is nothing left to decide.';
  }
  if (may.approve && step_up !== undefined) {
    return step_up.satisfied
      ? `Your sign-in is fresh enough. It counts for ${minutes(step_up.within_seconds)}.`
      : `Approving this needs a sign-in at most ${minutes(step_up.within_seconds)} old${step_up.acrs.length === 0 ? '' : `, in the authentication context ${step_up.acrs.join(' and ')}`}.`;
  }
  if (may.approve && isUnopened(review)) {
    return 'Its card does not hold all of this. That you have opened it is being recorded; then you can approve it.';
  }
  if (may.deny)
    return may.approve
      ? 'You approve exactly what stands above, once.'
      : 'You have approved this. It waits for others.';
  return why_not === undefined ? 'Its time is over.' : `You can read this, not decide it. ${why_not}`;
}

function adviceAtRecord(
  { look }: NonNullable<Review['task']['record']>,
  may: Review['may'],
  whyNot: string | undefined,
): string {
  if (look !== undefined) return 'Somebody has looked at this. There is nothing left to do.';
  return may.look
    ? 'Nobody had approved this when it was done. Say what you find: nothing can run from it, whatever you say.'
    : `You can read this. ${whyNot ?? ''}`;
}

function minutes(seconds: number): string {
  const count = Math.max(1, Math.floor(seconds / 60));
  return `${count} ${count === 1 ? 'minute' : 'minutes'}`;
}

const field = (id: string, label: string, input: HTMLElement): HTMLElement =>
  el('div', { class: 'field' }, el('label', { for: id }, label), input);
