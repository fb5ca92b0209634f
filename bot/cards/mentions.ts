// The people a new card mentions, so that Teams tells them: one line of ours in a TextBlock, since Teams reads no mention elsewhere, and an
// entity for each. Promises: a name is letters and plain signs alone, in quotation marks where it could read as more than a name; what
// others wrote is never the text of one of our mentions, and changes none: it is made visible that it is theirs; a
// card that would grow too large mentions nobody.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { CardView, Mentioned } from '../../approvals/prompt/card-ports.ts';
import { visible } from '../../approvals/text/piece.ts';
import { inMarksExactly } from '../../approvals/text/quotation-marks.ts';
import { redactText } from '../../approvals/text/redact-text.ts';
import { say } from '../words/words.ts';
import { size } from './parts.ts';
import { isPlainName, NAME_MAX } from './person.ts';
import { shortId } from './title.ts';

const CARD_MAX = 20 * 1024;

interface Label extends Mentioned {
  readonly text: string;
}

/** The card with its mentions under the first line; as it is when the view has none. */
export function withMentions(card: IAdaptiveCard, { mentions = [] }: CardView): IAdaptiveCard {
  if (mentions.length === 0) return card;
  const labels = labelsOf(mentions);
  const shown = withoutForged(card, labels);
  const [state, ...rest] = shown.body ?? [];
  if (state === undefined) return card;
  const said = {
    type: 'TextBlock' as const,
    text: say.mentions.asked(labels.map(({ text }) => text).join(', ')),
    wrap: true,
    size: 'Small' as const,
    spacing: 'Small' as const,
  };
  const entities = labels.map(({ oid, name, text }) => ({
    type: 'mention',
    text,
    mentioned: { id: oid, name },
  }));
  // The typings do not know entities; the Teams documentation has them in exactly this place.
  const msteams = { ...shown.msteams, entities } as unknown as NonNullable<IAdaptiveCard['msteams']>;
  const mentioning = { ...shown, msteams, body: [state, said, ...rest] };
  return size(mentioning) <= CARD_MAX ? mentioning : card;
}

/** Each by their own name; people of one name by an id behind it. */
function labelsOf(mentions: readonly Mentioned[]): readonly Label[] {
  const people = mentions.map(({ oid, name }) => ({ oid, name: plainName(name), id: shortId(oid) }));
  const several = (is: (each: (typeof people)[number]) => boolean) => people.filter(is).length > 1;
  return people.map(({ oid, name, id }) => {
    const told = several((each) => each.id === id) ? oid : id;
    const label = several((each) => isAlike(each.name, name)) ? `${name} (${told})` : name;
    return { oid, name: label, text: `<at>${label}</at>` };
  });
}

const isAlike = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** What others wrote is no mention: where it has the text of one of ours, its first sign is shown by its number. */
function withoutForged(card: IAdaptiveCard, labels: readonly Label[]): IAdaptiveCard {
  const isOurs = (name: string) => labels.some((label) => isAlike(label.name, name));
  const shown = (text: string) =>
    text.replaceAll(/<at>([^<]*)<\/at>/gi, (tag, name: string) =>
      isOurs(name) ? `${visible('<')}${tag.slice(1)}` : tag,
    );
  return JSON.parse(JSON.stringify(card), (_, value: unknown) =>
    typeof value === 'string' ? shown(value) : value,
  ) as IAdaptiveCard;
}

/** No markdown, no tag, nothing invisible: a TextBlock would read it. A name that could read as more than one stands in quotation marks. */
function plainName(name: string): string {
  if (isPlainName(name)) return name;
  const plain = redactText(name)
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{Nd} .,'’-]+|\p{Default_Ignorable_Code_Point}+/gu, ' ')
    // What looks like one of our quotation marks.
    .replaceAll(/['’ʼʹ]{2,}|[ʺˮ]/gu, '’')
    // A pile of marks paints over the lines above and below.
    .replaceAll(/(\p{M}{3})\p{M}+/gu, '$1')
    .replaceAll(/ {2,}/g, ' ')
    .trim()
    .slice(0, NAME_MAX)
    .trim();
  if (!/\p{L}/u.test(plain)) return say.mentions.nameless;
  return isPlainName(plain) ? plain : inMarksExactly(plain);
}
