// The shape of a request's id. Whatever comes in a path, a card or a message and looks otherwise is simply unknown.
import type { RequestId } from './words.ts';

/** `req_` and 26 letters and digits of Crockford's base 32 (keys/mint.ts makes them). */
export const isRequestId = (text: string): text is RequestId => /^req_[0-9a-hjkmnp-tv-z]{26}$/.test(text);
