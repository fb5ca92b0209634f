import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompiler } from '../../../../approvals/policy/condition/condition.ts';
import { conditionView } from '../../../../approvals/policy/condition/view.ts';

const compile = createCompiler();
const ETL = { name: 'nightly-etl', clientId: 'c1' };
const BOT = { name: 'deploy-bot', clientId: 'c2' };

function conditionOf(source: string) {
  const compiled = compile(source);
  assert.ok(compiled.ok, source);
  return compiled.condition;
}

/** What it comes to when this agent asks for this. */
function truthOf(
  source: string,
  { name, clientId }: typeof ETL,
  properties: Readonly<Record<string, unknown>>,
) {
  const intent = {
    subject: { type: 'agent', id: clientId, tenant: 't' } as const,
    action: { name: 'data.export', properties },
    resource: { type: 'database', id: 'x' },
  };
  const agent = { clientId, name, registered: true };
  const now = '2026-03-29T00:30:00.000Z';
  return conditionOf(source).test(conditionView({ intent, agent, viaEnforcer: false, facts: {}, now }));
}

/** Conditions that leave deploy-bot out. Whatever it sends they are false, and no error. */
const ETL_ALONE: readonly string[] = [
  'agent.name == "nightly-etl"',
  '"nightly-etl" == agent.name && action.properties.rows > 5',
  'action.properties.rows > 5 && agent.name == "nightly-etl"',
  'agent.name in ["nightly-etl", "other"]',
  'subject.id == "c1"',
  'agent.name != "deploy-bot"',
  '!(agent.name == "deploy-bot") && action.name == "data.export"',
  '(agent.name == "nightly-etl" || agent.name == "other") && action.properties.rows > 5',
  'agent.registered && agent.name == "nightly-etl"',
];
for (const source of ETL_ALONE) {
  test(`${source} may concern nightly-etl, and never deploy-bot`, () => {
    assert.deepEqual([ETL, BOT].map(conditionOf(source).mayConcern), [true, false]);
    for (const properties of [{}, { rows: 9 }, { rows: 'many' }]) {
      assert.deepEqual(truthOf(source, BOT, properties), { ok: true, value: false });
    }
  });
}

test('what hangs on anything else may concern every agent', () => {
  for (const source of [
    'action.name == "data.export"',
    'agent.name.startsWith("nightly")',
    'agent.name == "nightly-etl" || action.properties.rows > 5',
    'action.name == "data.export" ? agent.name == "nightly-etl" : true',
    'agent.name in action.properties.names',
    'agent.name == resource.id',
    'agent.registered',
    'true',
  ]) {
    assert.deepEqual([ETL, BOT].map(conditionOf(source).mayConcern), [true, true], source);
  }
});

test('a rule for agents nobody registered concerns no registered one', () => {
  assert.equal(conditionOf('!agent.registered').mayConcern(ETL), false);
});
