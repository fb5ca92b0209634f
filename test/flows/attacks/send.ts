// Sends one attack as its row says it, and reads what came back.
import { createHmac } from 'node:crypto';
import { PEOPLE, seedDirectory, TENANT } from '../../../local/directory.ts';
import type { Flow } from '../support/flow.ts';
import { rawPost } from '../support/raw-call.ts';
import type { Answer, Who } from '../support/teams.ts';
import type { Reply, Told } from '../support/told.ts';
import type { As, Members, Send } from './attack.ts';
import type { Target } from './targets.ts';

/** What came back. `says` is the problem's name, the decision's reason or the task's status; of Teams the words. */
export interface Back {
  readonly status: number;
  readonly says: string;
  /** As read. */
  readonly text: string;
  /** All of it, to be looked through for what must not be told. */
  readonly whole: string;
  /** Over HTTP only. */
  readonly reply?: Reply;
}

/** Sends it once. */
export async function send(flow: Flow, target: Target | undefined, what: Send): Promise<Back> {
  const filled = fill(what, target?.fill ?? {}) as Send;
  if ('call' in filled) return call(flow, filled);
  if ('press' in filled) {
    const { press, by, data, in: place } = filled;
    const { message, nonce, id } = target?.fill ?? {};
    // The very button may be gone from the card: whoever kept the old one can still press it.
    const activity = merge(target?.activity, {
      from: { id: `29:${by}`, name: by, aadObjectId: PEOPLE[by as Who] },
      channelData: {
        tenant: { id: seedDirectory().people.find((p) => p.id === PEOPLE[by as Who])?.tenant ?? TENANT },
      },
      ...(place === undefined
        ? {}
        : { conversation: { id: place, conversationType: 'personal', isGroup: null } }),
      replyToId: message,
      value: { action: { verb: press, data: { request: id, nonce, ...data } } },
    });
    return fromTeams(await flow.teams.send(activity, {}));
  }
  if ('write' in filled) {
    const before = (await flow.teams.messages()).length;
    await flow.teams.say(filled.by as Who, filled.write);
    // The first is what was written.
    const answers = (await flow.teams.messages()).slice(before + 1);
    const { text = '' } = answers.at(-1) ?? {};
    return { status: 200, says: text, text, whole: JSON.stringify(answers) };
  }
  const activity = isMembers(filled.activity) ? merge(target?.activity, filled.activity) : filled.activity;
  return fromTeams(await flow.teams.send(activity, withTimes(filled.token ?? {}) as string | object));
}

async function call(flow: Flow, what: Extract<Send, { call: string }>): Promise<Back> {
  const [method = 'GET', path = '/'] = what.call.split(' ', 2);
  const authorization = await authorizationOf(flow, what.as);
  const url = `${flow.world.urls.functions}${path}`;
  const content =
    what.bytes === undefined
      ? (what.text ?? (what.body === undefined ? undefined : JSON.stringify(what.body)))
      : Buffer.from(what.bytes, 'base64');
  const headers = {
    ...(authorization === undefined ? {} : { authorization }),
    ...(content === undefined ? {} : { 'content-type': 'application/json' }),
    ...what.headers,
  };
  const reply =
    method === 'POST'
      ? await rawPost(url, { ...headers, ...lengthOf(content, what.chunked) }, content ?? '')
      : await get(url, headers);
  return {
    status: reply.status,
    says: saidBy(answerIn(reply.body)),
    text: reply.text,
    whole: reply.text,
    reply,
  };
}

function lengthOf(content: string | Uint8Array | undefined, chunked: true | undefined) {
  return chunked ? {} : { 'content-length': String(Buffer.byteLength(content ?? '')) };
}

async function get(url: string, headers: Record<string, string>): Promise<Reply> {
  const response = await fetch(url, { headers });
  const text = await response.text();
  const body = text.startsWith('{') ? JSON.parse(text) : {};
  return { status: response.status, headers: response.headers, text, body };
}

/** A tool's answer stands as text in a JSON-RPC message; others are as they came. */
function answerIn(body: Told): Told {
  const { result, error } = body as {
    result?: { content?: { text: string }[] };
    error?: { message: string };
  };
  const text = result?.content?.[0]?.text;
  return text === undefined ? { ...body, ...(error && { type: error.message }) } : JSON.parse(text);
}

function saidBy({ type, context, task, decision }: Told): string {
  if (type !== undefined) return type.split(':error:', 2)[1] ?? type;
  return context?.reason ?? task?.status ?? (decision === undefined ? '' : String(decision));
}

function fromTeams({ status, text, whole }: Answer): Back {
  return { status, says: text, text, whole };
}

async function authorizationOf(flow: Flow, as: As): Promise<string | undefined> {
  if (typeof as === 'string') {
    if (as === 'nobody') return undefined;
    const isPerson = as in PEOPLE;
    const { tokens } = flow.world;
    return `Bearer ${await (isPerson ? tokens.person(`${as}@contoso.example`) : tokens.agent(as))}`;
  }
  const { mint } = flow.directory;
  if ('claims' in as) return `Bearer ${await mint(withTimes(as.claims) as object, as.header, as.key)}`;
  if ('authorization' in as) return as.authorization.replaceAll('{token}', await mint({}));
  const [header = '', payload = '', signature = ''] = (await mint({})).split('.');
  const published = await fetch(`${flow.world.urls.entra}/${TENANT}/discovery/v2.0/keys`);
  const [key] = JSON.parse(await published.text()).keys;
  const { kid } = key;
  switch (as.forged) {
    case 'unsigned':
      return `Bearer ${part({ alg: 'none', kid })}.${payload}.`;
    case 'HS256 with the public key': {
      const head = `${part({ alg: 'HS256', kid, typ: 'JWT' })}.${payload}`;
      return `Bearer ${head}.${createHmac('sha256', JSON.stringify(key)).update(head).digest('base64url')}`;
    }
    case 'the roles of an administrator written in': {
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
      return `Bearer ${header}.${part({ ...claims, roles: ['Approvals.Admin'] })}.${signature}`;
    }
  }
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** "now-120" in a token is a time in seconds. */
function withTimes(members: string | Members): unknown {
  if (typeof members === 'string') return members;
  const entries = Object.entries(members).map(([name, value]) => {
    const ahead = typeof value === 'string' ? /^now([+-]\d+)$/.exec(value)?.[1] : undefined;
    return [name, ahead === undefined ? value : Math.floor(Date.now() / 1000) + Number(ahead)];
  });
  return Object.fromEntries(entries);
}

/** Puts in what stands for a member of the target, at any depth. */
function fill(value: unknown, words: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/\{(\w+)\}/g, (all, name: string) => words[name] ?? all);
  if (Array.isArray(value)) return value.map((each) => fill(each, words));
  if (!isMembers(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fill(each, words)]));
}

/** Members over members; null leaves one out. */
function merge(under: unknown, over: unknown): unknown {
  if (!isMembers(under) || !isMembers(over)) return over;
  const merged: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    if (value === null) delete merged[name];
    else merged[name] = merge(under[name], value);
  }
  return merged;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
