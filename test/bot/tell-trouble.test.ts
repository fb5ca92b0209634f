// Why a card does not stand where it belongs, in English: what people and the API read of each code, and of what an older version kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trouble } from '../../approvals/prompt/trouble.ts';
import { tellTrouble } from '../../bot/tell-trouble.ts';
import { en } from '../../bot/words/en.ts';

for (const [kept, told] of [
  [
    trouble('app_not_installed', 'Zoë 100 %'),
    /^Zoë 100 % has not installed the app, or Teams did not tell: /,
  ],
  [trouble('left_group', 'Alice', 'data-owners'), /^Alice is no longer in data-owners$/],
  [trouble('left_group', 'Alice', ''), /^Alice is no longer in a group that may decide$/],
  [
    trouble('moved_to', 'ops', trouble('route_not_linked', 'data-approvals')),
    /^to ops, since route data-approvals is not linked: write "@Countersign link data-approvals" in a channel$/,
  ],
  [trouble('moved_to', 'ops', 'Teams answered 500.'), /^to ops, since Teams answered 500\.$/],
  [trouble('teams_answered', '503', '', ''), /^Teams answered 503\.$/],
  [
    trouble('teams_answered', '403', 'BotNotInConversationRoster', ''),
    /^Teams answered 403 BotNotInConversationRoster: Countersign is not in this conversation; add the app there\.$/,
  ],
  [
    trouble('teams_answered', '403', 'Forbidden', 'MessageWritesBlocked'),
    /^Teams answered 403 Forbidden: writing is blocked there\.$/,
  ],
  [
    trouble('teams_answered', '404', 'ConversationNotFound', ''),
    /^Teams answered 404 ConversationNotFound: there is no such conversation\.$/,
  ],
  [
    trouble('teams_answered', '404', 'ActivityNotFoundInConversation', ''),
    /^Teams answered 404 ActivityNotFoundInConversation: the card is no longer there\.$/,
  ],
  [
    trouble('teams_answered', '404', '', ''),
    /^Teams answered 404: it did not find the way there, which may pass\.$/,
  ],
  ['route x is not linked: write "@Countersign link x" in a channel', /^route x is not linked: write/],
] as const) {
  test(`“${kept}” is told`, () => assert.match(tellTrouble(kept, en.troubles), told));
}
