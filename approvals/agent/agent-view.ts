// What an administrator is told of an agent: whether it is paused, by whom, since when and why. Built from stored rows alone.
import type { StandingStore } from '../ports.ts';
import { redactText } from '../text/redact-text.ts';
import { textKey } from '../text/text.ts';
import type { ChainEvent, Text } from '../words.ts';
import type { Pause, Standing } from './standing.ts';

/** The newest pause with its reason; a reason whose row is gone was erased. */
export interface PauseView extends Pause {
  readonly reason: string | undefined;
}

/** An event with the words it brought, where there are any and they were not erased. */
export interface WordedEvent {
  readonly event: ChainEvent;
  readonly words: string | undefined;
}

/** The pause in force, or the newest one that ended. */
export async function viewPause(
  standings: StandingStore,
  standing: Standing | undefined,
): Promise<PauseView | undefined> {
  if (standing?.pause === undefined) return undefined;
  return { ...standing.pause, reason: await readWords(standings, standing.id, standing.pause.text) };
}

/** All events of an agent's standing, in order. */
export async function viewEvents(standings: StandingStore, id: string): Promise<readonly WordedEvent[]> {
  const events = await standings.list<ChainEvent>(id, 'event-');
  return Promise.all(
    events.map(async ({ row: { data: event } }) => {
      const { text } = event.facts;
      return {
        event,
        words: typeof text === 'string' ? await readWords(standings, id, text) : undefined,
      };
    }),
  );
}

async function readWords(standings: StandingStore, id: string, digest: string): Promise<string | undefined> {
  const text = await standings.read<Text>(id, textKey(digest));
  return text === undefined ? undefined : redactText(text.data.text, { key: text.data.salt });
}
