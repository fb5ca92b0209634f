// What the demo agent says when it gives up.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { explain } from '../../../local/demo/explain.ts';
import { readFlags } from '../../../local/demo/flags.ts';

it('names what does not answer and the command that starts it at these ports', () => {
  const away = new TypeError('fetch failed');
  assert.equal(
    explain(away, readFlags(['--ports', '31000'])),
    'Nothing answers at http://127.0.0.1:31001. Start everything with: npm start -- --ports 31000',
  );
  assert.match(
    explain(away, readFlags([])),
    /127\.0\.0\.1:3980\. Start everything with: npm start \(.*--ports/,
  );
  const app = new Error('Nothing answers at http://127.0.0.1:31010/api/requests.');
  assert.match(explain(app, readFlags(['--ports', '31000'])), /npm start -- --ports 31000$/);
});

it('leaves other errors as they are, and shows the usage for a wrong flag', () => {
  assert.equal(explain(new Error('Entra gave no token: 401'), readFlags([])), 'Entra gave no token: 401');
  assert.match(
    explain(Object.assign(new Error('no'), { code: 'ERR_PARSE_ARGS_X' }), undefined),
    /^no\nUsage/,
  );
});
