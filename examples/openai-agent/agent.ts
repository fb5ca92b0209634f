// An agent of the OpenAI Agents SDK. Its tool stops at a card and runs with a grant for exactly its arguments. The model is a script, so that
// no key is needed: put yours in its place.
import { appendFile } from 'node:fs/promises';
import { Agent, Runner, tool } from '@openai/agents';
import { z } from 'zod';
import { createClient } from '../../client/client.ts';
import { fileJournal } from '../../client/node/file-journal.ts';
import { createOpenAiGate } from '../../client/openai-agents.ts';
import { agentToken } from '../support/agent-token.ts';
import { scriptedModel } from './scripted-model.ts';

const { COUNTERSIGN_URL = '', COUNTERSIGN_JOURNAL = 'journal' } = process.env;
const [runId = 'run-1', rows = '25'] = process.argv.slice(2);

const client = createClient({
  url: COUNTERSIGN_URL,
  token: agentToken(process.env),
  journal: fileJournal(COUNTERSIGN_JOURNAL),
});
const gate = createOpenAiGate({ client, runId });
const exportRows = tool(
  gate.guard({
    name: 'export_rows',
    description: 'Exports customers to a file.',
    parameters: z.object({ format: z.enum(['csv', 'parquet']), rows: z.number() }),
    action: 'data.export',
    resource: () => ({ type: 'database', id: 'prod/customers' }),
    reason: ({ rows }) => `Monthly churn model, ${rows} rows.`,
    run: async ({ rows }) => {
      await appendFile('exported.txt', `${rows} rows\n`);
      return `exported ${rows} rows`;
    },
  }),
);
const call = { callId: 'call_1', name: 'export_rows', args: { format: 'csv', rows: Number(rows) } };
const model = scriptedModel((answers) => (answers.length === 0 ? [call] : []));
const agent = new Agent({ name: 'exporter', model, tools: [exportRows] });
const runner = new Runner({ tracingDisabled: true });

let result = await runner.run(agent, 'Export the customers.');
while (result.interruptions.length > 0) {
  console.log('The run stops: its tool wants a person.');
  await gate.decide(result);
  result = await runner.run(agent, result.state);
}
console.log(result.finalOutput);
