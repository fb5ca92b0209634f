// How keys, secrets and ids of one machine are told from real ones: whoever makes them there marks them, and outside local mode
// the settings refuse what is marked. Marked by those who make them (local/), known here.

/** `kid` of a grant key made on a developer's machine begins so. */
export const LOCAL_KEY_ID = 'countersign-local';

/** Key bytes made on a developer's machine begin so; what follows is random. */
export const LOCAL_KEY_BYTES: Uint8Array = new TextEncoder().encode('countersign-local:');

/** Client secrets of the local Entra begin so. */
export const LOCAL_SECRET = 'local-secret-';

/** Every id of the demo world: tenant, API, bot, groups, people, agents. They are published, so they prove nothing. */
export const demoWorldId: RegExp = /\b7c0ffee0-0000-4000-8000-[0-9a-f]{12}\b/i;

/** The account of Azurite and of the storage emulators before it; its key is published. */
export const EMULATOR_ACCOUNT = 'devstoreaccount1';
