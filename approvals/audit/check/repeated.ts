// Parts of a record that are the same in thousands of requests (what the policy said, who the agent is): looked at once, and known again by their text.
import { z } from 'zod';

/** As many as are remembered of each kind. */
const KEPT = 500;

/** The same schema, for plain data out of JSON: equal text is equal data, so what was good once is good again. */
export function repeated<T extends z.ZodType>(schema: T) {
  const good = new Set<string>();
  return z.custom<z.infer<T>>((value) => {
    const text = JSON.stringify(value) ?? '';
    if (good.has(text)) return true;
    if (!schema.safeParse(value).success) return false;
    if (good.size >= KEPT) good.clear();
    good.add(text);
    return true;
  });
}
