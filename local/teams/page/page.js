// The local Teams in the browser: who one is, where one stands, and what changes there.
import { createClient } from './client.js';
import { showComposeHint, startCompose } from './compose.js';
import { byId } from './dom.js';
import { readPlace, watchPlace, writePlace } from './place.js';
import { follow, getJson } from './server.js';
import { drawConversations, drawHead, drawPeople } from './sidebar.js';
import { startTheme } from './theme.js';
import { createThread } from './thread.js';

const PAGE_OF_MESSAGES = 50;

const app = byId('app');
const client = createClient((messageId) => thread.redraw(messageId));
const thread = createThread(byId('posts'), client, {
  onExecute: press,
  onEarlier: () => load(shownCount * 2),
});
const unread = new Set();

let world = await getJson('/page/state');
let place = { person: '', conversation: '' };
let stopFollowing = () => {};
let shownCount = PAGE_OF_MESSAGES;

startTheme();
startCompose(() => ({ conversation: place.conversation, user: place.person }));
watchPlace((wanted) => go(wanted));
byId('back').addEventListener('click', () => showView('list'));
go(readPlace());

// Opens a conversation as a person; what the address names wrongly falls back to the first person and the channel.
function go(wanted) {
  const person = world.people.find(({ id }) => id === wanted.person) ?? world.people[0];
  const seen = conversationsOf(person);
  const conversation = seen.find(({ id }) => id === wanted.conversation) ?? seen[0];
  const isOther = person.id !== place.person;
  if (!isOther && conversation.id === place.conversation) return;
  place = { person: person.id, conversation: conversation.id };
  writePlace(place);
  if (isOther) unread.clear();
  unread.delete(conversation.id);
  shownCount = PAGE_OF_MESSAGES;
  drawPeople(world.people, person, (id) => go({ ...place, person: id }));
  drawList();
  drawHead(conversation, world.bot, world.members[conversation.id]);
  showComposeHint(conversation);
  thread.reset(person.id, world.bot.id, conversation);
  if (isOther) restartFollowing();
  else void load();
}

function restartFollowing() {
  stopFollowing();
  stopFollowing = follow(place.person, {
    onMessage: take,
    // After a gap: whatever was missed is read again.
    onBack: () => {
      byId('offline').hidden = true;
      void load();
    },
    onGone: () => {
      byId('offline').hidden = false;
    },
  });
}

async function load(count = shownCount) {
  const { person, conversation } = place;
  shownCount = count;
  world = await getJson('/page/state');
  const query = new URLSearchParams({ conversation, last: String(count) });
  const messages = await getJson(`/_local/messages?${query}`);
  // The person may have moved on while this was under way.
  if (place.person !== person || place.conversation !== conversation) return;
  drawList();
  thread.load(messages, messages.length === count);
  for (const { messageId } of messages) refresh(messageId);
}

function take(message) {
  if (message.conversation.id !== place.conversation) {
    if (message.revision === 1) unread.add(message.conversation.id);
    drawList();
    return;
  }
  thread.add(message);
  refresh(message.messageId);
}

function press(messageId, action) {
  void client.press(place.person, thread.message, messageId, action);
}

function refresh(messageId) {
  const me = world.people.find(({ id }) => id === place.person);
  void client.refresh(me.id, me.mri, world.members[place.conversation] ?? 1, thread.message, messageId);
}

function conversationsOf(person) {
  return world.conversations.filter(
    ({ id, type, people }) =>
      type === 'channel' || id === person.chat || (type === 'groupChat' && people.includes(person.id)),
  );
}

function drawList() {
  const person = world.people.find(({ id }) => id === place.person);
  drawConversations(conversationsOf(person), place.conversation, unread, world.bot, (id) => {
    showView('thread');
    go({ ...place, conversation: id });
  });
}

function showView(view) {
  app.dataset.view = view;
  if (view === 'list') byId('conversations').querySelector('button')?.focus();
}
