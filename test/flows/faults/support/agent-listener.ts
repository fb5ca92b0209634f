// Where the agent hears of decisions: an HTTP receiver that keeps every callback it is sent, and answers as the test says.

import { readText } from '../../../../local/support/local-door.ts';
import { serve } from '../../../../local/support/serve.ts';

export interface Heard {
  readonly webhookId: string;
  readonly body: string;
  readonly request: string;
  readonly at: number;
}

export interface AgentListener {
  readonly url: string;
  readonly heard: readonly Heard[];
  readonly of: (request: string) => readonly Heard[];
  /** The next answers, in order; then 204 again. */
  readonly answerNext: (...statuses: readonly number[]) => void;
  readonly close: () => Promise<void>;
}

/** Listens on this port of loopback. */
export async function startAgentListener(port: number): Promise<AgentListener> {
  const heard: Heard[] = [];
  const answers: number[] = [];
  const server = await serve(port, async (req, res) => {
    const body = await readText(req, 1024 * 1024);
    const request = /req_[0-9a-z]{26}/.exec(body)?.[0] ?? '';
    heard.push({ webhookId: String(req.headers['webhook-id']), body, request, at: Date.now() });
    res.writeHead(answers.shift() ?? 204).end();
  });
  return {
    url: `${server.url}/callbacks/`,
    heard,
    of: (request) => heard.filter((each) => each.request === request),
    answerNext: (...statuses) => void answers.push(...statuses),
    close: server.close,
  };
}
