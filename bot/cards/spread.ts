// The JSON body of a call, one row for each value: `body.spec.containers[0].image`. Two bodies that differ never have the same rows.

/** A row: where the value stands, and the value. */
type Leaf = readonly [where: string, value: unknown];

/** Names that can stand in a path as they are; all others are quoted. */
const PLAIN_NAME = /^[A-Za-z_][\w-]*$/;

/** All values of `value` by their place below `name`; none when they are more than `most`. An empty list or object is a value. */
export function spread(name: string, value: unknown, most: number): readonly Leaf[] {
  const leaves: Leaf[] = [];
  walk(name, value, leaves, most + 1);
  return leaves.length > most ? [] : leaves;
}

function walk(where: string, value: unknown, leaves: Leaf[], most: number): void {
  if (leaves.length >= most) return;
  const inner = stepsOf(value);
  if (inner.length === 0) leaves.push([where, value]);
  for (const [step, item] of inner) walk(`${where}${step}`, item, leaves, most);
}

function stepsOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((item, index) => [`[${index}]`, item]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, item]) => [
    PLAIN_NAME.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`,
    item,
  ]);
}
