// The person switch at the top and the list of conversations at the left.
import { byId, el, fillAvatar, icon } from './dom.js';

const TEAM = 'Contoso Data';
const CHANNEL_SIGN = 'M8 3 6.5 17M13.5 3 12 17M3.5 7.5h13.5M3 12.5h13.5';

/** Fills the person switch, grouped by what people are, and tells of a change. */
export function drawPeople(people, current, onChange) {
  const select = byId('person');
  const headings = [...new Set(people.map((person) => person.heading))];
  const groups = headings.map((heading) =>
    el(
      'optgroup',
      '',
      { label: heading },
      ...people
        .filter((person) => person.heading === heading)
        .map((person) => el('option', '', { value: person.id }, `${person.name} (${person.role})`)),
    ),
  );
  select.replaceChildren(...groups);
  select.value = current.id;
  select.onchange = () => onChange(select.value);
  fillAvatar(byId('my-avatar'), current.name, false);
}

/** Draws the conversations this person can see. `unread` holds the ids of those with news. */
export function drawConversations(conversations, current, unread, bot, onOpen) {
  const chats = conversations.filter(({ type }) => type !== 'channel');
  const channels = conversations.filter(({ type }) => type === 'channel');
  const item = (conversation) => {
    const isChat = conversation.type !== 'channel';
    const isOwn = conversation.type === 'personal';
    const sign = isChat
      ? fillAvatar(el('span', 'avatar small', { 'aria-hidden': 'true' }), nameOf(conversation, bot), isOwn)
      : el('span', 'channel-sign', { 'aria-hidden': 'true' }, icon(CHANNEL_SIGN));
    const isUnread = unread.has(conversation.id);
    const button = el(
      'button',
      `conversation${isUnread ? ' unread' : ''}`,
      { type: 'button', 'aria-current': conversation.id === current ? 'true' : false },
      sign,
      el('span', 'conversation-name', {}, nameOf(conversation, bot)),
      isUnread ? el('span', 'dot', { role: 'img', 'aria-label': 'New messages' }) : null,
    );
    button.addEventListener('click', () => onOpen(conversation.id));
    return el('li', '', {}, button);
  };
  byId('conversations').replaceChildren(
    el('h3', '', {}, 'Teams and channels'),
    el(
      'p',
      'team',
      {},
      fillAvatar(el('span', 'avatar square small', { 'aria-hidden': 'true' }), TEAM, false),
      TEAM,
    ),
    el('ul', 'channels', {}, ...channels.map(item)),
    ...(chats.length > 0 ? [el('h3', '', {}, 'Chats'), el('ul', '', {}, ...chats.map(item))] : []),
  );
}

/** The head of the open conversation. */
export function drawHead(conversation, bot, memberCount) {
  const { type } = conversation;
  const name = nameOf(conversation, bot);
  fillAvatar(byId('thread-avatar'), type === 'channel' ? TEAM : name, type === 'personal');
  byId('thread-name').textContent = name;
  byId('thread-about').textContent = {
    personal: 'Chat with the app',
    groupChat: `Group chat · ${memberCount} people`,
    channel: `${TEAM} · ${memberCount} members`,
  }[type];
}

function nameOf(conversation, bot) {
  return conversation.type === 'personal' ? bot.name : conversation.name.replace(/^#/, '');
}
