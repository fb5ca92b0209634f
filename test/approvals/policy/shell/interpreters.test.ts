// Programs that are no interpreters, and the words with which they start another one all the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doubtsOf } from '../../../support/shell-doubts.ts';

test('options, settings and aliases with which ordinary programs run others are in doubt', () => {
  for (const line of [
    "gh alias set z '!x'; gh z",
    'gh alias import x.yml',
    'gh extension install a/b',
    'gh ext exec x',
    'gh z',
    'gh $X',
    'gh codespace ssh -c x -- x',
    'gh cs ssh',
    'gh config set pager x',
    'gh repo clone a/b -- -c core.sshCommand=x',
    'gh repo clone $X',
    "ag --pager 'x' y",
    "ag --pag='x' y",
    'ack --pager=x y',
    'ack --ackrc=x y',
    "ack --output='x' y",
    'rg --pre x y',
    'RIPGREP_CONFIG_PATH=x rg y',
    'man -P x ls',
    'man -C x ls',
    'man --config-file=x ls',
    "MANOPT='-Px' man ls",
    "LESS='+!x' git log",
    'yq --security-enable-system-operator x',
    'git merge-index x -a',
    "dpkg --pre-invoke='x' -r z",
    "dpkg --post-inv='x' -r z",
    "apt-get -o 'APT::Update::Pre-Invoke::=x' update",
    "apt-get -yo 'APT::Update::Pre-Invoke::=x' update",
    "apt --option 'APT::Update::Pre-Invoke::=x' update",
    'apt-get -c x update',
    "rpm -E '%(x)'",
    'npm pkg set scripts.z=x',
    'npm config set script-shell x',
    'npm explore a -- x',
    'go test -exec x ./...',
    'go build -toolexec=x',
    'GOFLAGS=-toolexec=x go build',
    'cargo --config x build',
    "rake -e 'x'",
    'cmake -E env x',
    "CC='x y' make",
    'KUBECONFIG=x kubectl get pods',
    'command time -o q -f x true',
    'install -s --strip-program=./x a b',
    "ZIPOPT='-T -TT x' zip a.zip b",
    'WGETRC=x.md wget https://x.example',
    'RSYNC_CONNECT_PROG=x rsync h::a .',
    'LUA_INIT=x lua a.lua',
    ...'AS FC F77 M2C PC TEX LEX YACC OBJC CO GET CTANGLE MAKEINFO TEXI2DVI'
      .split(' ')
      .map((each) => `${each}=x make a.o`),
    "CFLAGS='-wrapper x' make a.o",
    "LDLIBS=';x' make a",
    'CMAKE_C_COMPILER_LAUNCHER=x cmake .',
    'PYTEST_ADDOPTS=-px pytest',
    "echo 'x' | perl5.36-x86_64-linux-gnu",
    "echo 'x' | x86_64-linux-gnu-python3.11",
    "echo 'x' | python3.11-x86_64-linux-gnu -",
  ])
    assert.ok(doubtsOf(line).length > 0, line);
});

test('a program of awk that writes a file is in doubt, and one that compares is not', () => {
  for (const line of [
    `awk '{print > "q"}' b`,
    `awk -v o=q 'BEGIN{print p s, /;/ > o}'`,
    `awk -v o=q 'BEGIN{print /"/, x > o; y = "a"}'`,
    `awk -v o=q 'BEGIN{printf "x;}\\n" > o}'`,
    `awk -v o=q 'BEGIN{print "x", # ;\n"y" > o}'`,
    `awk -v o=q 'BEGIN{print "x",\n"y" > o}'`,
    `awk -v o=q 'BEGIN{print "\\";" > o}'`,
  ])
    assert.ok(doubtsOf(line, 'bash').length > 0, line);
  for (const line of [
    "awk -F: '$3 > 100 {print $1}' a",
    `awk '{print $1 ";" $2 " -> " $3; if ($2 > 3) n++}' a`,
    `awk -F/ '{print $2}' a; awk '/x/ {print $1}' a; awk '{print $1 "/" $2}' a`,
    `awk '{s += $1} END {printf "%d;\\n", s}' a`,
  ])
    assert.deepEqual(doubtsOf(line, 'bash'), [], line);
});

test('beside them, the same programs stay known', () => {
  for (const line of [
    `gh pr create --title x --body "$(cat <<'EOF'\nkubectl delete\nEOF\n)"`,
    'gh pr view 5 --json state | jq .state',
    'gh run list --limit 3; gh api repos/a/b; gh alias list; gh --version',
    'gh repo clone "$R"; gh issue list -R a/b',
    'ag --js x src; ack -i x; rg -n x; man ls; yq .a x.yml',
    'dpkg -l; apt-get install -y make; apt list; rpm -qa; brew install jq',
    'NODE_ENV=test CI=1 npm test; LANG=C sort a; GOOS=linux CGO_ENABLED=0 go build',
    'AWS_PROFILE=x aws s3 ls',
    'perl5.36-x86_64-linux-gnu -v; perl5.36-x86_64-linux-gnu a.pl',
    'x86_64-linux-gnu-gcc -c a.c',
    'npm ci; npm run build; npm config get registry; npm install -D x',
    'go test ./...; go build -o x .; cargo test; cmake -B build; time npm test',
  ])
    assert.deepEqual(doubtsOf(line), [], line);
});
