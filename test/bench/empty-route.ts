// An app for the host that is one empty route: it passes a call on and does nothing else. What the gateway is measured against.
import { app } from '@azure/functions';

const target = process.env.BENCH_TARGET ?? '';

app.http('passOn', {
  authLevel: 'anonymous',
  methods: ['GET'],
  route: 'empty/{*path}',
  handler: async ({ params }) => {
    const reply = await fetch(`${target}/${params.path}`);
    return { status: reply.status, body: new Uint8Array(await reply.arrayBuffer()) };
  },
});
