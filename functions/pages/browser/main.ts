// The review page: sign in, show, decide, show what is true. Everything it knows it was told by the API, for this person, now.
import { type Api, createApi, type No, type Review } from './api.ts';
import { createDecideForm, type DecideForm, type Wanted } from './decide-form.ts';
import { byId, el, pushButton } from './dom.ts';
import { headingsOf } from './headings.ts';
import { type App, requestOf, type Wish, wishOf } from './pkce.ts';
import { createCardPlace } from './render-card.ts';
import { comeBack, leave, nameIn, readApp } from './sign-in.ts';
import { drawWhole } from './whole.ts';

/** Each look asks the directory: often while somebody is at it, seldom on a page that was left open. */
const REFRESH_MS = 4000;
const REFRESH_SELDOM_MS = 15_000;
const SELDOM_AFTER_MS = 120_000;
const PLAIN: Wish = { acrs: [] };
const NOT_NOTED =
  'It could not be recorded that you have opened all of this, so you cannot approve it yet. Trying again…';

void start(readApp());

async function start(app: App): Promise<void> {
  if (location.pathname === '/review-signin') {
    const returned = await comeBack(app);
    if (returned.kind === 'token') return open(app, returned.request, returned.token);
    const { request } = returned;
    return stop(returned.words, request === undefined ? undefined : () => leave(app, request, PLAIN));
  }
  const request = requestOf(location.pathname);
  if (request === undefined) return stop('This address names no request. Open the link on the card again.');
  // Nobody is signed in here from before: the token of the last visit is gone with it.
  byId('busy').textContent = 'Going to Entra ID to sign you in…';
  await leave(app, request, wishOf(new URLSearchParams(location.search)));
}

function open(app: App, request: string, token: string): void {
  const api = createApi(request, token);
  const showCard = createCardPlace(byId('card'));
  const signIn = (wish: Wish) => void leave(app, request, wish);
  const form = createDecideForm((wanted) => void act(wanted));
  let latest: Review | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isActing = false;
  let isTold = false;
  let touchedAt = performance.now();

  byId('switch').addEventListener('click', () => signIn(another()));
  for (const touch of ['pointerdown', 'keydown', 'scroll']) {
    addEventListener(touch, () => (touchedAt = performance.now()), { passive: true });
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && latest !== undefined && !isActing) void refresh();
  });

  /** Reads and shows. `false`: it could not be read. */
  async function refresh(): Promise<boolean> {
    clearTimeout(timer);
    const reply = await api.read();
    if (!reply.ok) {
      notRead(reply);
      return false;
    }
    const before = latest;
    latest = reply.value;
    byId('stale').textContent = '';
    show(reply.value, before);
    if (await tellOpened(reply.value)) return refresh();
    wait(reply.value);
    return true;
  }

  /** Everything stands on the page, where the card does not hold it: that is put on record. `true`: it is now. */
  async function tellOpened({ opening, intent_hash }: Review): Promise<boolean> {
    if (opening === undefined || opening.done) return false;
    // Once for each look, so that an answer which changes nothing is no endless circle.
    isTold = !isTold;
    if (!isTold) return false;
    const noted = await api.opened(intent_hash);
    if (!noted.ok) byId('stale').textContent = NOT_NOTED;
    return noted.ok;
  }

  function notRead(no: No): void {
    if (no.kind === 'later' && latest !== undefined) {
      byId('stale').textContent =
        'This may be out of date: Countersign does not answer just now. Trying again…';
      timer = setTimeout(refresh, REFRESH_SELDOM_MS);
      return;
    }
    if (no.kind === 'later') stop(no.words, () => void refresh(), 'Try again');
    else if (no.kind === 'gone') {
      stop(no.words, () => signIn(another()), 'Use another account');
      byId('trouble').lastElementChild?.before(signedInAs(nameIn(token)));
    } else stop(no.words, () => signIn(PLAIN));
  }

  function wait(review: Review): void {
    const { task } = review;
    const isOver = task.status !== 'pending' && (task.status !== 'approved' || task.outcome !== undefined);
    if ((isOver && !isOpenRecord(review)) || ['lapsed', 'revoked'].includes(task.grant?.state ?? '')) return;
    const isSeldom = task.status !== 'pending' || performance.now() - touchedAt > SELDOM_AFTER_MS;
    timer = setTimeout(
      () => {
        // A hidden page asks nothing; it looks again when it is seen again.
        if (document.visibilityState === 'visible' && !isActing) void refresh();
      },
      isSeldom ? REFRESH_SELDOM_MS : REFRESH_MS,
    );
  }

  /** For a step-up it has to be a fresh sign-in anyway. */
  function another(): Wish {
    const stepUp = latest?.step_up;
    return stepUp === undefined
      ? { prompt: 'select_account', acrs: [] }
      : { prompt: 'login', acrs: stepUp.acrs };
  }

  function show(review: Review, before: Review | undefined): void {
    byId('busy').hidden = true;
    byId('me').hidden = false;
    byId('trouble').replaceChildren();
    byId('my-name').textContent = review.you.name;
    byId('main').setAttribute('aria-busy', 'false');
    byId('review').hidden = false;
    const { page, whole, decide } = headingsOf(review);
    byId('heading').textContent = page;
    byId('whole-heading').textContent = whole;
    byId('decide-heading').textContent = decide;
    const isDrawn = showCard(review.card);
    // The same twice is only longer: the list is folded where the card holds all of it.
    if (before === undefined) byId('whole').replaceChildren(...drawWhole(review));
    if (before === undefined || !isDrawn)
      byId('fold').toggleAttribute(
        'open',
        !(isDrawn && review.card_complete && review.opening === undefined),
      );
    form.show(review);
    if (before === undefined) return;
    if (before.task.status !== review.task.status) say(review.task.display.description);
    if (isOpenRecord(before) && !isOpenRecord(review)) say('Somebody has looked at this.');
  }

  async function act(wanted: Wanted): Promise<void> {
    if (latest === undefined || isActing) return;
    const { step_up, intent_hash } = latest;
    const fresh: Wish = { prompt: 'login', acrs: step_up?.acrs ?? [] };
    if (wanted === 'sign_in') return signIn(fresh);
    isActing = true;
    form.hold(true);
    say('');
    byId('refused').replaceChildren();
    const reply = await call(api, wanted, intent_hash, form);
    // Whatever the call said, the page shows what is stored.
    const isRead = await refresh();
    isActing = false;
    form.hold(false);
    if (reply.ok) {
      form.clear();
      say(DONE[wanted]);
      // What came of a decision stands at the top; after a comment there is still something to decide.
      if (isRead && wanted === 'comment') byId('decide-heading').focus();
      else if (isRead) {
        byId('heading').focus({ preventScroll: true });
        scrollTo({ top: 0 });
      }
    } else {
      const again = () => signIn(fresh);
      // Beside the buttons: the top of a long page is out of sight.
      tell('refused', reply.words, reply.kind === 'sign_in' || reply.kind === 'step_up' ? again : undefined);
    }
  }

  void refresh();
}

