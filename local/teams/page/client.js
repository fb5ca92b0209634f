// What only this client knows: the card a person was answered with, the notice only they see, the click that is under way.
// As in Teams none of it is kept: it is gone after a reload.
import { postJson } from './server.js';

const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';
const REFRESH_AGAIN_MS = 60_000;
const REFRESH_AT_MOST = 60;

/** Views by person and message; `onChange(messageId)` tells that one must be drawn again. */
export function createClient(onChange) {
  const views = new Map();

  function view(person, messageId) {
    const key = `${person}/${messageId}`;
    const known = views.get(key) ?? {
      override: null,
      revision: 0,
      notice: null,
      busyVerb: null,
      isSent: false,
      refreshedAt: 0,
      refreshed: 0,
    };
    views.set(key, known);
    return known;
  }

  // The card a person sees: their answer until the message itself changes.
  function cardFor(person, message) {
    const known = view(person, message.messageId);
    return known.override !== null && known.revision === message.revision ? known.override : message.card;
  }

  async function press(person, messageOf, messageId, action) {
    const known = view(person, messageId);
    if (known.busyVerb !== null) return;
    known.busyVerb = action.verb;
    known.notice = null;
    onChange(messageId);
    const reply = await invoke({ user: person, messageId, action, trigger: 'manual' });
    known.busyVerb = null;
    take(known, reply, messageOf(messageId), true);
    onChange(messageId);
  }

  // Teams lets a card refresh itself for those it names: when it comes into view, when it changes, at most once a minute.
  async function refresh(person, mri, memberCount, messageOf, messageId) {
    const message = messageOf(messageId);
    const wish = message?.card?.refresh;
    if (!wish?.action || message.deleted || !isAsked(wish, mri, memberCount)) return;
    const known = view(person, messageId);
    const recently = Date.now() - known.refreshedAt < REFRESH_AGAIN_MS;
    if (known.busyVerb !== null || (recently && known.refreshed === message.revision)) return;
    known.refreshedAt = Date.now();
    known.refreshed = message.revision;
    const { verb = '', title, data } = wish.action;
    const action = { type: 'Action.Execute', verb, ...(title ? { title } : {}), data: data ?? {} };
    const reply = await invoke({ user: person, messageId, action, trigger: 'automatic' });
    take(known, reply, messageOf(messageId), false);
    onChange(messageId);
  }

  // True once after a click that was accepted: what was typed for it has been sent.
  function takeSent(known) {
    const { isSent } = known;
    known.isSent = false;
    return isSent;
  }

  function dismiss(person, messageId) {
    view(person, messageId).notice = null;
    onChange(messageId);
  }

  return { view, cardFor, press, refresh, takeSent, dismiss };
}

function isAsked(wish, mri, memberCount) {
  return wish.userIds === undefined ? memberCount <= REFRESH_AT_MOST : wish.userIds.includes(mri);
}

async function invoke(press) {
  try {
    return await postJson('/page/invoke', press);
  } catch (error) {
    return { status: 0, body: null, why: error instanceof Error ? error.message : '' };
  }
}

// An error of an automatic refresh stays silent, as in Teams; a click always gets an answer.
function take(known, reply, message, isClick) {
  const { statusCode = 200, type, value } = reply.body ?? {};
  const isFine = reply.status === 200 && statusCode === 200;
  if (isFine && type === CARD && typeof value === 'object' && value !== null) {
    known.override = value;
    known.revision = message?.revision ?? 0;
    known.isSent = isClick;
    return;
  }
  if (!isClick) return;
  if (isFine && type === MESSAGE && typeof value === 'string') {
    known.notice = { kind: 'told', text: value };
    return;
  }
  const unreached = [0, 502, 504].includes(reply.status);
  const text = unreached
    ? 'Unable to reach app. Please try again.'
    : 'Something went wrong. Please try again.';
  known.notice = { kind: 'failed', text };
}
