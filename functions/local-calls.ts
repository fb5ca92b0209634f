// Local mode answers this machine alone, also where a host binds wider than we ask it to, and also to a page of the web whose name
// was made to lead here. One hook in front of every door, so that no door can forget it.
import type { HttpRequest, PreInvocationContext } from '@azure/functions';
import { isThisMachine } from '../approvals/this-machine.ts';
import { replyProblem } from './http-reply.ts';
import { ours } from './problem.ts';

/** What the log says first, in local mode. */
export const LOCAL_WARNING =
  'LOCAL MODE: this app believes the people, agents and Teams of this machine, whoever starts them. ' +
  'Nothing approved here is approved anywhere else. It answers calls to 127.0.0.1 only.';

/** Lets a call through when both its address and its Host header name this machine; else the door is never run. */
export function answerThisMachineOnly(context: PreInvocationContext): void {
  if (context.invocationContext.options.trigger.type !== 'httpTrigger') return;
  const request = context.inputs[0] as HttpRequest;
  const host = request.headers.get('host');
  if (isHere(request.url) && (host === null || isHere(`http://${host}`))) return;
  context.functionHandler = () =>
    replyProblem(
      ours(
        421,
        'local_only',
        'Local mode',
        'This app runs in local mode and answers calls to 127.0.0.1 only. Call it by that name.',
      ),
    );
}

const isHere = (address: string): boolean =>
  URL.canParse(address) && isThisMachine(new URL(address).hostname);
