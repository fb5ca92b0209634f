// The agent's story in words: short lines, absolute times, and nothing of what people wrote that could move a terminal's cursor.
import { relative } from 'node:path';
import type { TaskBody } from './countersign.ts';
import type { Wish } from './flags.ts';

/** "export database prod/customers (4,812 rows)". */
export function wishWords({ action, resource }: Wish): string {
  const { rows } = action.properties;
  const size = typeof rows === 'number' ? ` (${count(rows)} rows)` : '';
  const verb = action.name === 'data.export' ? 'export' : action.name;
  return `${verb} ${resource.type} ${resource.id}${size}`;
}

/** How the request ended, by whom and why. */
export function endingWords({ task }: TaskBody): string {
  const votes = task.decision?.votes ?? [];
  const of = (choice: 'approve' | 'deny') => votes.filter((vote) => vote.choice === choice);
  const names = (list: typeof votes) => list.map((vote) => plain(vote.by.name)).join(' and ');
  const why = plain(task.decision?.reason ?? '');
  switch (task.status) {
    case 'approved':
      return votes.length === 0 ? `Approved by rule ${rules(task)}` : `Approved by ${names(of('approve'))}`;
    case 'denied': {
      const said = of('deny').flatMap((vote) => [
        ...(vote.reason === undefined ? [] : [plain(vote.reason).replaceAll('_', ' ')]),
        ...(vote.untrusted_text === undefined ? [] : [`“${plain(vote.untrusted_text)}”`]),
      ]);
      const by = of('deny').length === 0 ? `policy, rule ${rules(task)}` : names(of('deny'));
      return `Denied by ${by}${said.length === 0 ? '' : `: ${said.join(', ')}`}`;
    }
    case 'expired':
      return `Expired: nobody decided until ${clockTime(task.expires_at)}`;
    case 'cancelled':
      return 'Withdrawn';
    default:
      return `It ended as ${plain(task.status)}${why === '' ? '' : `: ${why}`}`;
  }
}

/** "16:30 (14:30 UTC)" as on the card, in the time zone of this machine; "14:30 UTC" where that is UTC. */
export function clockTime(instant: string): string {
  const at = new Date(instant);
  const utc = `${at.toISOString().slice(11, 16)} UTC`;
  if (at.getTimezoneOffset() === 0) return utc;
  return `${at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })} (${utc})`;
}

/** "4,812". */
export function count(number: number): string {
  return number.toLocaleString('en-US');
}

/** The file as one would type it from here. */
export function shortPath(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith('..') ? file : short;
}

function rules({ policy }: TaskBody['task']): string {
  return plain(policy.rules.join(', '));
}

// Control and format characters and line breaks could hide or forge lines.
function plain(text: string): string {
  return text.replace(/[\p{C}\s]+/gu, ' ').trim();
}
