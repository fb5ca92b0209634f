// GET /review-files/{file}: the script, style and icon of the review page, from a fixed list.
import type { HttpHandler } from '@azure/functions';
import { openDoor } from '../door.ts';
import type { Parts } from '../parts.ts';
import { FILE_HEADERS } from './page-headers.ts';

/** 404 for everything but the list; 304 for who has the bytes already. */
export const serveReviewFile = ({ pages }: Parts): HttpHandler =>
  openDoor((request) => {
    const file = pages.files.get(request.params.file ?? '');
    if (file === undefined) return { status: 404, headers: { ...FILE_HEADERS, 'cache-control': 'no-store' } };
    const headers = { ...FILE_HEADERS, etag: file.etag };
    const known = request.headers
      .get('if-none-match')
      ?.split(',')
      .map((each) => each.trim().replace(/^W\//, ''));
    if (known?.includes(file.etag)) return { status: 304, headers };
    return { status: 200, headers: { ...headers, 'content-type': file.type }, body: file.bytes };
  });
