// Cards and answers in a made-up language: every text of ours is one of the language's, so that another language is one more file.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import { submit } from '../../../approvals/ask/submit.ts';
import { parsePolicy } from '../../../approvals/policy/file/file.ts';
import type { CardView } from '../../../approvals/prompt/card-ports.ts';
import { readTrouble, TROUBLE_CODES, trouble } from '../../../approvals/prompt/trouble.ts';
import { plain } from '../../../approvals/text/plain-text.ts';
import type { Prompt } from '../../../approvals/work.ts';
import { buildCard } from '../../../bot/cards/build-card.ts';
import { fingerprint } from '../../../bot/cards/details.ts';
import { digestCard, digestWords } from '../../../bot/cards/digest-card.ts';
import { withMentions } from '../../../bot/cards/mentions.ts';
import { tellRefusal } from '../../../bot/cards/refusal-card.ts';
import { shownCard } from '../../../bot/cards/shown-card.ts';
import { summarise } from '../../../bot/cards/summary.ts';
import { COMMANDS, hello } from '../../../bot/commands.ts';
import { en } from '../../../bot/words/en.ts';
import { speak } from '../../../bot/words/words.ts';
import { PEOPLE } from '../../../local/directory.ts';
import { commandParts, writeTo } from '../../support/bot-parts.ts';
import { aConversation, anAsk } from '../../support/builders.ts';
import { createTestDesk } from '../../support/test-desk.ts';
import { REFUSALS } from '../cards/refusals.ts';
import { at, STATES, viewOf } from '../cards/views.ts';
import { PSEUDO } from './pseudo.ts';

beforeEach(() => speak(PSEUDO));
afterEach(() => speak(en));

/** What people get to read of a card. */
const READ = ['text', 'title', 'label', 'placeholder', 'speak', 'fallbackText', 'altText'];

function* textsOf(part: unknown): Generator<string> {
  if (typeof part !== 'object' || part === null) return;
  for (const [name, each] of Object.entries(part)) {
    if (typeof each === 'string' && READ.includes(name)) yield each;
    yield* textsOf(each);
  }
}

/** Without the signs around it. */
const trimmed = (text: string): string => text.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');

/** The pieces of a text that stand outside of all brackets, without the signs around them. */
function bareOf(text: string): readonly string[] {
  let depth = 0;
  let bare = '';
  for (const char of text) {
    if (char === '⟦') depth += 1;
    bare += depth === 0 ? char : '\n';
    if (char === '⟧') depth -= 1;
  }
  assert.equal(depth, 0, text);
  return bare.split('\n').map(trimmed);
}

/** All strings in a value. */
const stringsOf = (part: unknown): readonly string[] =>
  typeof part === 'object' && part !== null ? Object.values(part).flatMap(stringsOf) : [String(part)];

