// One attempt to deliver a callback to an agent: the frozen body, signed the Standard Webhooks way.
// Promises: never throws for the receiver's faults; a reason is short and holds nothing the receiver sent.
// Whether to try again, and when, is the caller's business.
import { Webhook } from 'standardwebhooks';
import type { Deliver, Delivery } from '../approvals/ports.ts';
import type { GuardedFetch } from './guarded-fetch.ts';

/** The way out, and the secret of each agent (`whsec_…`). */
interface DeliverParts {
  readonly fetch: GuardedFetch;
  readonly secretFor: (clientId: string) => string;
}

/**
 * The port `Deliver` over HTTP. `at` is the time signed into an attempt. The call belongs to the trace that the agent's own call began,
 * and says so (W3C Trace Context); the trace is not signed, and nobody has to believe it.
 */
export function createDeliver({ fetch, secretFor }: DeliverParts): Deliver {
  return async (todo, at, { agent, trace }) => {
    const signedAt = new Date(at);
    const signature = new Webhook(secretFor(agent.clientId)).sign(todo.webhookId, signedAt, todo.body);
    const reply = await fetch(todo.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Countersign',
        'webhook-id': todo.webhookId,
        'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
        'webhook-signature': signature,
        ...(trace === undefined ? {} : { traceparent: trace }),
      },
      body: todo.body,
    });
    return reply.ok ? readStatus(reply.status) : { delivered: false, error: reply.error };
  };
}

function readStatus(status: number): Delivery {
  if (status >= 200 && status < 300) return { delivered: true };
  if (status === 410)
    return { delivered: false, error: 'answered 410: it wants no more callbacks', gone: true };
  const remark = status >= 300 && status < 400 ? ': redirects are not followed' : '';
  return { delivered: false, error: `answered ${status}${remark}` };
}
