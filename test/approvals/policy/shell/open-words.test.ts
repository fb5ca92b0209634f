// Words that are only known once the line runs, where one word decides what a program starts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doubtsOf } from '../../../support/shell-doubts.ts';

test('an open word in the place of an option that runs something is in doubt', () => {
  for (const line of [
    'tar cf /dev/null $y .',
    'tar cf /dev/null *',
    'tar "$y" x',
    'tar cf a.tar --use-compress-program=$y .',
    'env y=a git push origin "$y"',
    'tar xf a.tar -C -f "$y"',
    'sort "$y"',
    "sort $'--\\u0063ompress-program=x' a",
    'sort "--$y" a',
    'sort "-$y" a',
    'wget "$y"',
    'less "$y"',
    'go test "$y"',
    'npm run "$y"',
    'npx -p a "$y" b',
    'echo a | xargs tar cf a.tar',
    'ls | xargs -I{} rsync {} b',
    'make "$y"',
    'make a CC=$y',
    'make a CC="$y"',
    'make "C$y"',
    'make -C -C "$y"',
    'make -f$(nproc)',
    'git ls-remote "$y" .',
    'git push origin "$y"',
    'y=--receive-pack=x; git push origin "$y"',
    'for y in --exec=x; do git push origin "$y"; done',
    'y=$(cat b); git push origin "$y"',
    'git symbolic-ref HEAD refs/heads/--exec=x; git push origin "$(git branch --show-current)"',
    'git clone a b; cd b; b=$(git branch --show-current); git push origin "$b"',
    'git fetch $y',
    'git pull -- origin "$y"',
    'git archive "$y" HEAD',
    'ssh -o "$y" h ls',
    'ssh -o "Proxy$y" h ls',
    'find . "$y" "$z" \\;',
    'find . "$y" psql \\;',
    'find . -exec echo "$y" "$z" psql \\;',
    'find . -exec echo "$y" -exec psql \\;',
    'find -- "$y" -exec sort {} \\;',
    'find "$y" -exec sort {} \\;',
    'find -L "$y" -exec sort {} \\;',
    'find . -files0-from a -exec sort {} \\;',
    'find . -execdir sort {} \\;',
  ])
    assert.ok(doubtsOf(line, 'bash').length > 0, line);
});

test('escapes that all shells with such quotes read alike are read here, also as options', () => {
  for (const line of [
    'find . -maxdepth 0 $\'-\\145xec\' bash -c "$y" \\;',
    "git ls-remote $'--\\165pload-pack=x' .",
    "zip x.zip f -T $'-\\124T' x",
    "sort $'--\\143ompress-program=x' a",
  ])
    assert.ok(doubtsOf(line, 'bash').length > 0, line);
  assert.deepEqual(doubtsOf("sort $'\\141' b", 'bash'), []);
});

test('an open word stays known as harmless where its beginning or its place rules an option out', () => {
  for (const line of [
    'tar czf "$out" dist && tar -xzf "$out" -C "$folder"',
    'tar czf a.tgz ./* src/*.ts',
    'sort -k "$n" "./$x" a; sort -- "$y"',
    'for f in *.ts; do wc -l "$f"; grep -n "$x" "$f"; cp "$f" "$HOME/a"; done',
    'make -j$(nproc) test; make -j"$(nproc)"; make -C "$folder" build; make "test-$x"',
    'make VERSION=$(nproc); sort a.$(date +%s)',
    'B=$(git branch --show-current); git push origin "$B"; git push -u origin "$(git rev-parse --abbrev-ref HEAD)"',
    'b=fix; git checkout -b "$b" && git add -A && git commit -m x && git push -u origin "$b"; git push origin $(git branch --show-current)',
    'for b in a b; do git fetch origin "$b"; done',
    'git push origin HEAD "HEAD:$branch"; git push -- origin "$branch"; git fetch origin "refs/pull/$n/head"',
    'git checkout "$branch" && git diff "$a" "$b" && git log -n "$n" && git commit -m "$m"',
    'rg -e "$pattern" src; rg -n x "src/$y"',
    'npx eslint "$f"; ls a | xargs npx --yes prettier --check; npm test -- "$f"; pip install "$p"',
    'curl -s "$url" | jq .a; wget -O "$out" "https://example.com/$x"',
    'ssh -i "$key" -o "ConnectTimeout=$n" host uptime',
    'find "$folder" -name "*.ts"; find . -name "$x" -type f; find "$a" -type f -newer "$b"',
    'find src -type f -exec grep -l "$x" {} +; find src -name "*.ts" -exec sort {} \\;',
    'find -name "*.ts" -exec rg x {} +; find . -name "$x" \\( -type f -o -type d \\)',
  ])
    assert.deepEqual(doubtsOf(line, 'bash'), [], line);
});

test('an open word in the place of what shells run, or reckon with, is in doubt', () => {
  for (const line of [
    'trap $y',
    'trap -- $y',
    'trap "$@"',
    '[[ -v $x ]]',
    '[[ -v "$x" ]]',
    '[[ -R $x ]]',
    '[[ -n $x && ! -v "a$x" ]]',
    '[ "$@" ]',
    '[ "$a" "$b" ]',
    'printf $y hi',
    'wait $y',
    'wait "$y"',
    'jobs -x $a',
    'jobs -x {ps,}ql',
    'jobs -lx ls',
    'command jobs "$y"',
    'make --file=-',
    'make --makefile=- a',
    'make --mak=-',
    "bash -kc 'ls A=1'",
    "bash -k -c 'ls A=1'",
    "bash -c -k 'ls A=1'",
    "bash -oc pipefail 'ls'",
  ])
    assert.ok(doubtsOf(line, 'bash').length > 0, line);
  for (const line of [
    'trap - EXIT; trap "rm -f a.tmp" EXIT INT; trap',
    '[[ -v FOO && -v a[0] ]]; [[ -n "$x" ]]',
    'sleep 1 & pid=$!; wait $pid; wait "$!"; wait; jobs -l',
    "bash -ec 'ls' && bash -lc 'ls' && bash -xeu -c 'ls'",
  ])
    assert.deepEqual(doubtsOf(line, 'bash'), [], line);
});
