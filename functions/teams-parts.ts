import type { CardDesk } from '../approvals/ports.ts';
export type ReceiveActivity = (
  authorization: string | undefined,
  body: unknown,
) => Promise<{ status: number; body?: unknown }>;
export function buildTeams(_: object): { cards: CardDesk; receive: ReceiveActivity } {
  return { cards: { post: async () => 'x', update: async () => {} }, receive: async () => ({ status: 501 }) };
}
