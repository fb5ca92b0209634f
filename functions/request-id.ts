// A request's id as it comes in a path: anything of another shape is simply unknown.
import type { RequestId } from '../approvals/words.ts';

export const isRequestId = (text: string): text is RequestId => /^req_[0-9A-Z]{26}$/.test(text);
