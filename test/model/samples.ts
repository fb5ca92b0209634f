// The large world of the sampled runs: who is there, and what the policy asks of them, is drawn as well.
import { aRequirement, aVerdict, CALLBACK, MINUTE_MS } from '../support/builders.ts';
import {
  cancelAct,
  clickAct,
  commentAct,
  decideAct,
  redeemAct,
  reportAct,
  revokeAct,
  showAct,
  submitAct,
  sweepAct,
  tellAct,
} from './acts.ts';
import type { Act, Scenario } from './scenario.ts';
import { approved, asked, aWhile, nothing, shown, toExpiry, toGrantEnd, unremembered } from './scenarios.ts';

/** One drawn scenario: up to seven acts at once over one request. */
export function samples(random: () => number): Scenario {
  const pick = <T>(from: readonly T[], otherwise: T): T =>
    from[Math.floor(random() * from.length)] ?? otherwise;
  const some = <T>(from: readonly T[], most: number): T[] =>
    from
      .map((each) => ({ each, rank: random() }))
      .sort((a, b) => a.rank - b.rank)
      .slice(0, 1 + Math.floor(random() * most))
      .map(({ each }) => each);

  const seats = pick([1, 1, 2], 1);
  const routes = pick([['data-approvals'], ['data-approvals', 'on-call'], []], []);
  const verdict = aVerdict({
    requirements: [aRequirement({ count: seats })],
    notify: routes.map((route) => ({ route, timeZone: 'UTC' })),
  });
  const ask = { verdict, callback: { endpoint: CALLBACK } };
  const decided = random() < 0.4;
  const begins = decided
    ? pick([approved(shown(ask)), approved(unremembered(ask)), approved(asked(ask))], approved(asked(ask)))
    : pick([nothing, asked(ask), shown(ask), unremembered(ask)], nothing);
  const deciding: readonly (() => Act)[] = [
    () => submitAct(ask),
    () => submitAct(ask),
    () => decideAct('alice', 'approve'),
    () => decideAct('alice', 'deny'),
    () => decideAct('bob', 'approve'),
    () => decideAct('carmen', 'approve'),
    () => decideAct('dana', 'approve'),
    () => decideAct('olivia', 'deny'),
    () => clickAct('alice', 'approve'),
    () => clickAct('bob', 'deny'),
    () => clickAct('carmen', 'comment', 'which columns?'),
    () => commentAct('bob', 'and why now?'),
    cancelAct,
    sweepAct,
    sweepAct,
    showAct,
  ];
  const using: readonly (() => Act)[] = [
    () => decideAct('bob', 'approve'),
    () => redeemAct('x-1'),
    () => redeemAct('x-1'),
    () => redeemAct('x-2'),
    () => revokeAct('ada'),
    () => clickAct('alice', 'revoke'),
    () => clickAct('bob', 'deny'),
    reportAct,
    sweepAct,
    sweepAct,
    showAct,
    tellAct,
  ];
  const events = [
    toExpiry(1500),
    toExpiry(),
    toGrantEnd(1500),
    toGrantEnd(),
    aWhile(20_000),
    aWhile(5 * MINUTE_MS),
  ];
  return {
    name: 'drawn',
    prepare: begins,
    acts: some(decided ? using : deciding, 7).map((make) => make()),
    events: decided ? some(events.slice(2), 3) : some(events, 3),
  };
}
