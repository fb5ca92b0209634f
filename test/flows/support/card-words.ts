// A card as one reads it: the words, in order, and the buttons.

type Node = Readonly<Record<string, unknown>>;

/** All text of a card, its runs joined as they stand; parts of different columns have a space between them. */
export function wordsOf(card: unknown): string {
  const blocks: string[] = [];
  collect(card, blocks);
  return blocks.join(' ');
}

/** The verbs of a card's buttons, in order. */
export function verbsOf(card: unknown): readonly string[] {
  const { actions } = card as { readonly actions?: readonly { readonly verb?: string }[] };
  return (actions ?? []).flatMap(({ verb }) => verb ?? []);
}

function collect(node: unknown, blocks: string[]): void {
  if (Array.isArray(node)) {
    for (const each of node) collect(each, blocks);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { type, inlines } = node as Node;
  if (type === 'RichTextBlock' && Array.isArray(inlines)) {
    blocks.push(inlines.map((run: Node) => run.text).join(''));
    return;
  }
  collect(Object.values(node), blocks);
}
