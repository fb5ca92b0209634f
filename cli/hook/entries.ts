// What stands in a coding agent's settings for us: added, replaced and taken out without touching what is not ours. Pure.
import { FILE_TOOLS } from './file-tools.ts';

/** The settings, as JSON. */
export type Settings = Readonly<Record<string, unknown>>;

/** What our entries say. */
export interface Entries {
  /** The line that the harness starts, without its end. */
  readonly command: string;
  readonly tools: readonly string[];
  readonly withinMs: number;
}

/** Settings that cannot be changed without losing what is there. `at` names the place. */
export class OddSettings extends Error {
  constructor(at: string) {
    super(`"${at}" is not what Claude Code writes there`);
    this.name = 'OddSettings';
  }
}

/** How ours are told from others. */
const OURS = ' hook run claude-code';
/** The harness stops waiting for a hook and goes on with the call: our own no must come well before. */
const BEFORE_TIMEOUT_S = 60;
const REPORT_TIMEOUT_S = 60;
const EVENTS = ['PreToolUse', 'PostToolUse', 'PostToolUseFailure'] as const;

/** The settings with our entries, once. Throws `OddSettings`. */
export function withHook(settings: Settings, entries: Entries): Settings {
  const bare = withoutHook(settings);
  const hooks = objectAt(bare, 'hooks');
  return {
    ...bare,
    hooks: {
      ...hooks,
      ...Object.fromEntries(
        EVENTS.map((event) => [event, [...listAt(hooks, event), entryOf(event, entries)]]),
      ),
    },
  };
}

/** The settings without our entries, and without the lists that only they were in. Throws `OddSettings`. */
export function withoutHook(settings: Settings): Settings {
  if (settings.hooks === undefined) return settings;
  const hooks = objectAt(settings, 'hooks');
  const left = Object.entries(hooks).flatMap(([event, groups]) => {
    if (!Array.isArray(groups)) throw new OddSettings(`hooks.${event}`);
    const kept = groups.map(withoutOurs).filter((group) => group !== undefined);
    return kept.length === 0 && groups.length > 0 ? [] : [[event, kept] as const];
  });
  const { hooks: _, ...rest } = settings;
  return left.length === 0 && Object.keys(hooks).length > 0
    ? rest
    : { ...settings, hooks: Object.fromEntries(left) };
}

/** Does it hold an entry of ours? */
export const hasHook = (settings: Settings): boolean => JSON.stringify(settings.hooks ?? {}).includes(OURS);

function entryOf(event: (typeof EVENTS)[number], { command, tools, withinMs }: Entries): object {
  const matcher = [...new Set([...tools, ...FILE_TOOLS])].join('|');
  if (event !== 'PreToolUse')
    return {
      matcher,
      // Nobody waits for what is only told.
      hooks: [{ type: 'command', command, timeout: REPORT_TIMEOUT_S, async: true }],
    };
  return {
    matcher,
    hooks: [
      {
        type: 'command',
        // Any end but 0 and 2 (a crash, a program that is gone) lets the call through; so every one becomes 2.
        command: `${command} || exit 2`,
        timeout: Math.ceil(withinMs / 1000) + BEFORE_TIMEOUT_S,
        // The same by newer harnesses, also where the line cannot be started or its time is over.
        onFailure: 'block',
        statusMessage: 'Countersign',
      },
    ],
  };
}

function withoutOurs(group: unknown): unknown {
  if (typeof group !== 'object' || group === null || !('hooks' in group) || !Array.isArray(group.hooks))
    return group;
  const kept = group.hooks.filter((hook) => !isOurs(hook));
  if (kept.length === group.hooks.length) return group;
  return kept.length === 0 ? undefined : { ...group, hooks: kept };
}

const isOurs = (hook: unknown): boolean =>
  typeof hook === 'object' && hook !== null && 'command' in hook && String(hook.command).includes(OURS);

function objectAt(settings: Settings, name: string): Settings {
  const value = settings[name] ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new OddSettings(name);
  return value as Settings;
}

function listAt(settings: Settings, name: string): readonly unknown[] {
  const value = settings[name] ?? [];
  if (!Array.isArray(value)) throw new OddSettings(`hooks.${name}`);
  return value;
}
