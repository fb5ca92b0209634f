// What on a card could deceive a reader's eye, named in words of ours: characters that had to be made visible, letters that look like others,
// addresses that lead elsewhere than they read, and what was taken out because it looks like a secret.
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { type Plain, plain } from '../../approvals/text/plain-text.ts';
import { say } from '../words/words.ts';
import { type Element, keyOf, line, ours, type Run } from './parts.ts';
import { inSentence } from './quotation.ts';

/** What holds each of them, as it is to be told. */
export interface Traps {
  readonly hidden: readonly string[];
  readonly turned: readonly string[];
  readonly mixed: readonly string[];
  readonly hosts: readonly { readonly name: string; readonly host: string }[];
  readonly secret: readonly string[];
}

export const NO_TRAPS: Traps = { hidden: [], turned: [], mixed: [], hosts: [], secret: [] };
const NAMES_SHOWN = 4;
const NAME_SHOWN = 40;
const HOST_SHOWN = 80;
/** Looked at of each text: more than any card shows of one. */
const LOOKED_AT = 2000;

/** A parameter's name, which an agent chose, as these lines tell it. */
export const parameterPlace = (name: string): string => inSentence(name, NAME_SHOWN);

type Made = Omit<Plain, 'text'>;

/** What `parts` hold that are told as `name`; `quiet`: words of people, whose emoji may hold what nobody sees. */
export function trapsIn(name: string, parts: readonly Made[], quiet = false): Traps {
  const holds = (isOdd: (part: Made) => boolean) => (parts.some(isOdd) ? [name] : []);
  return {
    hidden: quiet ? [] : holds(({ escaped }) => escaped > 0),
    turned: holds(({ turned }) => turned),
    mixed: holds(({ mixed }) => mixed),
    hosts: parts.flatMap(({ hosts }) => hosts.map((host) => ({ name, host }))),
    secret: quiet ? [] : holds(({ secrets }) => secrets > 0),
  };
}

/** All of them, each name once. */
export function joined(traps: readonly Traps[]): Traps {
  const once = (of: Exclude<keyof Traps, 'hosts'>) => [...new Set(traps.flatMap((each) => each[of]))];
  const hosts = new Map(traps.flatMap((each) => each.hosts).map((each) => [each.host, each]));
  return {
    hidden: once('hidden'),
    turned: once('turned'),
    mixed: once('mixed'),
    secret: once('secret'),
    hosts: [...hosts.values()],
  };
}

/** What stands on a card beside its parameters: who asks, for what, in which words, and who has answered. */
export function trapsBeside(view: CardView): Traps {
  const { agent, enforcer, action, resource, claims, votes, comments, justification, verdict } = view.request;
  const { starter, record } = view.request;
  const { places } = say.traps;
  const exact = (text: string) => plain(text, { max: LOOKED_AT, as: 'exact', ...keyOf(view) });
  const prose = (text: string | undefined) =>
    text === undefined ? [] : [plain(text, { max: LOOKED_AT, ...keyOf(view) })];
  const text = (digest: string | undefined) => {
    const said = digest === undefined ? undefined : view.texts[digest];
    return said === undefined ? [] : [plain(said, { max: LOOKED_AT, isRedacted: true })];
  };
  const people = [...votes.map(({ person }) => person), ...comments.map(({ by }) => by)];
  return joined([
    trapsIn(places.action, [exact(action)]),
    trapsIn(places.resource, [exact(`${resource.type} ${resource.id}`)]),
    trapsIn(places.agentName, prose(agent.registered ? agent.name : undefined)),
    trapsIn(places.enforcerName, prose(enforcer?.name)),
    trapsIn(places.ownWords, text(justification)),
    trapsIn(places.reports, Object.values(claims ?? {}).flatMap(prose)),
    trapsIn(places.starter, [...prose(starter?.via), ...prose(starter?.run)]),
    trapsIn(places.reasons, verdict.risk.reasons.flatMap(prose)),
    trapsIn(places.recordWords, text(record?.text)),
    trapsIn(
      places.people,
      [...people, ...(record === undefined ? [] : [record.by])].flatMap(({ name }) => prose(name)),
      true,
    ),
    trapsIn(
      places.comments,
      [...votes, ...comments].flatMap((each) => text(each.text)),
      true,
    ),
  ]);
}

/** The same as elements, for a card that is over. */
export const trapElements = (traps: Traps): readonly Element[] =>
  trapLines(traps).map((runs) => line(runs, { spacing: 'Small' }));

/** A line for each kind there is. */
export function trapLines({ hidden, turned, mixed, hosts, secret }: Traps): readonly (readonly Run[])[] {
  return [
    ...(hidden.length === 0 ? [] : [[ours(say.traps.hidden), ...named(hidden)]]),
    ...(turned.length === 0 ? [] : [[ours(say.traps.turned), ...named(turned)]]),
    ...(mixed.length === 0 ? [] : [[ours(say.traps.mixed), ...named(mixed)]]),
    ...(hosts.length === 0
      ? []
      : [
          [
            ours(say.traps.hosts),
            ...named(hosts.map(({ name, host }) => say.traps.leadsTo(name, inSentence(host, HOST_SHOWN)))),
          ],
        ]),
    ...(secret.length === 0 ? [] : [[ours(say.traps.secret), ...named(secret)]]),
  ];
}

function named(names: readonly string[]): readonly Run[] {
  const more = names.length - NAMES_SHOWN;
  return [
    ...names.slice(0, NAMES_SHOWN).map((name, index) => ours(`${index === 0 ? '' : ', '}${name}`)),
    ours(more > 0 ? ` ${say.andMore(more)}` : ''),
  ].filter((run) => run.text !== '');
}
