// What code a program is handed. Pure.
import type { ShellWord } from './word.ts';

/** What code a command holds. */
export type Code =
  | { readonly kind: 'none' }
  | { readonly kind: 'shell'; readonly line: ShellWord }
  | { readonly kind: 'doubt'; readonly why: string };

/** None that could run anything. */
export const NONE: Code = { kind: 'none' };

/** Code that cannot be taken apart, and why. */
export const doubt = (why: string): Code => ({ kind: 'doubt', why });

/** Is this path no file, but what a program is given to read (`/dev/stdin`, `/proc/self/fd/0`)? */
export function isDevice(path: string): boolean {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const climbs = path.startsWith('/') || parts.includes('..');
  return (
    parts.includes('fd') ||
    parts.includes('stdin') ||
    (climbs && /^(?:dev|proc)$/.test(parts.find((part) => part !== '..') ?? ''))
  );
}
