// Where things lie, seen from the compiled examples.
import { fileURLToPath } from 'node:url';

/** The folder of the examples as written. */
export const EXAMPLES: string = fileURLToPath(new URL('../../../examples', import.meta.url));
/** The command, as a line for a shell. */
export const COUNTERSIGN: string = [
  process.execPath,
  fileURLToPath(new URL('../../cli/main.js', import.meta.url)),
]
  .map((part) => (part.includes(' ') ? `"${part}"` : part))
  .join(' ');
