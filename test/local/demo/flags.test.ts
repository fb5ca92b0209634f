// The flags of the demo agent.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { type Flags, readFlags } from '../../../local/demo/flags.ts';

function read(...args: readonly string[]): Flags {
  const flags = readFlags(args);
  assert(flags !== 'help');
  return flags;
}

it('asks for the export of all customers at the documented ports when told nothing', () => {
  const flags = read();
  assert.equal(flags.wish.action.name, 'data.export');
  assert.deepEqual(flags.wish.resource, { type: 'database', id: 'prod/customers' });
  assert.equal(flags.wish.action.properties.rows, 4812);
  assert.equal(flags.countersignUrl, 'http://127.0.0.1:7071');
  assert.equal(flags.warehouseUrl, 'http://127.0.0.1:3981');
  assert.equal(flags.callbackPort, 3983);
  assert.equal(flags.isTampering, false);
});

it('finds everything where --ports put it', () => {
  const flags = read('--ports', '4979');
  assert.equal(flags.countersignUrl, 'http://127.0.0.1:4989');
  assert.equal(flags.teamsUrl, 'http://127.0.0.1:4979');
  assert.match(flags.tokenUrl, /^http:\/\/127\.0\.0\.1:4980\//);
  assert.equal(flags.warehouseUrl, 'http://127.0.0.1:4981');
  assert.equal(flags.callbackPort, 4983);
});

it('takes another action, resource, parameters, note and justification', () => {
  const flags = read(
    ...['--action', 'mail.send', '--resource', 'mailbox:all@contoso.example'],
    ...['--parameters', '{"subject":"Hi"}', '--note', 'x', '--justification', 'because'],
  );
  assert.deepEqual(flags.wish, {
    action: { name: 'mail.send', properties: { subject: 'Hi', note: 'x' } },
    resource: { type: 'mailbox', id: 'all@contoso.example' },
    justification: 'because',
  });
});

it('refuses what it does not understand', () => {
  assert.throws(() => read('--ports', 'many'), /--ports is a number/);
  assert.throws(() => read('--resource', 'database'), /TYPE:ID/);
  assert.throws(() => read('--parameters', '[1]'), /JSON object/);
  assert.throws(() => read('--parameters', '{'), /JSON object/);
  assert.throws(() => read('--actoin', 'x'), /actoin/);
  assert.equal(readFlags(['--help']), 'help');
});
