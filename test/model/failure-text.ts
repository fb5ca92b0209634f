import type { Failure } from './explore.ts';

/** What went wrong and every choice that led there, to be read from top to bottom. */
export function failureText(failure: Failure | undefined): string {
  if (failure === undefined) return '';
  return ['', ...failure.problems, 'after:', ...failure.trace].join('\n  ');
}
