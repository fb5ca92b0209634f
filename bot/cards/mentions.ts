// The people a new card mentions, so that Teams tells them: one line of ours in a TextBlock, since Teams reads no mention elsewhere, and an
// entity for each. Promises: a name is letters and plain signs alone, in quotation marks where it could read as more than a name; no text of others on the card is the text of one of our mentions; a
// card that would grow too large mentions nobody.
import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { CardView, Mentioned } from '../../approvals/prompt/card-ports.ts';
import { inMarksExactly } from '../../approvals/text/quotation-marks.ts';
import { redactText } from '../../approvals/text/redact-text.ts';
import { say } from '../words/words.ts';
import { size } from './parts.ts';
import { isPlainName, NAME_MAX } from './person.ts';

const CARD_MAX = 20 * 1024;

interface Label extends Mentioned {
  readonly text: string;
}

/** The card with its mentions under the first line; as it is when the view has none. */
export function withMentions(card: IAdaptiveCard, { mentions = [] }: CardView): IAdaptiveCard {
  if (mentions.length === 0) return card;
  const [state, ...rest] = card.body ?? [];
  if (state === undefined) return card;
  const labels = labelsOf(mentions, JSON.stringify(card).toLowerCase());
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
  const msteams = { ...card.msteams, entities } as unknown as NonNullable<IAdaptiveCard['msteams']>;
  const mentioning = { ...card, msteams, body: [state, said, ...rest] };
  return size(mentioning) <= CARD_MAX ? mentioning : card;
}

/** Each text of its own, and none that stands on the card already: an agent that writes it would be shown as ours. */
function labelsOf(mentions: readonly Mentioned[], written: string): readonly Label[] {
  const taken = new Set<string>();
  return mentions.map(({ oid, name }) => {
    const plain = plainName(name);
    for (let n = 1; ; n++) {
      const label = n === 1 ? plain : `${plain} ${n}`;
      const text = `<at>${label}</at>`;
      const lower = text.toLowerCase();
      if (taken.has(lower) || written.includes(lower)) continue;
      taken.add(lower);
      return { oid, name: label, text };
    }
  });
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
