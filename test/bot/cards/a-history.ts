// What people made of the same before, for the views: denied a little different, approved with other values.
import type { ApprovedBefore, History } from '../../../approvals/mark.ts';
import type { CardView } from '../../../approvals/prompt/card-ports.ts';
import type { ApprovalRequest } from '../../../approvals/words.ts';
import { digest } from './texts.ts';

const ALICE = { oid: '7c0ffee0-0000-4000-8000-00000000e001', name: 'Alice Aho' };

export const APPROVED_BEFORE: ApprovedBefore = {
  request: 'req_2',
  at: '2026-11-20T09:12:00.000Z',
  times: 11,
  same: 'target',
  changes: 'y'.repeat(43),
};
export const DENIED_LAST: NonNullable<History['denied']> = {
  request: 'req_3',
  at: '2026-11-12T13:40:00.000Z',
  by: ALICE.oid,
};

/** Hidden characters, markdown and dates in what an agent sent must not work here either. */
export const EARLIER: NonNullable<CardView['earlier']> = {
  by: ALICE.name,
  reason: 'too_much',
  hasText: true,
  text: 'Only last month, and not the **e-mail** addresses.',
  resource: { type: 'database', id: 'prod/customers' },
  changed: {
    changes: [
      { at: '/action/properties/rows', was: '5000', now: '4812' },
      {
        at: '/action/properties/note',
        now: '[urgent](https://evil.example) {{DATE(2026-11-21T15:00:00Z)}}\u202e',
      },
      { at: '/action/properties/connection/password', redacted: true },
      { at: '/context/ticket', was: 'INC-7' },
      { at: '/context/a b', was: '""', now: 'x' },
      { at: '/context/branch', was: 'main', now: 'hotfix' },
      { at: '/context/shift', now: 'night' },
      { at: '/resource/properties/region', was: 'eu', now: 'us' },
    ],
    more: 0,
  },
};

const SINCE_APPROVED: NonNullable<CardView['history']> = {
  denied: { by: ALICE.name, hasText: true, text: 'use the view' },
  changed: {
    changes: [
      {
        at: '/action/properties/columns',
        edits: [
          { is: 'added', text: 'email' },
          { is: 'removed', text: '+ added  consent' },
        ],
        more: 0,
      },
      { at: '/action/properties/rows', was: '950', now: '4812' },
      { at: '/action/properties/where', was: 'consent = true' },
    ],
    more: 0,
  },
};
const CONFIG_THEN = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: web
          image: registry.example.com/shop/web:2.4.1@sha256:9b2f6c1d
          args: ["--port=8080"]
`;
const CONFIG = CONFIG_THEN.replace('replicas: 3', 'replicas: 9').replace(
  '      containers:',
  '      hostNetwork: true\n      hostPID: true\n      containers:',
);
const CONFIG_CHANGED: NonNullable<CardView['history']> = {
  changed: {
    changes: [
      {
        at: '/action/properties/manifest',
        edits: [
          { is: 'removed', text: '  replicas: 3', line: 7 },
          { is: 'added', text: '  replicas: 9', line: 7 },
          { is: 'added', text: '      hostNetwork: true', line: 10 },
          { is: 'added', text: '      hostPID: true', line: 11 },
        ],
        more: 0,
      },
    ],
    more: 0,
  },
};

/** Nine harmless changes stand in front of the one that counts. */
const MUCH_CHANGED: NonNullable<CardView['history']> = {
  changed: {
    changes: [
      ...Array.from({ length: 9 }, (_, n) => ({ at: `/context/tag-${n}`, was: '1', now: '2' })),
      { at: '/context/readers', was: 'churn team', now: 'everybody' },
    ],
    more: 0,
  },
};

/** What tells more than a card holds, and so is opened on the review page before it is approved. */
export const toBeOpened = (pending: ApprovalRequest) => ({
  'waiting-words-cut': { ...pending, justification: digest('k') },
  'waiting-differences-cut': { ...pending, history: { approved: APPROVED_BEFORE } },
});

/** What a view in that state tells of it. */
export function historyOf(state: string): Partial<CardView> {
  if (state === 'waiting-history') return { history: SINCE_APPROVED };
  if (state === 'waiting-changed-config')
    return { history: CONFIG_CHANGED, parameters: { manifest: CONFIG } };
  if (state === 'waiting-differences-cut') return { history: MUCH_CHANGED };
  return {};
}
