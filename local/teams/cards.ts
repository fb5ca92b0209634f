// What the local Teams needs to know about a card: its buttons, its inputs' first values, its refresh.
// Promises: reads any JSON without failing; changes nothing.

/** An adaptive card as it came: JSON. */
export type Card = Readonly<Record<string, unknown>>;

/** A button of a card that calls the bot. */
export interface CardAction {
  readonly type: 'Action.Execute';
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly title?: string;
  readonly id?: string;
}

/** Every Action.Execute button that has a verb, in reading order. */
export function buttonsOf(card: Card): CardAction[] {
  const { refresh: _refresh, ...rest } = card;
  return [...walk(rest)].flatMap((node) => asAction(node) ?? []);
}

/** The action that the card asks its clients to run by themselves, and the Teams ids of those who should. */
export function refreshOf(card: Card): CardAction | undefined {
  return isRecord(card.refresh) && isRecord(card.refresh.action) ? asAction(card.refresh.action) : undefined;
}

/** The inputs' first values, which Teams sends when the person leaves them alone. */
export function inputValuesOf(card: Card): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const node of walk(card)) {
    const { type, id, value } = node;
    if (typeof type !== 'string' || !type.startsWith('Input.')) continue;
    if (typeof id === 'string' && value !== undefined) values[id] = value;
  }
  return values;
}

/** Is this a JSON object? */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function* walk(value: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) {
    for (const item of value) yield* walk(item);
    return;
  }
  if (!isRecord(value)) return;
  yield value;
  // A button's data may look like anything, also like a button.
  if (typeof value.type === 'string' && value.type.startsWith('Action.') && value.card === undefined) return;
  for (const item of Object.values(value)) yield* walk(item);
}

function asAction(node: Record<string, unknown>): CardAction | undefined {
  const { type, verb, data, title, id } = node;
  if (type !== 'Action.Execute' || typeof verb !== 'string') return undefined;
  return {
    type,
    verb,
    data: isRecord(data) ? data : {},
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof id === 'string' ? { id } : {}),
  };
}
