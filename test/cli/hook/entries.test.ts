import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasHook, OddSettings, type Settings, withHook, withoutHook } from '../../../cli/hook/entries.ts';

const ENTRIES = {
  command: '/usr/bin/node /opt/cs/main.js hook run claude-code --within 30m',
  tools: ['Bash', 'mcp__.*'],
  withinMs: 1_800_000,
};

const OTHER: Settings = {
  model: 'opus',
  hooks: {
    PreToolUse: [{ matcher: 'Bash', hooks: [{ type: 'command', command: './lint.sh' }] }],
    Stop: [{ hooks: [{ type: 'command', command: 'say done' }] }],
  },
  permissions: { allow: ['Bash(ls:*)'] },
};

test('adds its entries behind those of others, and takes them out again without a trace', () => {
  const added = withHook(OTHER, ENTRIES);
  assert.deepEqual(Object.keys(added), ['model', 'hooks', 'permissions']);
  const { PreToolUse } = added.hooks as Record<string, readonly { hooks: readonly { command: string }[] }[]>;
  assert.deepEqual(
    PreToolUse?.map(({ hooks }) => hooks[0]?.command),
    ['./lint.sh', `${ENTRIES.command} || exit 2`],
  );
  assert.deepEqual(withoutHook(added), OTHER);
  assert.deepEqual(withoutHook(withHook({}, ENTRIES)), {});
  assert.equal(hasHook(added) && !hasHook(OTHER), true);
});

test('added again it stands there once, as it is wanted now', () => {
  const twice = withHook(withHook(OTHER, { ...ENTRIES, tools: ['Bash'] }), ENTRIES);
  assert.deepEqual(twice, withHook(OTHER, ENTRIES));
});

test('beside others in one group, only ours is taken out', () => {
  const ours = { type: 'command', command: ENTRIES.command };
  const theirs = { type: 'command', command: './x' };
  const mixed = { hooks: { PreToolUse: [{ matcher: '*', hooks: [theirs, ours] }] } };
  assert.deepEqual(withoutHook(mixed), { hooks: { PreToolUse: [{ matcher: '*', hooks: [theirs] }] } });
});

test('the harness would end it a minute after its own no, and takes any other end for a no', () => {
  const { PreToolUse, PostToolUse, PostToolUseFailure } = withHook({}, ENTRIES).hooks as Record<
    string,
    readonly { matcher: string; hooks: readonly Record<string, unknown>[] }[]
  >;
  const [entry] = PreToolUse?.[0]?.hooks ?? [];
  assert.deepEqual([entry?.timeout, entry?.onFailure], [1860, 'block']);
  assert.match(String(entry?.command), / \|\| exit 2$/);
  for (const group of [PreToolUse, PostToolUse, PostToolUseFailure])
    assert.equal(group?.[0]?.matcher, 'Bash|mcp__.*|Write|Edit|MultiEdit|NotebookEdit');
});

test('settings of another shape are refused, not lost', () => {
  for (const odd of [{ hooks: [] }, { hooks: 'x' }, { hooks: { PreToolUse: {} } }, { hooks: { Stop: 1 } }])
    assert.throws(() => withHook(odd, ENTRIES), OddSettings, JSON.stringify(odd));
});

test('whatever else is in the settings is left as it is', () => {
  const group = fc.record({
    matcher: fc.string(),
    hooks: fc.array(fc.record({ type: fc.constant('command'), command: fc.string() }), { minLength: 1 }),
  });
  const settings = fc.record({
    hooks: fc.dictionary(
      fc.constantFrom('PreToolUse', 'PostToolUse', 'Stop'),
      fc.array(group, { minLength: 1 }),
      { minKeys: 1 },
    ),
    env: fc.dictionary(fc.string(), fc.string()),
  });
  fc.assert(
    fc.property(settings, (before) => {
      assert.deepEqual(
        JSON.parse(JSON.stringify(withoutHook(withHook(before, ENTRIES)))),
        JSON.parse(JSON.stringify(before)),
      );
    }),
  );
});
