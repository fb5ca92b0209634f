// The permit for a tool call is given once, whoever else shares its journal.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { getPermit } from '../../../cli/hook/permit.ts';
import { createClient } from '../../../client/client.ts';
import { AlreadyStarted } from '../../../client/errors.ts';
import { memoryJournal } from '../../../client/journal.ts';
import { fakeServer, taskOf, yes } from '../../client/fake-server.ts';

const CALL = {
  hook_event_name: 'PreToolUse',
  session_id: 's',
  cwd: '/',
  tool_name: 'Bash',
  tool_use_id: 't',
  tool_input: { command: 'ls' },
} as const;

test('a call that was let through before is not let through again, though its use of the approval is told again', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-permit-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const { connection } = fakeServer({
    '/api/requests': [{ status: 201, body: taskOf('approved') }],
    '/evaluation': [{ body: yes() }],
  });
  const client = createClient({ ...connection, journal: memoryJournal() });
  const { signal } = new AbortController();
  const permit = () => getPermit(CALL, client, { COUNTERSIGN_JOURNAL: folder }, signal).permit;
  assert.deepEqual(await permit(), { isByPerson: false });
  await assert.rejects(permit(), AlreadyStarted);
});
