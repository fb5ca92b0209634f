// The box to write in.
import { byId } from './dom.js';
import { postJson } from './server.js';

const PLACEHOLDERS = {
  channel: 'Start a post, e.g. @Countersign help',
  groupChat: 'Type a message, e.g. @Countersign help',
  personal: 'Type a message, e.g. help',
};

/** Wires the box; `where()` tells who writes, and in which conversation. */
export function startCompose(where) {
  const form = byId('compose');
  const text = byId('compose-text');
  const problem = byId('compose-problem');

  async function send() {
    const line = text.value.trim();
    if (line === '') return;
    text.value = '';
    grow(text);
    problem.hidden = true;
    try {
      const { status } = await postJson('/_local/say', { ...where(), text: line });
      if (status === null || status < 300) return;
      problem.textContent = `The app did not take the message (${status}). It may still be starting.`;
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : 'The message was not sent.';
      text.value = line;
    }
    problem.hidden = false;
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  text.addEventListener('input', () => grow(text));
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void send();
  });
  byId('mention').addEventListener('click', () => {
    text.value = `@Countersign ${text.value.replace(/^@Countersign\s*/i, '')}`;
    text.focus();
  });
}

/** What the box says while it is empty. */
export function showComposeHint(conversation) {
  const text = byId('compose-text');
  text.placeholder = PLACEHOLDERS[conversation.type];
  // In its own chat with a person the app hears everything; a mention would only be noise.
  byId('mention').hidden = conversation.type === 'personal';
  text.setAttribute('aria-label', conversation.type === 'channel' ? 'Start a post' : 'Type a message');
}

function grow(text) {
  text.style.height = 'auto';
  text.style.height = `${Math.min(text.scrollHeight, 160)}px`;
}
