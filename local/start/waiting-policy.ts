// What `npm start` tells when the policy file of this start is not in force yet, because people are to approve it first.
import { z } from 'zod';

const healthSchema = z.object({ policy_waiting: z.object({ request: z.string() }).optional() });

/** A line for people, from the app's own word; nothing where no file waits. `urls` are those of the world. */
export async function waitingPolicy(urls: {
  readonly functions: string;
  readonly teams: string;
}): Promise<string | undefined> {
  const response = await fetch(`${urls.functions}/api/health`, { signal: AbortSignal.timeout(5000) });
  const { policy_waiting: waiting } = healthSchema.parse(await response.json());
  if (waiting === undefined) return undefined;
  return `The changed policy waits for people, and the one before is in force. Decide its card in Teams
(${urls.teams}), or ${urls.functions}/review/${waiting.request}
`;
}
