// The command line: what is wrong with it is said before anything is looked up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HELP } from '../../setup/help.ts';
import { aTenant } from './support/a-tenant.ts';

const WRONG: readonly [args: string, says: RegExp][] = [
  ['--nonsense', /Unknown option '--nonsense'/],
  ['everything', /There is no "everything"/],
  ['--check --remove', /Either --check or --remove, not both/],
  ['agent', /agent needs one name/],
  ['agent Nightly_ETL', /agent needs one name/],
  ['agent one two --owners a', /agent needs one name/],
  ['agent nightly-etl', /Who answers for the agent/],
  ['enforcer warehouse', /What does the enforcer guard/],
  ['enforcer warehouse --resource-types a,[b]', /"\[b\]" is no kind of resource/],
  ['--owners a@b.example', /--owners belongs to "agent NAME"/],
  ['--approver-group finance', /--approver-group takes an id/],
  ['--check --principal de300000-0000-4000-8000-800000000001', /--principal goes alone, or with --remove/],
  ['--tenant contoso', /--tenant takes an id/],
  ['--alert-email ops', /--alert-email is no address/],
  [
    'agent a --owners b --identity de300000-0000-4000-8000-800000000001 --secret f',
    /--secret is for a registration that setup makes/,
  ],
  ['--only api,wrong', /--only names no step "wrong"\. There are: api, /],
];

for (const [args, says] of WRONG) {
  test(`"${args}" is refused with what to write instead`, async (t) => {
    const stage = aTenant();
    t.after(stage.end);
    const { code, words } = await stage.setup(args);
    assert.equal(code, 2);
    assert.match(words, says);
    assert.deepEqual(stage.tenant.writes, []);
  });
}

test('--help tells everything and looks nothing up', async (t) => {
  const stage = aTenant();
  t.after(stage.end);
  const { code, text, calls } = await stage.setup('agent --help');
  assert.equal(code, 0);
  assert.equal(`${text}\n`, HELP);
  assert.deepEqual(calls, []);
});
