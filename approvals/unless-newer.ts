// Rows of a newer version: whoever only looks passes them over.
import { NewerVersionFault } from './faults.ts';

/** What is read; nothing where a newer version wrote it: such a version alone decides about it, and looks for itself. */
export async function unlessNewer<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NewerVersionFault) return undefined;
    throw error;
  }
}
