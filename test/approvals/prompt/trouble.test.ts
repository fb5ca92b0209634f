// Why a card does not stand where it belongs, kept as a code: whatever it is about comes back as it was, and an older version's sentence stays one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readTrouble, trouble } from '../../../approvals/prompt/trouble.ts';

test('what a code is about comes back as it was, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (person, group) => {
      const kept = trouble('left_group', person, group);
      assert.deepEqual(readTrouble(kept), { code: 'left_group', about: [person, group] });
      assert.deepEqual(readTrouble(trouble('moved_to', 'ops', kept)), {
        code: 'moved_to',
        about: ['ops', kept],
      });
    }),
  );
});

test('half a character is kept as the sign for one that is missing', () => {
  assert.equal(trouble('guest_account', 'Al\ud83dex'), 'guest_account Al%EF%BF%BDex');
});

test('what is empty at the end is not kept, and read as empty', () => {
  assert.equal(trouble('teams_answered', '503', '', ''), 'teams_answered 503');
  assert.deepEqual(readTrouble('teams_answered 503'), { code: 'teams_answered', about: ['503', '', ''] });
});

for (const sentence of [
  'its conversation has another card of this request already',
  'Microsoft Graph does not tell who this person is now; it is asked again',
  'route data-approvals is not linked: write "@Countersign link data-approvals" in a channel',
  'Teams answered 403 BotNotInConversationRoster: Countersign is not in this conversation; add the app there.',
  'given_up by somebody',
  'guest_account %zz',
  'toString',
  '',
]) {
  test(`“${sentence}” is no code`, () => assert.equal(readTrouble(sentence), undefined));
}
