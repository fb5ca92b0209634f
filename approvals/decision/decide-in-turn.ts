// One decision after the other, where several are being recorded at the same moment: a person who says no must not be told to try again.
import type { Settled } from '../change/transition.ts';
import type { Stored } from '../ports.ts';
import type { Answer } from '../refusal.ts';
import { later } from '../time.ts';
import type { ApprovalRequest, RequestId } from '../words.ts';
import type { Ballot } from './ballot.ts';
import { type DecideDesk, decide, type Turn } from './decide.ts';

/** As long as a person waits for the answer to a click. */
const WAIT_FOR_MS = 2500;
const LOOKS = 20;
const LONGEST_WAIT = 3;

/** `decide`, again for a while where the answer is `busy`. Its refusals and faults. */
export async function decideInTurn(
  desk: DecideDesk,
  id: RequestId,
  ballot: Ballot,
  seen?: Stored<ApprovalRequest>,
): Promise<Answer<Settled>> {
  const turn: Turn = {};
  const until = later(desk.clock(), WAIT_FOR_MS);
  let answer = await decide(desk, id, ballot, seen, turn);
  for (let look = 1; look <= LOOKS && isBusy(answer) && desk.clock() < until; look++) {
    await desk.waitBeforeTry(Math.min(look, LONGEST_WAIT));
    answer = await decide(desk, id, ballot, undefined, turn);
  }
  return answer;
}

const isBusy = (answer: Answer<Settled>): boolean => !answer.ok && answer.refusal.reason === 'busy';
