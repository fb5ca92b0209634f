// Words and headers of refusals that come in several kinds; http-reply.ts puts them into problem documents.
import { DENIAL_REASONS } from '../approvals/decision/vote-reason.ts';
import type { Choice } from '../approvals/words.ts';

interface Asked {
  readonly acrs: readonly string[];
  readonly withinMs: number;
}

/** Why a person may not decide what they have a part in. */
export const OWN = {
  owner: 'You own this agent',
  on_behalf_of: 'The agent acts for you',
  starter: 'You started the run that asks',
  recorder: 'You recorded this',
} as const;

/** What an id that is no agent's belongs to, and what to pause instead. */
export const NO_AGENT = {
  enforcer: (name: string) =>
    `This is the enforcer ${name}: pause the agents it asks for, or take its app role away in Entra.`,
  blueprint: (name: string) =>
    `This is the blueprint of ${name}: pause the agent identities made from it, each by its own client id.`,
};

/** What a newer version wrote, this one only shows. */
export const newerWords = (version: number): string =>
  `A newer version of Countersign wrote this (storage version ${version}), so this one only shows it. Nothing was changed. During an upgrade send the same call again in a minute; after a roll-back an administrator has to install the newer version again.`;

/** What to do before such an approval is taken. */
export const notOpenedWords = (link: string): string =>
  `Its card does not hold everything that would be approved. Open it on the review page, ${link}, and approve once it has shown all of it. Nothing was changed.`;

/** What counts as the reason that a rule asks for. */
export const reasonWords = (choice: Choice): string =>
  choice === 'approve'
    ? 'The policy asks why this is approved. Say it in comment, in words that can be read. Nothing was changed.'
    : `The policy asks why this is denied. Say it in comment, or in reason by one of ${DENIAL_REASONS.join(', ')}. Nothing was changed.`;

/** A sign-in that is missing. */
export const stepUp = {
  /** Where it is made, and which. */
  words: ({ acrs, withinMs }: Asked): string =>
    `Approve on the review page of the request: it asks for a sign-in at most ${Math.floor(withinMs / 60_000)} minutes old${acrs.length === 0 ? '' : `, in the authentication context ${acrs.join(' and ')}`}. Nothing was changed.`,
  /** RFC 9470, section 3: what the token lacks, for clients that can get a better one by themselves. */
  challenge: ({ acrs, withinMs }: Asked): string => {
    const contexts = acrs.length === 0 ? '' : `, acr_values="${acrs.join(' ')}"`;
    return `Bearer error="insufficient_user_authentication", max_age="${Math.floor(withinMs / 1000)}"${contexts}`;
  },
};
