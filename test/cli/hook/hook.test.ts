// `countersign hook` as a process, without a Countersign: what it does to settings, and that whatever is wrong is a no.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'countersign-hook-'));
after(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
/** A home and a project of their own. */
function place(): { readonly home: string; readonly project: string; readonly user: string } {
  const home = join(root, String(count++));
  const project = join(home, 'project');
  mkdirSync(project, { recursive: true });
  return { home, project, user: join(home, '.claude', 'settings.json') };
}

function hook(
  args: readonly string[],
  { home, project }: ReturnType<typeof place>,
  input = '',
  env: NodeJS.ProcessEnv = {},
) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'hook', ...args], {
    cwd: project,
    input,
    encoding: 'utf8',
    timeout: 60_000,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      USERPROFILE: home,
      COUNTERSIGN_TOKEN: 'a.b.c',
      COUNTERSIGN_URL: 'http://127.0.0.1:9',
      ...env,
    },
  });
  return { code: status, out: stdout, err: stderr };
}

const CALL = {
  session_id: 's',
  cwd: '/',
  hook_event_name: 'PreToolUse',
  tool_name: 'Bash',
  tool_use_id: 't',
  tool_input: { command: 'ls' },
};
const call = (change: object = {}) => JSON.stringify({ ...CALL, ...change });

test('install makes the settings, says so, and does nothing the second time', () => {
  const at = place();
  const first = hook(['install', 'claude-code'], at);
  assert.deepEqual(
    [first.code, first.out.split('\n')[0]],
    [0, `The hook was put into ${at.user}.`],
    first.err,
  );
  const text = readFileSync(at.user, 'utf8');
  const { mtimeMs } = statSync(at.user);
  assert.match(hook(['install', 'claude-code'], at).out, /^The hook is in /);
  assert.deepEqual([readFileSync(at.user, 'utf8'), statSync(at.user).mtimeMs], [text, mtimeMs]);
  assert.match(hook(['install', 'claude-code', '--within', '5m'], at).out, /^The hook was renewed in /);
  assert.match(hook(['remove', 'claude-code'], at).out, /^The hook was taken out of /);
  assert.deepEqual(JSON.parse(readFileSync(at.user, 'utf8')), {});
  assert.match(hook(['remove', 'claude-code'], at).out, /Nothing was changed\.\n$/);
  assert.deepEqual(readdirSync(join(at.home, '.claude')), ['settings.json'], 'no draft is left');
});

test('install says what is still to be set: the address, the identity, its secret', () => {
  const all = {
    COUNTERSIGN_TOKEN: '',
    COUNTERSIGN_API_APP_ID: 'api',
    AZURE_TENANT_ID: 't',
    AZURE_CLIENT_ID: 'c',
    AZURE_CLIENT_SECRET: 's',
  };
  const toDo = (env: NodeJS.ProcessEnv, ...more: readonly string[]) => {
    const { out } = hook(['install', 'claude-code', ...more], place(), '', env);
    for (const line of out.split('\n').slice(1)) assert.ok(line.length <= 80, line);
    return /^ {2}to do: .*(?=^Sessions)/ms.exec(out)?.[0] ?? '';
  };
  assert.equal(toDo(all), '');
  assert.equal(toDo({}), '');
  assert.equal(toDo({ COUNTERSIGN_TOKEN: '' }, '--token-command', 'print'), '');
  const nothing = toDo({ COUNTERSIGN_TOKEN: '', COUNTERSIGN_URL: '' });
  assert.match(nothing, /COUNTERSIGN_URL is not set.*no identity .*AZURE_CLIENT_ID/s);
  assert.match(
    toDo({ ...all, AZURE_TENANT_ID: '' }),
    /no identity is set here\. Missing:\n {4}AZURE_TENANT_ID\n/,
  );
  assert.match(toDo({ ...all, AZURE_CLIENT_SECRET: '' }), /AZURE_CLIENT_SECRET is not set here/);
  assert.equal(toDo({ ...all, AZURE_CLIENT_SECRET: '', AZURE_FEDERATED_TOKEN_FILE: 'f' }), '');
});