const DONE: Readonly<Record<Exclude<Wanted, 'sign_in'>, string>> = {
  approve: 'Your approval is recorded.',
  deny: 'Your denial is recorded.',
  comment: 'Your comment is recorded. It decides nothing.',
  report: 'Your report is recorded, and the agent is stopped.',
  revoke: 'The approval is taken back.',
  looks_right: 'Your finding is recorded.',
  needs_follow_up: 'Your finding is recorded.',
};

function call(api: Api, wanted: Exclude<Wanted, 'sign_in'>, hash: string, form: DecideForm) {
  const said = form.said();
  if (wanted === 'comment') return api.comment(said.comment);
  if (wanted === 'report') return api.report(hash, said.comment);
  if (wanted === 'revoke') return api.revoke();
  if (wanted === 'looks_right' || wanted === 'needs_follow_up') return api.lookAgain(wanted, said.comment);
  return api.decide(wanted, hash, wanted === 'deny' ? said : { ...said, reason: '' });
}

/** Told afterwards, and nobody has looked at it. */
const isOpenRecord = ({ task }: Review): boolean =>
  task.record !== undefined && task.record.look === undefined;

/** Nothing can be shown: the page says why, and what to do. */
function stop(words: string, again?: () => void, title = 'Sign in again'): void {
  byId('busy').hidden = true;
  byId('me').hidden = true;
  byId('review').hidden = true;
  say('');
  byId('main').setAttribute('aria-busy', 'false');
  tell('trouble', words, again, title);
  byId('heading').focus();
}

function tell(
  place: 'trouble' | 'refused',
  words: string,
  again?: () => void,
  title = 'Sign in again',
): void {
  byId(place).replaceChildren(
    el('p', {}, words),
    ...(again === undefined ? [] : [pushButton(title, 'plain', again)]),
  );
}

/** Who is refused: people have more than one account, and take one for another. */
function signedInAs(name: string): Node {
  return el('p', { class: 'soft' }, 'You are signed in as ', el('b', {}, el('bdi', {}, name)), '.');
}

function say(words: string): void {
  byId('said').textContent = words;
}
