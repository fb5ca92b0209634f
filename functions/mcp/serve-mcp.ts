// POST /mcp: the tools of Countersign for MCP clients (Streamable HTTP), with the same tokens as every other call of agents. GET and DELETE
// are 405: there are no streams and no sessions.
import type { HttpHandler } from '@azure/functions';
import { invalid } from '../../approvals/refusal.ts';
import { agentOrEnforcer } from '../caller.ts';
import { jsonDoor, openDoor } from '../door.ts';
import { replyProblem, replyRefusal } from '../http-reply.ts';
import type { Parts } from '../parts.ts';
import { ours } from '../problem.ts';
import { answerMessage } from './answer-message.ts';
import { MCP_METADATA } from './publish-resource.ts';

/** Refusals of the call: `not_permitted`, `invalid`, `too_large`. Those of a tool are its answer. */
export const serveMcp = (parts: Parts): HttpHandler => {
  const { verifyToken, policy, baseUrl } = parts;
  const challenge = `Bearer resource_metadata="${baseUrl}/${MCP_METADATA}"`;
  return jsonDoor({ verifyToken, policy, challenge }, async ({ request, caller, body }) => {
    // A page of the web that a person opened must not speak to us through their machine (DNS rebinding), whatever it holds.
    const origin = request.headers.get('origin');
    if (origin !== null && origin !== new URL(baseUrl).origin) {
      return replyRefusal({
        reason: 'not_permitted',
        needs: 'no Origin header: it is not for pages of the web',
      });
    }
    const asker = agentOrEnforcer(caller);
    if (!asker.ok) return replyRefusal(asker.refusal);
    if (Array.isArray(body.value)) {
      return replyRefusal(
        invalid('', 'must be one JSON-RPC message: batches are not taken. Send each in a call of its own'),
      );
    }
    return answerMessage(parts, asker.value, body.value, request.headers.get('mcp-protocol-version'));
  });
};

/** 405, to everybody. */
export const refuseMcpStream = (): HttpHandler =>
  openDoor(() => {
    const detail = 'This MCP server has no streams and no sessions: send each message by POST.';
    const reply = replyProblem(ours(405, 'method_not_allowed', 'POST only', detail));
    return { ...reply, headers: { ...reply.headers, allow: 'POST' } };
  });
