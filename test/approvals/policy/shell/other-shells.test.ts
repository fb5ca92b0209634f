// Lines that bash may not be the one to read. Each of the lines for zsh that hides something was seen to run it by zsh 5.9.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readShell } from '../../../../approvals/policy/shell/read-shell.ts';
import { doubtsOf } from '../../../support/shell-doubts.ts';

/** What others printed, and zsh reckons with: `path[$(…)]` in it would run. */
const I = 'i=$(cat q); ';

test('where zsh reckons and bash does not, a line that may be for zsh is in doubt', () => {
  for (const line of [
    '[ i -eq 1 ]',
    '[ "$i" -gt 5 ]',
    'test 1 -lt i',
    '[ -t i ]',
    '[[ -t i ]]',
    'printf %d i',
    `printf '%s %d\\n' a $i`,
    "printf '%*s' i x",
    `printf '%2$d' a i`,
    'printf "$f" i',
    'exit i',
    'return $i',
    '(exit "$i")',
    'for x in 1; do break i; done',
    'for x in 1; do continue i; done',
    'set -- a b; shift "$i"',
    'bye i',
    'logout i',
    'echo $x[i]',
    'echo "$x[i]"',
    'echo "$x[1,i]" $@[i] $1[i]',
    'echo $x[$i]',
    `echo $x['$(ls)']`,
    'echo $#path[i]',
    `echo "$x[1$(echo a)$(echo b)$(echo c)$(echo d)$(echo e)]"`,
    'cat <<E\n$PWD[i]\nE',
    'float x=i',
    'typeset -F x=i',
    'typeset -E x; x=i',
    'local -F n=$i',
    'typeset -g +r -F n=$i',
    'private -i n=$i',
    'SHLVL=i',
    'SHLVL=i env',
    'export HISTSIZE=$i',
    'HISTSIZE=$i zsh -c :',
    'env HISTSIZE="$i" zsh -c :',
    'for SHLVL in $i; do :; done',
    'mailpath=0; MAILPATH=$i; ((mailpath[1]))',
    `echo \${+path[i]}`,
  ]) {
    assert.ok(doubtsOf(I + line, 'zsh').length > 0, line);
    assert.ok(doubtsOf(I + line).length > 0, line);
  }
  for (const line of ['é=$(cat q); echo $((é))', `(( 'path[$(ls)]' ))`, `exit 'path[$(ls)]'`])
    assert.ok(doubtsOf(line, 'zsh').length > 0, line);
});

test('what zsh runs of a line and bash does not is in doubt', () => {
  for (const line of [
    'cat =(ls)',
    'x==(ls)',
    `echo \${x:-=(ls)}`,
    `echo \${x:-*(e:ls:)}`,
    'ls *(e:ls:)',
    'ls [a](e:ls:)',
    'ls a(e:ls:)',
    'ls **(+f)',
    'x=(*(+f))',
    `x='*(e:ls:)'; ls $~x`,
    `x='*(e:ls:)'; ls \${~x}`,
    `x='ls -l'; $=x`,
    `x='ls -l'; env $=x`,
    `x='\`ls\`'; echo \${(e)x}`,
    `echo \${(P)x}`,
    `echo \${(@f)$(ls)}`,
    `echo \${$(ls)}`,
    '() { ls }',
    'function { ls; }',
    'if [[ -n x ]] { ls }',
    'for x (a) ls',
    'foreach x (a); ls; end',
    'foreach PATH in /x; ls; end',
    'repeat 1 ls',
    '{ : } always { ls }\n}',
    `alias -g X='; ls'\necho X`,
    "galiases[X]='; ls'\necho X",
    'functions[ls]=x; ls',
    'functions -c f ls; ls',
    'nocorrect PATH=/x ls',
    'disable -r time; ls',
    'set -A path /x; ls',
    "zstyle -e :x y 'reply=($(ls))'",
    "zregexparse a b x '/x/' ':ls:'",
    'NULLCMD=./q; > x',
    "STTY='; ls' env",
    'é=1 ls',
    '1=x ls',
    'cat x >! .bashrc',
    'ls <1-5> x',
    `echo "\${x:-'}"; ls; echo '}" # '`,
    `cat <<E\n\${x:-'}\nE\nls\ncat <<E\n'}\nE`,
    "zsh -c 'cat =(ls)'",
    'ssh host "x=a; echo $~x"',
    'typeset -R9 y=xxxx--exec=q; git push origin "$y"',
    'y=a/--exec=q; git push origin "$y:t"',
    'y=a--exec=q; y[1]=; git push origin "$y"',
    `y=a; : \${y::=--exec=q}; git push origin "$y"`,
    "ksh -c 'i=$(cat q); exit i'",
  ]) {
    assert.ok(doubtsOf(line, 'zsh').length > 0, line);
    assert.ok(doubtsOf(line).length > 0, line);
  }
});

