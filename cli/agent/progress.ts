// What a person sees while somebody else decides, and what is said meanwhile: one living line on a terminal, plain lines elsewhere. All of it on stderr; stdout is the
// command's own.
import type { Writable } from 'node:stream';
import { plainText } from '../../approvals/text/plain-text.ts';
import type { Task, TaskComment } from '../../client/wire.ts';
import { commentWords } from './comment-words.ts';

/** Tells of one wait. */
export interface Progress {
  /** `goesOn`: the command that goes on where this one is stopped. */
  readonly asked: (task: Task, goesOn: string) => void;
  /** What a person said while it waits. */
  readonly heard: (comment: TaskComment, task: Task) => void;
  /** One line beside it. */
  readonly say: (line: string) => void;
  readonly done: () => void;
}

const SIGNS = ['|', '/', '-', '\\'];
const TURN_MS = 120;

/** Progress on this stream. */
export function createProgress(
  to: Writable & { readonly isTTY?: boolean; readonly columns?: number },
): Progress {
  let timer: NodeJS.Timeout | undefined;
  let turn = 0;

  function draw(task: Task): void {
    const left = Math.max(0, Date.parse(task.expires_at) - Date.now());
    const clock = `${Math.floor(left / 60_000)}:${String(Math.floor(left / 1000) % 60).padStart(2, '0')}`;
    const line = `${SIGNS[turn++ % SIGNS.length]} waiting for approval, ${clock} left  ${task.id}`;
    // A terminal that does not know how wide it is says 0.
    to.write(`\r\u001b[K${line.slice(0, (to.columns || 80) - 1)}`);
  }

  return {
    asked: (task, goesOn) => {
      if (task.status !== 'pending') return;
      to.write(
        [
          `Asked: ${plainText(task.display.title, 200)}`,
          `  request ${task.id}, open until ${task.expires_at}`,
          `  to decide elsewhere than in Teams: ${task.links.review}`,
          `  stopped here, it goes on with ${goesOn}`,
          '',
        ].join('\n'),
      );
      if (to.isTTY !== true) return;
      draw(task);
      timer = setInterval(() => draw(task), TURN_MS);
    },
    heard: (comment, task) => {
      const clear = to.isTTY === true ? '\r\u001b[K' : '';
      to.write(`${clear}${commentWords(comment)}\n  to answer: countersign comment ${task.id} --text TEXT\n`);
    },
    say: (line) => void to.write(`${to.isTTY === true ? '\r\u001b[K' : ''}${line}\n`),
    done: () => {
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      to.write('\r\u001b[K');
    },
  };
}