test('each place has its file; a link stays a link; the indentation and the rest stay', () => {
  const at = place();
  const real = join(at.home, 'dotfiles.json');
  writeFileSync(real, '{\n\t"model": "opus"\n}\n', { mode: 0o600 });
  mkdirSync(join(at.home, '.claude'));
  symlinkSync(real, at.user);
  assert.equal(hook(['install', 'claude-code', '--user'], at).code, 0);
  assert.equal(lstatSync(at.user).isSymbolicLink(), true);
  assert.match(readFileSync(real, 'utf8'), /^\{\n\t"model": "opus",\n\t"hooks": \{\n\t\t"PreToolUse"/);
  assert.equal(statSync(real).mode & 0o777, 0o600);
  for (const [flag, file] of [
    ['--project', 'settings.json'],
    ['--local', 'settings.local.json'],
  ] as const) {
    assert.equal(hook(['install', 'claude-code', flag], at).code, 0);
    assert.equal(existsSync(join(at.project, '.claude', file)), true);
  }
});

test('settings that it does not understand are left as they are', () => {
  for (const text of ['{ // mine\n}', '[]', '{"hooks": []}', '{"hooks": {"PreToolUse": {}}}']) {
    const at = place();
    mkdirSync(join(at.home, '.claude'));
    writeFileSync(at.user, text);
    const { code, err } = hook(['install', 'claude-code'], at);
    assert.deepEqual(
      [code, /Nothing was changed/.test(err), readFileSync(at.user, 'utf8')],
      [2, true, text],
      err,
    );
  }
});

test('a wrong command line names every mistake', () => {
  const at = place();
  const { code, err } = hook(
    ['install', 'codex', '--user', '--local', '--tools', 'Ba sh', '--within', 'soon'],
    at,
  );
  assert.equal(code, 2);
  for (const each of [/Name the coding agent/, /--user and --local/, /--tools Ba sh/, /--within soon/])
    assert.match(err, each);
  assert.match(hook(['instal', 'claude-code'], at).err, /hook does install, remove or run/);
});

test('what cannot be read, answered or sent is a no: exit code 2, JSON that denies, and what to do', async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  after(() => silent.close());
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const at = place();
  const cases: readonly (readonly [
    what: string,
    input: string,
    args?: readonly string[],
    env?: NodeJS.ProcessEnv,
  ])[] = [
    ['nothing', ''],
    ['no JSON', '{'],
    ['no tool', call({ tool_name: undefined })],
    ['no input', call({ tool_input: 'ls' })],
    ['another event', call({ hook_event_name: 'Stop' })],
    ['no address', call(), [], { COUNTERSIGN_URL: '' }],
    ['an address in the clear', call(), [], { COUNTERSIGN_URL: 'http://example.com' }],
    ['no identity', call(), [], { COUNTERSIGN_TOKEN: '' }],
    ['a token command that fails', call(), ['--token-command', 'false']],
    ['nobody there', call(), ['--within', '1s']],
    [
      'a server that never answers',
      call(),
      ['--within', '1s'],
      { COUNTERSIGN_URL: `http://127.0.0.1:${port}` },
    ],
    ['a flag that there is not', call(), ['--yes']],
    ['a journal that cannot be', call(), ['--within', '1s'], { COUNTERSIGN_JOURNAL: '/dev/null/x' }],
  ];
  const unasked = hook(['run', 'claude-code', '--within', '1s'], at, call(), {
    COUNTERSIGN_URL: `http://127.0.0.1:${port}`,
  });
  assert.match(unasked.err, /Countersign was not reached at http/);
  assert.doesNotMatch(unasked.err, /Nobody decided|withdrawn/);
  for (const [what, input, args = [], env = {}] of cases) {
    const { code, out, err } = hook(['run', 'claude-code', ...args], at, input, env);
    assert.equal(code, 2, `${what}: ${out}${err}`);
    assert.equal(JSON.parse(out).hookSpecificOutput.permissionDecision, 'deny', what);
    assert.match(err, /^Countersign: .{20}/, what);
    // An address is one word, however long.
    for (const line of err.split('\n')) assert.ok(line.length <= 80 || !line.trim().includes(' '), line);
    if (what === 'nobody there')
      assert.match(err, /^Countersign: http:\/\/127\.0\.0\.1:9 does not answer, trying for a minute\n/);
  }
});

test('invalid UTF-8 is a no: it would be read as another command than the harness runs', () => {
  const bytes = Buffer.from(call({ tool_input: { command: 'ls \u00ff' } }), 'latin1');
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'hook', 'run', 'claude-code'], {
    input: bytes,
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
  });
  assert.deepEqual([status, /The call cannot be read/.test(stderr)], [2, true], stderr);
});

