// What people see and do in the local Teams, through its scripting doors.
import assert from 'node:assert/strict';
import { PEOPLE } from '../../../local/directory.ts';
import { CHANNEL } from '../../../local/teams/conversations.ts';
import { verbsOf, wordsOf } from './card-words.ts';
import type { Records } from './record.ts';

/** A person's first name in the demo directory. */
export type Who = keyof typeof PEOPLE;

/** A message as Teams keeps it. `revision` counts its updates, from 1. */
export interface Message {
  readonly messageId: string;
  readonly conversation: { readonly id: string };
  /** The bot has no Entra object id. */
  readonly from: { readonly aadObjectId?: string };
  readonly card: object | null;
  readonly text: string;
  readonly revision: number;
  /** Those among them that changed nothing. */
  readonly repeats?: number;
}

/** A card as people see it. */
export interface Shown extends Message {
  readonly words: string;
  readonly verbs: readonly string[];
}

export type Activity = Readonly<Record<string, unknown>>;

/** The bot's answer to a click: a card for everyone, or words for the one who clicked. */
export interface Answer {
  readonly status: number;
  readonly kind: 'card' | 'words' | 'nothing';
  /** The words, or the card as read. */
  readonly text: string;
  /** The body as it came. */
  readonly whole: string;
  /** What was sent, so that it can be sent again. */
  readonly activity: Activity;
}

/** The doors of Teams as flows use them. */
export interface Teams {
  /** The one card of this request, once it shows what is stored, as read and as it is. */
  readonly card: (id: string) => Promise<Shown>;
  /** Every card of this request, once all show what is stored, in the order of its prompts. */
  readonly cards: (id: string) => Promise<readonly Shown[]>;
  /** Presses a button of one message. */
  readonly press: (messageId: string, who: Who, verb: string, data?: object) => Promise<Answer>;
  /** Adds the app to a person's own chat, or takes it away. */
  readonly install: (who: Who, what?: 'install' | 'uninstall') => Promise<void>;
  readonly click: (
    id: string,
    who: Who,
    verb: string,
    data?: object,
    trigger?: 'automatic',
  ) => Promise<Answer>;
  /** Sends an activity again, or a forged one; `token` as in local/README.md. */
  readonly send: (activity: unknown, token?: string | object) => Promise<Answer>;
  /** In the channel, or in their own chat. */
  readonly say: (who: Who, text: string, where?: 'own chat') => Promise<void>;
  readonly messages: () => Promise<readonly Message[]>;
  /** Calls of the bot to the connector so far: posts and updates. */
  readonly sends: () => Promise<{ readonly posts: number; readonly updates: number }>;
}

/** Teams at this address. */
export function createTeams(url: string, records: Pick<Records, 'quiet'>): Teams {
  async function door<T>(path: string, body?: object): Promise<T> {
    const init = body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const response = await fetch(`${url}/_local/${path}`, init ?? {});
    const text = await response.text();
    assert.equal(response.status, 200, `${path}: ${text}`);
    return JSON.parse(text);
  }
  const messages = () => door<readonly Message[]>('messages');

  async function cards(id: string): Promise<readonly Shown[]> {
    const { prompts } = await records.quiet(id);
    const known = prompts.flatMap(({ activities }) => activities.map((each) => each.id));
    const all = await messages();
    return known.map((one) => {
      const found = all.find(({ messageId }) => messageId === one);
      assert.ok(found?.card, `a card of ${id} is not in Teams`);
      return { ...found, words: wordsOf(found.card), verbs: verbsOf(found.card) };
    });
  }

  async function card(id: string): Promise<Shown> {
    const [one, ...more] = await cards(id);
    assert.ok(one && more.length === 0, `${id} has ${one ? 1 + more.length : 'no'} cards`);
    return one;
  }

  const press: Teams['press'] = async (messageId, who, verb, data = {}) =>
    answerOf(await door('click', { messageId, user: PEOPLE[who], verb, data }));

  return {
    card,
    cards,
    press,
    install: async (who, what = 'install') => {
      await door(what, { conversation: `a:${PEOPLE[who]}`, user: PEOPLE[who] });
    },
    messages,
    click: async (id, who, verb, data = {}, trigger) => {
      const { messageId } = await card(id);
      return answerOf(
        await door('click', { messageId, user: PEOPLE[who], verb, data, ...(trigger && { trigger }) }),
      );
    },
    send: async (activity, token) =>
      answerOf({
        ...(await door<Raw>('activity', { activity, ...(token === undefined ? {} : { token }) })),
        activity,
      }),
    say: async (who, text, where) => {
      const conversation = where === undefined ? CHANNEL.id : `a:${PEOPLE[who]}`;
      await door('say', { conversation, user: PEOPLE[who], text });
    },
    sends: async () => {
      const calls = await door<readonly { method: string }[]>('calls');
      const of = (method: string) => calls.filter((call) => call.method === method).length;
      return { posts: of('POST'), updates: of('PUT') };
    },
  };
}

interface Raw {
  readonly status: number;
  readonly body: { readonly type?: string; readonly value?: unknown } | null;
}

function answerOf({ status, body, activity }: Raw & { readonly activity?: unknown }): Answer {
  const sent = activity as Activity;
  const whole = JSON.stringify(body);
  if (body?.type === 'application/vnd.microsoft.activity.message')
    return { status, kind: 'words', text: String(body.value), whole, activity: sent };
  if (body?.type === 'application/vnd.microsoft.card.adaptive')
    return { status, kind: 'card', text: wordsOf(body.value), whole, activity: sent };
  return { status, kind: 'nothing', text: whole, whole, activity: sent };
}
