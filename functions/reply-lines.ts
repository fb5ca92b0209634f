// A page of lines: NDJSON that no cache may keep.
import type { HttpResponseInit } from '@azure/functions';

/** 200 with these lines. */
export const replyLines = (body: string): HttpResponseInit => ({
  status: 200,
  headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' },
  body,
});
