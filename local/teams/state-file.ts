// The file that keeps the messages between two starts.
// Promises: a reader never sees half a file; without a path nothing is written.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const SAVE_AFTER_MS = 100;

const senderSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The Entra object id of a person; the bot has none. */
  aadObjectId: z.string().optional(),
});

const messageSchema = z.object({
  messageId: z.string().regex(/^\d+$/),
  conversation: z.string(),
  thread: z.string(),
  from: senderSchema,
  at: z.string(),
  text: z.string(),
  card: z.record(z.string(), z.unknown()).nullable(),
  summary: z.string(),
  revision: z.int().min(1),
  /** Updates that changed nothing. */
  repeats: z.int().min(1).exactOptional(),
  deleted: z.boolean(),
  /** Whom it mentioned when it was posted, by id as the bot gave it: these people were told. */
  mentioned: z.array(z.string()).exactOptional(),
});

const fileSchema = z.object({
  version: z.literal(1),
  installed: z.array(z.string()),
  messages: z.array(messageSchema),
});

/** Who wrote a message. */
export type Sender = Readonly<z.infer<typeof senderSchema>>;

/** One message as it is kept. */
export type SavedMessage = Readonly<z.infer<typeof messageSchema>>;

/** The whole file. */
export type SavedState = z.infer<typeof fileSchema>;

/** Loads once, saves soon after each `touch`, and at once on `flush`. */
export interface StateFile {
  readonly load: () => Promise<SavedState | undefined>;
  readonly touch: () => void;
  readonly flush: () => Promise<void>;
}

/** A file at `path` that holds what `current` returns. */
export function createStateFile(path: string | undefined, current: () => SavedState): StateFile {
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<void> = Promise.resolve();

  async function save(file: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    // Rename is atomic: a crash in the middle leaves the old file whole.
    await writeFile(`${file}.new`, JSON.stringify(current()));
    await rename(`${file}.new`, file);
  }

  function saveSoon(): void {
    timer = undefined;
    if (path === undefined) return;
    saving = saving
      .then(() => save(path))
      .catch((error: unknown) => console.error(`The local Teams could not save ${path}:`, error));
  }

  return {
    load: () => (path === undefined ? Promise.resolve(undefined) : load(path)),
    touch: () => {
      if (path !== undefined) timer ??= setTimeout(saveSoon, SAVE_AFTER_MS);
    },
    flush: async () => {
      if (timer !== undefined) {
        clearTimeout(timer);
        saveSoon();
      }
      await saving;
    },
  };
}

async function load(path: string): Promise<SavedState | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${path} does not hold messages of the local Teams. Remove it to start empty.`, {
      cause: error,
    });
  }
}
