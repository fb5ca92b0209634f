// The messages of one conversation: posts with their replies in the channel, a plain run of messages in a chat.
// Promises: a change touches only the message that changed; the reader's place is kept.
import { el, fillAvatar, icon } from './dom.js';
import { rememberFocus } from './keep-focus.js';
import { markdownNodes } from './markdown.js';
import { renderCard } from './render-card.js';

const EYE = 'M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5Zm8-2.2a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z';
const CROSS = 'M5 5l10 10M15 5 5 15';

/** Draws messages into `root`. `client` holds what only this person sees. */
export function createThread(root, client, { onExecute, onEarlier }) {
  const drawn = new Map();
  let messages = new Map();
  let person = '';
  let botId = '';
  let isChat = false;

  function reset(viewer, bot, conversation) {
    person = viewer;
    botId = bot;
    isChat = conversation.type !== 'channel';
    messages = new Map();
    drawn.clear();
    root.replaceChildren();
  }

  function load(list, hasEarlier) {
    const wasAtEnd = isAtEnd();
    const isFirst = drawn.size === 0;
    for (const message of list) put(message);
    root.querySelector('.earlier')?.remove();
    if (hasEarlier) {
      const button = el('button', 'earlier', { type: 'button' }, 'Show earlier messages');
      button.addEventListener('click', onEarlier);
      root.prepend(button);
    }
    showEmpty();
    if (isFirst || wasAtEnd) showNewest();
  }

  function add(message) {
    const isNew = !drawn.has(message.messageId);
    const wasAtEnd = isAtEnd();
    put(message);
    showEmpty();
    if (isNew && (wasAtEnd || message.from.aadObjectId === person)) showNewest();
  }

  function put(message) {
    const before = messages.get(message.messageId);
    if (before && before.revision >= message.revision && before.deleted === message.deleted) return;
    messages.set(message.messageId, message);
    redraw(message.messageId);
  }

  function redraw(messageId) {
    const message = messages.get(messageId);
    if (message === undefined) return;
    const place = drawn.get(messageId) ?? insert(message);
    fill(place, message);
  }

  function insert(message) {
    const element = el('article', 'message', { 'data-message': message.messageId });
    const place = { element, body: el('div', 'message-body'), drawing: undefined };
    const isBot = message.from.id === botId;
    const avatar = fillAvatar(el('span', 'avatar', { 'aria-hidden': 'true' }), message.from.name, isBot);
    const at = new Date(message.at);
    const head = el(
      'div',
      'message-head',
      {},
      el('span', 'author', {}, message.from.name),
      isBot ? el('span', 'badge', {}, 'APP') : null,
      el(
        'time',
        '',
        { datetime: message.at, title: at.toLocaleString([], { hourCycle: 'h23' }) },
        shortTime(at),
      ),
    );
    element.setAttribute('aria-label', `${message.from.name}, ${shortTime(at)}`);
    element.append(avatar, el('div', 'message-main', {}, head, place.body));
    element.classList.toggle('mine', message.from.aadObjectId === person);
    drawn.set(message.messageId, place);
    under(message).append(element);
    return place;
  }

  // A post is a box of its own in the channel; its replies stand inside it.
  function under(message) {
    if (message.conversation.type !== 'channel') return root;
    const known = root.querySelector(`section[data-thread="${message.thread}"]`);
    if (known) return known;
    const box = el('section', 'post', { 'data-thread': message.thread });
    const later = [...root.querySelectorAll('section.post')].find(
      (post) => post.dataset.thread > message.thread,
    );
    root.insertBefore(box, later ?? null);
    return box;
  }

  function fill(place, message) {
    const view = client.view(person, message.messageId);
    const card = client.cardFor(person, message);
    const focusAgain = rememberFocus(place.body);
    const parts = [];
    if (message.deleted) parts.push(el('p', 'deleted', {}, 'This message has been deleted.'));
    else {
      if (message.text) parts.push(el('div', 'text', {}, ...markdownNodes(message.text, { mentions: true })));
      if (card) parts.push(drawCard(place, message, card, view));
      else place.drawing = undefined;
    }
    if (view.notice) parts.push(drawNotice(message.messageId, view.notice));
    place.body.replaceChildren(...parts);
    focusAgain();
    if (view.notice && view.notice !== place.notice)
      place.body.lastChild.scrollIntoView({ block: 'nearest' });
    place.notice = view.notice;
  }

  function drawCard(place, message, card, view) {
    const { busyVerb } = view;
    const before = place.drawing;
    if (before?.json !== card) {
      const isSent = client.takeSent(view);
      place.drawing = renderCard(card, {
        before,
        isSent,
        onExecute: (action, button) => {
          place.pressed = button;
          onExecute(message.messageId, action);
        },
      });
    }
    const { element } = place.drawing;
    showBusy(element, busyVerb === null ? null : place.pressed);
    return el('div', 'card', { 'aria-busy': busyVerb === null ? 'false' : 'true' }, element);
  }

  function drawNotice(messageId, { kind, text }) {
    const close = el('button', 'icon-button', { type: 'button', 'aria-label': 'Dismiss' }, icon(CROSS));
    close.addEventListener('click', () => client.dismiss(person, messageId));
    const label = kind === 'told' ? el('span', 'notice-label', {}, icon(EYE), 'Only you can see this') : null;
    return el(
      'div',
      `notice ${kind}`,
      { role: 'status' },
      el('div', '', {}, label, el('p', '', {}, text)),
      close,
    );
  }

  function isAtEnd() {
    return root.scrollHeight - root.scrollTop - root.clientHeight < 80;
  }

  // A card taller than the window is shown from its top: that is where reading starts.
  function showNewest() {
    root.scrollTop = root.scrollHeight;
    const last = root.querySelector(':scope > :last-child');
    if (last && last.offsetHeight > root.clientHeight) last.scrollIntoView({ block: 'start' });
  }

  function showEmpty() {
    root.querySelector('.empty')?.remove();
    if (drawn.size > 0) return;
    const words = isChat
      ? 'Nothing here yet. When an agent asks, its card appears in the channel linked to the route of the rule.'
      : 'Nothing here yet. When an agent asks and the route of the rule is linked to this channel, its card appears here.';
    root.append(
      el('div', 'empty', {}, el('img', '', { src: '/page/bot.svg', alt: '' }), el('p', '', {}, words)),
    );
  }

  return { reset, load, add, redraw, message: (id) => messages.get(id), ids: () => [...messages.keys()] };
}

// Not `disabled`: that would take the focus from the button that was pressed.
function showBusy(element, pressed) {
  for (const button of element.querySelectorAll('button')) {
    if (pressed === null) button.removeAttribute('aria-disabled');
    else button.setAttribute('aria-disabled', 'true');
    button.classList.toggle('spinning', button === pressed);
  }
}

function shortTime(at) {
  const isToday = at.toDateString() === new Date().toDateString();
  const time = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return isToday ? time : `${at.toLocaleDateString([], { day: 'numeric', month: 'short' })} ${time}`;
}
