// Approvals of what did not fit on its card, each rewritten by somebody who makes every hash and signature fit: an approval that rests on no
// opening of its own person is found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PEOPLE } from '../../../../local/directory.ts';
import { UNFIT } from '../../../support/population/opened.ts';
import { type Event, eventOf, type Line, type Pick } from '../../../support/rewrite-package.ts';
import { type Cases, flawAfter } from './support/good-package.ts';

const unfit: Pick = ({ resource }) => (resource as { id: string }).id === UNFIT.id;
const openedOf = (line: Line) => line.opened as { by: { oid: string }; at: string; seq: number }[];
const openings = (events: readonly Event[]) => events.filter(({ type }) => type === 'opened');

const CASES: Cases = {
  'an approval that names no opening': [
    unfit,
    (_line, events) => {
      delete eventOf(events, 'voted').facts.opened;
    },
    /approves what its card did not hold, and \S+ had not opened it/,
  ],
  'an approval by the opening of another': [
    unfit,
    (_line, events) => {
      eventOf(events, 'voted').facts.opened = openings(events)[0]?.seq;
    },
    /approves by the opening in event \d+, which is none of/,
  ],
  'an approval by an event that is no opening': [
    unfit,
    (_line, events) => {
      eventOf(events, 'voted').facts.opened = 1;
    },
    /approves by the opening in event 1, which is none of/,
  ],
  'an opening in the name of an agent': [
    unfit,
    (_line, events) => {
      const event = openings(events)[0];
      assert.ok(event);
      event.actor = { kind: 'agent', id: PEOPLE.alice };
    },
    /is opened by agent \S+, and only people open it/,
  ],
  'a second opening by the same person': [
    unfit,
    (line, events) => {
      const event = openings(events)[1];
      const told = openedOf(line)[1];
      assert.ok(event && told);
      event.actor = { kind: 'person', id: PEOPLE.alice };
      told.by.oid = PEOPLE.alice;
    },
    /is opened by \S+ a second time/,
  ],
  'an opening of something else': [
    unfit,
    (_line, events) => {
      eventOf(events, 'opened').facts.intent_hash = 'A'.repeat(43);
    },
    /opens another intent than was asked/,
  ],
  'an opening that the request forgot': [
    unfit,
    (line) => void openedOf(line).pop(),
    /says opened .* and its events say/,
  ],
  'a denial that rests on an opening': [
    (line, types) => line.status === 'denied' && types.includes('voted'),
    (_line, events) => {
      eventOf(events, 'voted').facts.opened = 1;
    },
    /is a vote to deny that rests on an opening/,
  ],
};

for (const [what, [pick, change, words]] of Object.entries(CASES)) {
  test(`${what} is found, although every hash and signature fits`, async () => {
    assert.match(await flawAfter(pick, change), words);
  });
}
