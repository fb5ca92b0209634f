// An agent that changes a cluster without holding a credential of it: it calls the gateway with its own token, and where a person has to
// agree it waits for the task and repeats the very same call.
import { agentToken } from '../support/agent-token.ts';

const { COUNTERSIGN_URL = '' } = process.env;
const [method = 'GET', path = '', body] = process.argv.slice(2);
const token = agentToken(process.env);

async function call(request?: string): Promise<Response> {
  return await fetch(`${COUNTERSIGN_URL}/gateway/cluster${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await token()}`,
      'countersign-reason': 'Traffic doubled since noon.',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(request === undefined ? {} : { 'countersign-request': request }),
    },
    ...(body === undefined ? {} : { body }),
  });
}

interface Task {
  readonly task: { readonly id: string; readonly status: string };
}

/** Until it is decided. Each look waits up to half a minute by itself. */
async function decided({ task }: Task): Promise<Task> {
  if (task.status !== 'pending') return { task };
  const headers = { authorization: `Bearer ${await token()}`, prefer: 'wait=30' };
  const look = await fetch(`${COUNTERSIGN_URL}/access/v1/requests/${task.id}`, { headers });
  if (!look.ok) throw new Error(`Looking at ${task.id} was answered ${look.status}.`);
  return await decided((await look.json()) as Task);
}

let reply = await call();
if (reply.status === 202) {
  const asked = (await reply.json()) as Task;
  console.log('A person has to agree. I wait.');
  const { task } = await decided(asked);
  console.log(`It is ${task.status}.`);
  reply = await call(task.id);
}
const from = reply.headers.get('countersign-from') ?? 'Countersign';
const answer = (await reply.json()) as { readonly detail?: string };
console.log(`${reply.status} from ${from}: ${answer.detail ?? JSON.stringify(answer)}`);
process.exitCode = reply.ok ? 0 : 1;
