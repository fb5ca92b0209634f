// Names of the rows in the partition of a request or an agent (docs/storage.md).

/** The request itself. */
export const REQUEST_KEY = 'request';
/** An agent's standing, in a partition of its own. */
export const STANDING_KEY = 'standing';
/** The log of the record itself, in a partition of its own. */
export const LOG_KEY = 'log';
/** The canonical bytes of what it asks. */
export const INTENT_KEY = 'intent';

/** An event by its number: the order of the keys is that of the chain. */
export const eventKey = (seq: number): string => `event-${String(seq).padStart(6, '0')}`;
/** Is this the key of an event? */
export const isEventKey = (key: string): boolean => key.startsWith('event-');
/** What the keys of prompts begin with. */
export const PROMPT_PREFIX = 'prompt-';
/** The `n`th prompt, from 1. */
export const promptKey = (n: number): string => `${PROMPT_PREFIX}${n}`;
/** What the keys of groups that are still to be looked up begin with. */
export const INVITE_PREFIX = 'invite-';
/** The `n`th group whose members are still to be looked up, from 1. */
export const inviteKey = (n: number): string => `${INVITE_PREFIX}${n}`;
/** The `n`th callback owed, from 1. */
export const tellKey = (n: number): string => `todo-tell-${n}`;
/** The note that a clicked card was adopted; `digest` stands for its conversation and message. */
export const adoptionKey = (digest: string): string => `adopted-${digest}`;

/** Row that remembers that nobody seemed left to decide. */
export const UNDECIDABLE_KEY = 'undecidable';

/** Note in the log: this export began, and by which event. */
export const exportKey = (id: string): string => `export-${id}`;
/** Note in the log: an auditor read one request, by this event. */
export const readKey = (id: string): string => `read-${id}`;
/** Note in the log: this policy was forced, which works once. */
export const forcedKey = (version: string): string => `forced-${version}`;
/** Note in the log: the `n`th list of sealed heads. */
export const sealedKey = (n: number): string => `sealed-${n}`;
/** Note in the log: the manifest that was given for what `digest` stands for. */
export const manifestKey = (digest: string): string => `manifest-${digest}`;
