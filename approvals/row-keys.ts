// Names of the rows in a request's partition (docs/storage.md).
export const REQUEST_KEY = 'request';
export const INTENT_KEY = 'intent';

export const eventKey = (seq: number): string => `event-${String(seq).padStart(6, '0')}`;
export const promptKey = (n: number): string => `prompt-${n}`;
export const tellKey = (n: number): string => `todo-tell-${n}`;
export const adoptionKey = (digest: string): string => `adopted-${digest}`;
