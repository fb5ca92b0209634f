// Arithmetic in command lines: a line reckons with numbers that it has set itself, or it is in doubt.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doubtsOf } from '../../../support/shell-doubts.ts';

test('what is reckoned every day, with numbers of the line’s own, is known', () => {
  for (const line of [
    'i=0; while [ $i -lt 3 ]; do i=$((i+1)); done',
    'for ((i=0;i<3;i++)); do echo $i; done',
    'for i in 1 2 3; do echo $((i*2)); done',
    'for i in {1..5}; do echo $((i * i)); done',
    'COUNT=0; for f in *.ts; do COUNT=$((COUNT + 1)); done; echo $COUNT',
    'n=0; ((n++)); ((n+=2)); echo $((n % 2 == 0 ? 1 : 0))',
    '[[ $? -eq 0 ]] && echo ok',
    `a=(x y); echo \${#a[@]} \${a[0]} \${a[-1]} "\${a[@]}" "\${a[@]:1}"`,
    `a=(1 2); for ((i=0; i<\${#a[@]}; i++)); do echo "\${a[$i]}" "\${a[i]}"; done`,
    'echo $((RANDOM % 10)) $((0xff + 16#ff + 010)) $(( (1+2) * 3 ))',
    `x=abc; echo \${x:0:2} \${x: -1} \${#x}`,
    'i=5; until [[ "$i" -le 0 ]]; do let i--; let "i -= 1"; done',
    'shift $((OPTIND-1)); end=$((SECONDS+30)); while [ $SECONDS -lt $end ]; do sleep 1; done',
    'export i=0; i=$((i+1))',
    `for p in 'a$b' '^x$'; do grep "$p" y; done`,
    'env FOO=1 BAR=x npm test; [[ -v FOO ]] && echo set',
    `printf -v x '%s' 5; read -p 'Go [y/N]? ' answer`,
  ])
    assert.deepEqual(doubtsOf(line), [], line);
});

test('what a line reckons with and has not set to a number is in doubt, wherever it comes from', () => {
  for (const line of [
    'echo $((x))',
    'x=y; echo $((x))',
    'i=0; read i; ((i))',
    'i=0; for i in a; do ((i)); done',
    'i=0; for i in "$X"; do ((i)); done',
    'for i; do ((i)); done',
    'i=0; i+=a; ((i))',
    'i=0; coproc i { :; }; ((i))',
    `i=0; exec {i}>x; unset i; : \${i:=$X}; ((i))`,
    'i=0; env "i=$X" bash -c "((i))"',
    'i=0; strange i=x -- bash -c "((i))"',
    `x=abc; echo \${x:n}`,
    `echo "\${a[n]}" `,
    `echo \${a["n"]}`,
    '((_))',
    '_=0; ((_))',
    'REPLY=0; read; ((REPLY))',
    'echo $((PWD))',
    'BASH_X=0; ((BASH_X))',
    'unset RANDOM; ((RANDOM))',
    'export RANDOM=x',
    'i=1; q1=0; ((q$i))',
    `((\${x}y))`,
    `i=0; ((\${i/0/y}))`,
    `(($1)); ((\${1})); ((\${!i}))`,
    'echo $((1 + $(cat q)))',
    "[[ $'x' -eq 1 ]]",
    '[[ q$? -eq 1 ]]',
    'let a*',
    'let "$X"',
    'a=([n]=1)',
    'declare -a "a=([n]=1)"',
    "printf -v 'a[n]' 1",
    'printf -va[n] 1',
    "wait -np'a[n]'",
    "unset 'a[n]'",
    "read 'a[n]'",
    'exec {a[n]}>x',
    '((PATH=1))',
    `sudo X='a[$(x)]' make`,
    `env X='$(x)' make`,
  ])
    assert.ok(doubtsOf(line).length > 0, line);
});
