// What stands in Teams: conversations with the bot installed, and every message, oldest first.
// Promises: a change is told to listeners at once and saved soon after; ids are never used twice, also after a restart.
import { isDeepStrictEqual } from 'node:util';
import { buttonsOf, type Card, type CardAction } from './cards.ts';
import { createStateFile, type SavedMessage, type Sender } from './state-file.ts';

/** One message. `thread` is the id of the post it stands under, its own id for a post. */
export type Message = SavedMessage;

/** What a new message says. */
interface NewMessage {
  readonly conversation: string;
  readonly thread?: string | undefined;
  readonly from: Sender;
  readonly text: string;
  readonly card: Card | null;
  readonly summary: string;
  readonly mentioned?: string[];
}

/** Told of each message that was posted, updated or deleted. */
type Listener = (message: Message) => void;

/** Messages and installations. */
export interface State {
  readonly post: (message: NewMessage) => Message;
  readonly update: (messageId: string, next: Pick<NewMessage, 'text' | 'card' | 'summary'>) => Message;
  readonly remove: (messageId: string) => void;
  readonly message: (messageId: string) => Message | undefined;
  readonly messages: (conversation?: string) => readonly Message[];
  /** The button a client could still show: of the card as it is, else of the last revision that had it. */
  readonly button: (messageId: string, verb: string) => CardAction | undefined;
  readonly isInstalled: (conversation: string) => boolean;
  readonly setInstalled: (conversation: string, installed: boolean) => void;
  readonly listen: (listener: Listener) => () => void;
  readonly flush: () => Promise<void>;
}

/** Opens the state, from `dataFile` when there is one; `installed` are the conversations that have the bot at first. */
export async function openState(dataFile: string | undefined, installed: readonly string[]): Promise<State> {
  const file = createStateFile(dataFile, () => ({
    version: 1,
    installed: [...withBot],
    messages: [...messages.values()],
  }));
  const saved = await file.load();
  const withBot = new Set(saved?.installed ?? installed);
  const messages = new Map((saved?.messages ?? []).map((message) => [message.messageId, message]));
  const listeners = new Set<Listener>();
  const oldButtons = new Map<string, Map<string, CardAction>>();
  let lastId = [...messages.keys()].reduce((highest, id) => Math.max(highest, Number(id)), 0);

  function changed(message: Message): Message {
    messages.set(message.messageId, message);
    for (const listener of listeners) listener(message);
    file.touch();
    return message;
  }

  // Teams' message ids are milliseconds since 1970; two in one millisecond must differ.
  function mintId(): string {
    lastId = Math.max(lastId + 1, Date.now());
    return String(lastId);
  }

  function must(messageId: string): Message {
    const message = messages.get(messageId);
    if (message === undefined) throw new TypeError(`No message ${messageId}.`);
    return message;
  }

  function rememberButtons({ messageId, card }: Message): void {
    if (card === null) return;
    const kept = oldButtons.get(messageId) ?? new Map<string, CardAction>();
    for (const button of buttonsOf(card)) kept.set(button.verb, button);
    oldButtons.set(messageId, kept);
  }

  return {
    post: ({ thread, ...message }) => {
      const messageId = mintId();
      const at = new Date().toISOString();
      return changed({ messageId, ...message, thread: thread ?? messageId, at, revision: 1, deleted: false });
    },
    update: (messageId, next) => {
      const before = must(messageId);
      rememberButtons(before);
      const after = { ...before, ...next };
      const repeats = (before.repeats ?? 0) + (isDeepStrictEqual(before, after) ? 1 : 0);
      return changed({ ...after, revision: before.revision + 1, ...(repeats > 0 ? { repeats } : {}) });
    },
    remove: (messageId) => {
      const before = must(messageId);
      rememberButtons(before);
      changed({ ...before, deleted: true });
    },
    message: (messageId) => messages.get(messageId),
    messages: (conversation) =>
      [...messages.values()].filter(
        (message) => conversation === undefined || message.conversation === conversation,
      ),
    button: (messageId, verb) => {
      const card = messages.get(messageId)?.card;
      const now = card ? buttonsOf(card).find((button) => button.verb === verb) : undefined;
      return now ?? oldButtons.get(messageId)?.get(verb);
    },
    isInstalled: (conversation) => withBot.has(conversation),
    setInstalled: (conversation, isInstalled) => {
      if (isInstalled) withBot.add(conversation);
      else withBot.delete(conversation);
      file.touch();
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    flush: file.flush,
  };
}