test('files are the agent’s daily work and ask nobody, but those that could switch the hook off do', () => {
  const at = place();
  symlinkSync(join(at.home, '.claude'), join(at.project, 'innocent'));
  symlinkSync(join('.claude', 'settings.local.json'), join(at.project, 'foo.json'));
  mkdirSync(join(at.home, '.claude'));
  symlinkSync(process.execPath, join(at.project, 'program'));
  mkdirSync(join(at.home, 'managed-settings.d'));
  symlinkSync(join(at.home, 'managed-settings.d'), join(at.project, 'drop-ins'));
  const write = (file_path: string) =>
    hook(
      ['run', 'claude-code', '--within', '1s'],
      at,
      call({ cwd: at.project, tool_name: 'Write', tool_input: { file_path, content: '' } }),
    ).code;
  assert.equal(write(join(at.project, 'src', 'a.ts')), 0);
  assert.equal(write('notes.md'), 0);
  for (const path of [
    '.claude/settings.json',
    '.CLAUDE/settings.local.json',
    join(at.home, '.claude', 'x', '..', 'settings.json'),
    'innocent/settings.json',
    'foo.json',
    'managed-settings.json',
    '/etc/claude-code/managed-settings.d/10.json',
    'x/../managed-settings.d/10.json',
    'drop-ins/10.json',
    MAIN,
    process.execPath,
    'program',
    join(at.home, '.countersign', 'journal', 'x'),
  ])
    assert.equal(write(path), 2, path);
});

test('a call that names two files is asked for as soon as one of them could switch the hook off', () => {
  const at = place();
  const edit = (tool_input: object) =>
    hook(
      ['run', 'claude-code', '--within', '1s'],
      at,
      call({ cwd: at.project, tool_name: 'NotebookEdit', tool_input }),
    ).code;
  assert.equal(edit({ notebook_path: 'a.ipynb' }), 0);
  assert.equal(edit({ file_path: 'a.md', notebook_path: 'a.ipynb' }), 0);
  for (const input of [
    { file_path: 'a.md', notebook_path: '.claude/settings.json' },
    { file_path: '.claude/settings.json', notebook_path: 'a.ipynb' },
    { file_path: 'a.md', notebook_path: 7 },
    {},
  ])
    assert.equal(edit(input), 2, JSON.stringify(input));
});

test('settings behind links are found under each of their names, the written one and the real one', () => {
  const at = place();
  const dotfiles = join(at.home, 'dotfiles');
  mkdirSync(join(at.home, '.claude'));
  mkdirSync(dotfiles);
  mkdirSync(join(at.project, 'src'));
  writeFileSync(join(dotfiles, 'claude.json'), '{}');
  symlinkSync(join(dotfiles, 'claude.json'), at.user);
  linkSync(join(dotfiles, 'claude.json'), join(at.project, 'second-name.json'));
  // The project's folder is a link, what it leads to has no settings yet; and a link to a folder of the harness' folder.
  mkdirSync(join(at.project, 'foo'));
  symlinkSync('foo', join(at.project, '.claude'));
  mkdirSync(join(at.home, '.claude', 'projects', 'p'), { recursive: true });
  symlinkSync(join(at.home, '.claude', 'projects'), join(at.project, 'up'));
  // Settings of a project further down, which only sessions there read.
  mkdirSync(join(at.project, 'src', '.claude'));
  symlinkSync(join(dotfiles, 'src.json'), join(at.project, 'src', '.claude', 'settings.json'));
  const write = (file_path: string, cwd = at.project) =>
    hook(
      ['run', 'claude-code', '--within', '1s'],
      at,
      call({ cwd, tool_name: 'Write', tool_input: { file_path, content: '' } }),
    ).code;
  for (const path of [
    at.user,
    '~/.claude/settings.json',
    join(dotfiles, 'claude.json'),
    '~/dotfiles/claude.json',
    '../dotfiles/CLAUDE.json',
    'second-name.json',
    '.claude/settings.json',
    'foo/settings.json',
    'foo/settings.local.json',
    'up/../settings.json',
    'up/../CLAUDE.md',
    'src/.claude/settings.json',
  ])
    assert.equal(write(path), 2, path);
  assert.equal(write('../foo/settings.json', join(at.project, 'src')), 2, 'from a folder below');
  for (const path of ['foo/other.json', join(dotfiles, 'vimrc'), 'settings.json', 'up/p/notes.md'])
    assert.equal(write(path), 0, path);
});

test('help reads well at 80 columns', () => {
  const { code, out } = hook(['--help'], place());
  assert.equal(code, 0);
  for (const line of out.split('\n')) assert.ok(line.length <= 80, line);
});
