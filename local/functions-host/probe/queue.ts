// Probes of the work queue, for whoever has the connection string: two messages that mean nothing, and what becomes of them.
import { setTimeout as sleep } from 'node:timers/promises';
import { QueueClient } from '@azure/storage-queue';
import type { Line } from './compare.ts';

const QUEUE = 'countersign-work';
const LOOK_EVERY_MS = 100;
/** The genuine host looks at an idle queue at least once a minute. */
const PATIENCE_MS = 75_000;
const GONE = 'taken out of the queue';

const MESSAGES = [
  {
    what: 'a message that is not base64 never reaches the app, and leaves the queue for poison',
    text: 'not base64 {',
    genuine: [`${GONE}, into poison`, `${GONE}, and out of poison by the sweep`],
  },
  {
    what: 'a message in base64 that means nothing is taken once and dropped',
    text: Buffer.from('{"kind":"probe"}').toString('base64'),
    genuine: [GONE],
  },
] as const;

/** Sends both and watches them go. Rejects when storage does not answer. */
export async function probeQueue(connectionString: string): Promise<readonly Line[]> {
  const work = new QueueClient(connectionString, QUEUE);
  const poison = new QueueClient(connectionString, `${QUEUE}-poison`);
  const lines: Line[] = [];
  for (const { what, text, genuine } of MESSAGES) {
    await work.sendMessage(text, { messageTimeToLive: -1 });
    const sight = await watch(work, poison, text);
    const verdict = (genuine as readonly string[]).includes(sight) ? 'same' : 'differs';
    lines.push({ probe: { what, genuine, known: 'seen' }, verdict, sights: [sight] });
  }
  return lines;
}

/** Where the message went. Messages that are being worked on cannot be peeked at, so the count tells. */
async function watch(work: QueueClient, poison: QueueClient, text: string): Promise<string> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const { peekedMessageItems } = await poison.peekMessages({ numberOfMessages: 32 });
    if (peekedMessageItems.some(({ messageText }) => messageText === text)) return `${GONE}, into poison`;
    const { approximateMessagesCount } = await work.getProperties();
    if (approximateMessagesCount === 0)
      return text.includes(' ') ? `${GONE}, and out of poison by the sweep` : GONE;
    await sleep(LOOK_EVERY_MS);
  }
  return 'still in the queue';
}