test('a command behind what only zsh knows before it is found', () => {
  const named = new Map([['apply', [['terraform', '**', 'apply', '**']]]] as const);
  for (const line of [
    'noglob terraform apply',
    '- terraform apply',
    '=terraform apply',
    'sudo =terraform apply',
  ]) {
    const { commands } = readShell(named, { command: line, shell: 'zsh' });
    assert.deepEqual([...new Set(commands.flatMap(({ possibly }) => possibly))], ['apply'], line);
  }
});

test('where a plain sh runs something else than bash, a line for it is in doubt', () => {
  for (const line of [
    'terraform=0; apply=0; ((terraform apply))',
    "echo $'a\\'; ls; #'",
    '[[ a && -n ls ]]',
    'echo a &> q ls',
    'B=$(cat q); export A=$B; ls',
  ]) {
    assert.ok(doubtsOf(line, 'sh').length > 0, line);
    assert.ok(doubtsOf(`sh -c '${line.replaceAll("'", `'\\''`)}'`, 'bash').length > 0, line);
    assert.deepEqual(doubtsOf(line, 'bash'), [], line);
  }
});

test('a value that shells may read as an operator is in doubt: an index runs', () => {
  for (const line of [
    '[ $x ]',
    '[ $(cat q) ]',
    '[ $(cat q) = y ]',
    '[ -z $x ]',
    '[ "$x" "$y" ]',
    'test "$x" "$op" 3',
    'printf "$x" y',
    'printf $x',
    `printf "%s\${x}]" y; printf "\${x}]" y`,
  ])
    for (const shell of ['bash', 'sh', 'zsh'])
      assert.ok(doubtsOf(line, shell).length > 0, `${shell}: ${line}`);
});

test('what people run every day in any of these shells stays known', () => {
  for (const line of [
    'if [ -f a.json ] && [ ! -d b ]; then npm test; else exit 1; fi',
    '[ -n "$X" -a -d "$Y" ] || [ "$a" = "$b" ]; [ -e *.log ]; [ $? -eq 0 ]',
    'if [ "$(uname)" = Darwin ] || [ -n "$(git status --porcelain)" ]; then git stash; fi',
    `a=0; [ "$a" -lt 3 ] && [ \${a} -ge 1 ]; exit $a`,
    'npm test; rc=$?; exit $rc',
    `printf '%s: %s\\n' "$name" "$value"; printf '%d items\\n' 5; printf '100%%\\n'`,
    `printf "\${RED}"`,
    'git diff HEAD~1 -- src; git log HEAD^; git stash show "stash@{0}"; git show HEAD:{a,b}.ts',
    `grep -rn 'f(x)' src | awk '{print $2}'; echo "$HOME/[x] $x" 'a $=b'; echo "\\$=x"`,
    `echo "\${name:-default}" "\${path##*/}" \${x:-"it's"}`,
    `cat > a.txt <<'E'\ndon't $=x $y[i]\nE`,
    `git commit -m "$(cat <<'E'\nit's (a) fix\nE\n)"`,
    'pid=$!; wait $pid; sleep 5 & wait "$!"',
    'npm run dev > dev.log 2>&1 & (cd sub && make); true && { ls; }',
    'while read -r line; do echo "$line"; done < a.txt',
  ])
    for (const shell of ['bash', 'sh', 'zsh', undefined]) assert.deepEqual(doubtsOf(line, shell), [], line);
  for (const line of [
    `arr=(a b); for a in "\${arr[@]}"; do echo "$a"; done; echo "$arr[1] $arr[1,2] $arr[@]"`,
    '[[ -n $X && $X == y* ]] && ls &> out.log',
    'shift $((OPTIND - 1)); typeset -a x; local y=z',
  ])
    assert.deepEqual(doubtsOf(line, 'zsh'), [], line);
});

test('what bash alone reads is judged by bash alone', () => {
  for (const line of [
    '[ "$(ls | wc -l)" -gt 5 ] && exit $x',
    'y=a; git push origin "$y:b"; git log "$y:a.ts"',
    'printf %d "$n"; UID=$(id -u) docker compose up -d',
    `bash -c 'echo "$x[i]" $=x'`,
  ])
    assert.deepEqual(doubtsOf(line, 'bash'), [], line);
});