/** Ids cut short, and times of lists, and of what has no route. */
const NO_WORDS = /^(?:[\da-f]{4}…[\da-f]{4}|[\d-]{10} [\d:]+(?: \([\d: -]+)? utc)$/;
/** The sanitiser's mark of what was cut: the same in every language, as all its marks. */
const CUT = /…\(\d+ more characters$/;
/** A label is never as long. */
const SENTENCE = 12;

/** The bare pieces with a letter in them that are no value of `known`, nor a sentence out of one. */
function foreign(texts: Iterable<string>, known: unknown): readonly string[] {
  const values = [...stringsOf(known), 'countersign.yaml'];
  const shown = values.map((value) => plain(value, { max: Number.POSITIVE_INFINITY, as: 'exact' }).text);
  const whole = new Set([...values, ...shown].map((value) => trimmed(value).toLowerCase()));
  const all = [...values, ...shown, JSON.stringify(known)].join('\n').toLowerCase();
  const isKnown = (piece: string) =>
    NO_WORDS.test(piece) || whole.has(piece) || (piece.length >= SENTENCE && all.includes(piece));
  return [...texts].flatMap((text) =>
    bareOf(text)
      .filter((piece) => /\p{L}/u.test(piece) && !isKnown(piece.toLowerCase().replace(CUT, '')))
      .map((piece) => `${piece} in: ${text}`),
  );
}

/** What a card tells that is not ours: values of the view, names of its parameters, the fingerprint. */
const knownOf = (view: CardView) => [
  view.request,
  view.texts,
  view.earlier,
  view.history,
  view.paused,
  view.late,
  view.pauseReason,
  Object.values(view.earlier?.resource ?? {}).join(' '),
  view.parameters,
  Object.keys(view.parameters ?? {}),
  // Names within them stand alone too: of a rule that changed, of a parameter that differs.
  stringsOf([view.parameters, view.history, view.earlier]).flatMap((text) => text.split(/[^\w-]+/)),
  stringsOf(view.parameters).flatMap((text) => text.split('\n')),
  fingerprint(view),
];

for (const state of STATES) {
  test(`tells ${state} in no words but those of the language in use`, () => {
    const view = viewOf(state);
    const card = buildCard(view);
    assert.deepEqual(foreign([...textsOf(card), summarise(view)], knownOf(view)), []);
  });
}

test('tells a small card, a replaced one, the page’s, a copy, mentions and a digest in the same words', () => {
  const waiting = viewOf('waiting-one-vote');
  const view = { ...waiting, mentions: [{ oid: 'e001', name: 'Alice Aho' }], counted: true as const };
  const may = { approve: true, deny: true, comment: true, look: false, revoke: false };
  const { request } = view;
  const digest = { nonce: 'n', requests: [request], summaries: [], more: 3, isCut: true, at: at('15:00') };
  const none = { ...digest, requests: [], more: 0 };
  const cards = [
    buildCard({ ...view, prompt: { ...view.prompt, small: true } }),
    buildCard({ ...viewOf('expired'), prompt: { ...view.prompt, small: true } }),
    buildCard({ ...view, prompt: { ...view.prompt, replaced: true } }),
    buildCard(view, 'page'),
    buildCard({ ...viewOf('waiting-new'), parameters: {} }),
    withMentions(buildCard(view), view),
    shownCard({ view, may, name: 'Alice Aho' } as unknown as Parameters<typeof shownCard>[0], at('15:00')),
    digestCard(digest),
    digestCard(none),
    digestCard({ ...digest, toRead: true, summaries: digest.requests.map(({ id }) => id) }),
    buildCard({ ...view, withdrawn: true }),
    buildCard({ ...view, toldAs: 'owner', prompt: { ...view.prompt, replaced: true } }),
    buildCard({ ...view, summary: true }),
    buildCard({ ...viewOf('expired'), summary: true }),
    buildCard({ ...viewOf('recorded'), summary: true }),
  ];
  for (const card of cards) {
    const texts = [...textsOf(card), digestWords(digest), digestWords(none)];
    assert.deepEqual(foreign(texts, [...knownOf(view), '<at>Alice Aho</at>']), []);
  }
});

test('tells why a click was refused in the same words', () => {
  for (const refusal of REFUSALS) {
    assert.deepEqual(foreign([tellRefusal(refusal)], refusal), [], refusal.reason);
    assert.deepEqual(foreign([tellRefusal(refusal, viewOf('approved-running').request)], refusal), []);
  }
});

const parsed = parsePolicy(readFileSync('countersign.yaml', 'utf8'));
assert.ok(parsed.ok);
const { policy } = parsed;

test('answers what people write in the words of the language in use', async () => {
  const world = createTestDesk();
  await submit(world.desk, anAsk());
  const channel = aConversation();
  const own = { ...channel, type: 'personal' as const };
  const write = writeTo(commandParts(world, policy));
  const orders = [
    ...COMMANDS.map(({ title }) => title.split(' ')[0] ?? ''),
    ...['approve', 'pendign', 'qqq', 'show req_x', 'history nothing', 'history nightly-etl', 'link nowhere'],
    ...[
      'link data-approvals',
      'link data-approvals',
      'routes',
      'unlink data-approvals',
      'unlink data-approvals',
    ],
    ...[
      'pause nightly-etl leaked',
      'pause nightly-etl leaked',
      'agents',
      'resume nightly-etl',
      'pause nobody x',
    ],
  ];
  // What people wrote, names of the policy and of people, and commands as they are written.
  const known = [
    orders,
    COMMANDS.map(({ title }) => `@Countersign ${title}`),
    policy,
    PEOPLE,
    anAsk(),
    'database prod/customers',
    'Ada Alm',
  ];
  for (const where of [own, channel]) {
    assert.deepEqual(foreign([hello(where)], known), []);
    for (const who of ['ada', 'alice', 'gus'] as const)
      for (const order of orders) {
        const said = await write(who, order, where);
        const texts = said.flatMap(({ say }) =>
          typeof say === 'string' ? [say] : [...textsOf(say.card), say.summary],
        );
        assert.deepEqual(foreign(texts, known), [], `${who}: ${order}`);
      }
  }
});

test('tells why a card does not stand where it belongs in the words of the language in use, whatever the row keeps of it', async () => {
  const channel = aConversation();
  for (const code of TROUBLE_CODES) {
    const about = code === 'moved_to' ? ['Here', trouble('given_up')] : ['403', 'Zoë', 'ops'];
    const keptOf = trouble as (code: string, ...about: readonly string[]) => string;
    // With as many parts as it has.
    const kept = [3, 2, 1, 0]
      .map((parts) => keptOf(code, ...about.slice(0, parts)))
      .find((each) => readTrouble(each) !== undefined);
    assert.ok(kept !== undefined);
    const world = createTestDesk();
    await submit(world.desk, anAsk());
    const [nudge] = world.nudges.filter(({ kind }) => kind === 'show');
    assert.ok(nudge !== undefined && nudge.kind === 'show');
    const row = await world.desk.store.read<Prompt>(nudge.request, nudge.todo);
    assert.ok(row !== undefined);
    const failed = { ...row.data, dead: true, lastError: kept };
    await world.desk.store.swap<Prompt>(nudge.request, nudge.todo, row.etag, failed);
    const said = await writeTo(commandParts(world, policy))('ada', 'routes', channel);
    const texts = said.flatMap((each) => (typeof each.say === 'string' ? [each.say] : []));
    assert.match(texts.join(' '), /⟦Last problem: ⟦/, code);
    assert.deepEqual(foreign(texts, [policy, about, '@Countersign link data-approvals']), [], code);
  }
});

/** Sentences for those who set the bot up or mend it, in exceptions that no card and no answer tells. */
const FOR_THE_LOG = [
  'bot/adapter-options.ts',
  'bot/adapter.ts',
  'bot/channel-token.ts',
  'approvals/route/late-owner.ts',
];
/** Two words side by side; what people write to the bot is no language's. */
const SENTENCE_OF_OURS = /[\p{L}’]{2,} +[\p{Ll}’]{2,}/u;
const isCommand = (text: string) =>
  COMMANDS.some(({ title }) => text.startsWith(title.split(' ')[0] ?? title));

test('no sentence stands in the code of cards, the bot or what is kept of a card, but in the words of a language', () => {
  const files = ['bot', 'approvals/prompt', 'approvals/route', 'approvals/pace']
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name}`))
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('bot/words/') && !FOR_THE_LOG.includes(file));
  assert.ok(files.length > 80);
  for (const file of files) {
    const code = readFileSync(file, 'utf8')
      .replaceAll(/\/\*.*?\*\//gs, '')
      .replaceAll(/(?<=^|\s)\/\/.*$/gm, '');
    const texts = [...code.matchAll(/'([^'\n]*)'|"([^"\n]*)"|`([^`]*)`/g)].map(
      ([, one, two, three]) => one ?? two ?? three ?? '',
    );
    const ours = texts.filter((text) => SENTENCE_OF_OURS.test(text) && !isCommand(text));
    assert.deepEqual(ours, [], file);
  }
});
