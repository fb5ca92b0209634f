// `countersign request`, `wait`, `status`, `comment`, `cancel`: a request asked, waited for, told, talked about and withdrawn from a script. Nothing runs here.
import { plainText } from '../../approvals/text/plain-text.ts';
import type { Client } from '../../client/client.ts';
import { NotApproved } from '../../client/errors.ts';
import type { Answer } from '../../client/wire.ts';
import { commentsOf } from '../agent/comment-words.ts';
import { createAgentClient } from '../agent/create-agent-client.ts';
import { codeOfStatus, endingOf, votesOf } from '../agent/exit.ts';
import { createProgress } from '../agent/progress.ts';
import type { Command, Surroundings } from '../surroundings.ts';
import { deliveryOf } from './delivery-words.ts';
import { REQUESTS_HELP } from './help.ts';
import { type RequestsCommand, type RequestsFlags, readRequestsFlags } from './read-flags.ts';

/** One of them; its exit code is that of the request as it stands. Throws a `CommandError` for a wrong command. */
export const requestsCommand =
  (command: RequestsCommand): Command =>
  async (args, around) => {
    const flags = readRequestsFlags(command, args, around.env);
    if (flags === 'help') {
      around.stdout.write(REQUESTS_HELP[command]);
      return 0;
    }
    const client = createAgentClient(flags, around.env, createProgress(around.stderr).say);
    try {
      const answer = await DO[command](client, flags, around);
      around.stdout.write(flags.isJson ? `${JSON.stringify(answer, undefined, 2)}\n` : told(answer, command));
      return command === 'cancel' || command === 'comment' ? 0 : codeOfStatus(answer.task.status);
    } catch (error) {
      const { words, code } = endingOf(error);
      if (flags.isJson && error instanceof NotApproved)
        around.stdout.write(`${JSON.stringify({ task: error.task }, undefined, 2)}\n`);
      around.stderr.write(`${words}\n`);
      return code;
    }
  };

type Do = (client: Client, flags: RequestsFlags, around: Surroundings) => Promise<Answer>;

const DO: Readonly<Record<RequestsCommand, Do>> = {
  request: async (client, flags, around) => {
    const { reason, key } = flags;
    const asked = await client.request({
      ...flags.wish,
      ...(reason === undefined ? {} : { reason }),
      ...(key === undefined ? {} : { idempotencyKey: key }),
    });
    if (asked.task.status !== 'pending' || !flags.isToWait) return asked;
    return await waitFor(client, asked, flags, around);
  },
  wait: async (client, flags, around) =>
    await waitFor(client, await client.read(flags.request), flags, around),
  status: async (client, { request }) => await client.read(request),
  comment: async (client, { request, text }) => ({ task: await client.comment(request, text) }),
  cancel: async (client, { request, reason }) => ({ task: await client.cancel(request, reason) }),
};

async function waitFor(
  client: Client,
  answer: Answer,
  { withinMs }: RequestsFlags,
  { stderr }: Surroundings,
): Promise<Answer> {
  const progress = createProgress(stderr);
  progress.asked(answer.task, `countersign wait ${answer.task.id}`);
  try {
    const within = withinMs === undefined ? {} : { withinMs };
    return await client.wait(answer.task.id, { ...within, onComment: progress.heard });
  } finally {
    progress.done();
  }
}

function told({ task, approval }: Answer, command: RequestsCommand): string {
  return [
    `${task.id} ${task.status}`,
    `  ${plainText(task.display.title, 200)}`,
    `  ${plainText(task.display.description, 300)}`,
    ...(task.fingerprint === undefined ? [] : [`  fingerprint ${plainText(task.fingerprint, 20)}`]),
    ...votesOf(task),
    ...commentsOf(task),
    ...(command === 'status' ? deliveryOf(task) : []),
    ...(task.status === 'pending' ? [`  to decide elsewhere than in Teams: ${task.links.review}`] : []),
    ...(approval === undefined ? [] : ['  its approval, for who runs it: the same command with --json']),
    '',
  ].join('\n');
}
