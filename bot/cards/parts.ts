// The few pieces every card is made of. Promises: all text stands in TextRuns, where markdown is not read; what others
// wrote comes in through `theirs` and nowhere else; nothing is told by colour alone; flat enough for Teams on a phone.
import type {
  ActionArray,
  CardElementArray,
  IAdaptiveCard,
  IColumnSet,
  IExecuteAction,
  IOpenUrlAction,
  IRichTextBlock,
  ITextRun,
} from '@microsoft/teams.cards';
import type { CardView } from '../../approvals/prompt/card-ports.ts';
import { plain } from '../../approvals/text/plain-text.ts';
import { inMarks } from '../../approvals/text/quotation-marks.ts';
import { redactionKey } from '../../approvals/text/redact-text.ts';
import type { Sentence } from '../words/sentence.ts';

/** A piece of text in one style. */
export type Run = ITextRun;
/** How a run is set. */
export type Style = Partial<Pick<ITextRun, 'weight' | 'size' | 'color' | 'isSubtle' | 'fontType'>>;
/** Where a card stands: in a conversation, with its buttons; or on the review page, which has inputs and buttons of its own. */
export type Surface = 'teams' | 'page';
/** A card, and whether everything that counts is on it. */
export interface Drawn {
  readonly card: IAdaptiveCard;
  readonly isComplete: boolean;
}
/** One element of a card's body. */
export type Element = CardElementArray[number];

export const BOLD: Style = { weight: 'Bolder' };
export const QUIET: Style = { isSubtle: true, size: 'Small' };
export const CODE: Style = { fontType: 'Monospace', size: 'Small' };

/** Spelled as the Teams documentation spells it; the typings know only the lower case. */
const WIDE = { width: 'Full' } as unknown as NonNullable<IAdaptiveCard['msteams']>;
/** Wide enough for the longest label; the parameters' names may need more. */
const LABEL_WIDTH = '92px';

/** Words of ours. */
export const ours = (text: string, style: Style = {}): Run => ({ type: 'TextRun', text, ...style });

/** A sentence: what is ours in `style`, what others wrote as it comes. */
export const sentence = (pieces: Sentence<Run>, style: Style = {}): readonly Run[] =>
  pieces.map((piece) => (typeof piece === 'string' ? ours(piece, style) : piece));

/** How words of others were, or are to be, looked through for secrets. */
type Looked = Pick<NonNullable<Parameters<typeof plain>[1]>, 'key' | 'isRedacted'>;

/** Words of others: names, comments, whatever an agent sent. Never more than `max` characters and a visible note. */
export const theirs = (text: string, max: number, style: Style = {}, looked: Looked = {}): Run =>
  ours(plain(text, { max, ...looked }).text, style);

/** Words of others in quotation marks, one run: nobody else closes ours. */
export const quoted = (text: string, max: number, style: Style = {}, looked: Looked = {}): Run =>
  ours(inMarks(plain(text, { max, ...looked }).text), style);

/** Keys the digests of what looks like a secret, for everything of one request. */
export const keyOf = ({ request }: CardView): { readonly key: string | undefined } => ({
  key: redactionKey(request),
});

/** A line of text. */
export const line = (
  inlines: readonly Run[],
  more: Partial<Pick<IRichTextBlock, 'spacing' | 'separator'>> = {},
): IRichTextBlock => ({ type: 'RichTextBlock', inlines: [...inlines], ...more });

/** A label and what it says. Not a FactSet: that one reads markdown. */
export const fact = (label: string, value: readonly Run[]): IColumnSet =>
  row([ours(label, QUIET)], value, LABEL_WIDTH);

/** Two columns, the first of a fixed width. */
export const row = (left: readonly Run[], right: readonly Run[], width: string): IColumnSet => ({
  type: 'ColumnSet',
  spacing: 'Small',
  columns: [
    { type: 'Column', width, items: [line(left)] },
    { type: 'Column', width: 'stretch', items: [line(right)] },
  ],
});

/** The first line: a sign, the state in words, and the times. */
export const statusLine = (
  sign: string,
  color: NonNullable<ITextRun['color']>,
  state: string,
  times: string,
): Element =>
  line([
    ours(`${sign}  `, { color, weight: 'Bolder' }),
    ours(state, BOLD),
    ...(times === '' ? [] : [ours(`  ·  ${times}`, QUIET)]),
  ]);

/** A grey box with a heading. */
export const box = (heading: string, items: readonly Element[]): Element => ({
  type: 'Container',
  style: 'emphasis',
  spacing: 'Medium',
  items: [line([ours(heading, QUIET)]), ...items],
});

/** The last line. */
export const footer = (text: string): Element =>
  line([ours(text, QUIET)], { separator: true, spacing: 'Medium' });

/** A button. What it carries only says which card was clicked; whether it counts is decided from what is stored. */
export const button = (
  view: CardView,
  verb: 'approve' | 'deny' | 'comment' | 'report' | 'revoke' | 'looks_right' | 'needs_follow_up',
  title: string,
  style: 'positive' | 'destructive' | 'default',
): IExecuteAction => ({
  type: 'Action.Execute',
  title,
  verb,
  data: { request: view.request.id, prompt: view.prompt.key, nonce: view.prompt.nonce },
  ...(style === 'default' ? {} : { style }),
});

/** A button that opens the review page, where more can be shown and proven than on a card. */
export const openButton = (view: CardView, title: string): IOpenUrlAction => ({
  type: 'Action.OpenUrl',
  title,
  url: view.reviewLink,
  style: 'positive',
});

/** The card around its parts. `spoken` stands in for it where it cannot be drawn, and there markdown is read: our words only. */
export const card = (
  spoken: string,
  body: readonly (Element | undefined)[],
  actions: ActionArray = [],
): IAdaptiveCard => ({
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: '1.5',
  msteams: WIDE,
  fallbackText: spoken,
  speak: spoken,
  body: body.filter((element) => element !== undefined),
  ...(actions.length > 0 ? { actions } : {}),
});

/** Bytes of an element on the wire. */
export const size = (part: unknown): number => Buffer.byteLength(JSON.stringify(part), 'utf8');
