// A redacted intent is only an excuse where its policy redacts something of it, or where something in it was told as what looks like a secret.
import { pointerStep } from '../../json-pointer.ts';
import { hasMark, isMark } from '../../text/redact-text.ts';
import type { ReadRequest } from './line-schema.ts';

/** In words, why this intent cannot be what is shown of a redacted one. Its paths stand in the verdict, which is checked against the policy. */
export function checkRedacted(
  { verdict }: Pick<ReadRequest, 'verdict'>,
  intent: NonNullable<ReadRequest['intent']>,
): string | undefined {
  const found = [...redactedPaths(intent.action.properties, '', verdict.display.redact)];
  if (found.length === 0 && !hasMark(intent))
    return 'leaves its intent out as redacted, and its policy redacts nothing of it, nor does anything look like a secret';
  const shown = found.find(({ value }) => typeof value !== 'string' || !isMark(value));
  return shown === undefined ? undefined : `shows ${shown.path}, which its policy redacts`;
}

/** What stands at the paths: as redacting goes, nothing inside of what is redacted. */
function* redactedPaths(
  value: unknown,
  at: string,
  paths: readonly string[],
): Generator<{ readonly path: string; readonly value: unknown }> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const path = at + pointerStep(key);
    if (paths.includes(path)) yield { path, value: item };
    else yield* redactedPaths(item, path, paths);
  }
}
