// Ways to run a command, and ways to hide that one does: each takes a line and gives another one that runs it, in bash. From them lines are
// made that nobody wrote by hand.
import fc from 'fast-check';

/** Text in single quotes, for a shell inside a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

type Wrap = (line: string) => string;

/** Around any line. */
const AROUND: readonly Wrap[] = [
  (line) => `: ; ${line}`,
  (line) => `:\n${line}`,
  (line) => `: && ${line}`,
  (line) => `false || ${line}`,
  (line) => `! ${line}`,
  (line) => `time ${line}`,
  (line) => `(${line}\n)`,
  (line) => `{ ${line}\n}`,
  (line) => `: | { ${line}\n}`,
  (line) => `if ${line}\nthen :; fi`,
  (line) => `if :; then ${line}\nfi`,
  (line) => `if false; then :; elif :; then ${line}\nelse :; fi`,
  (line) => `while ${line}\ndo break; done`,
  (line) => `until ! { ${line}\n}\ndo break; done`,
  (line) => `for x in 1; do ${line}\ndone`,
  (line) => `for ((i=0; i<1; i++)); do ${line}\ndone`,
  (line) => `case a in a) ${line}\n;; esac`,
  (line) => `echo $(${line}\n)`,
  (line) => `echo "a $(${line}\n) b"`,
  (line) => `x=$(${line}\n)`,
  (line) => `export x="$(${line}\n)"`,
  (line) => `a=(1 $(${line}\n))`,
  (line) => `cat <(${line}\n)`,
  (line) => `: > >(${line}\n)`,
  (line) => `cat <<EOF\n$(${line}\n)\nEOF`,
  (line) => `cat <<-EOF\n\t\${x:-$(${line}\n)}\nEOF`,
  (line) => `cat <<EOF\n\${x:-'$(${line}\n)'}\nEOF`,
  (line) => `cat <<EOF\n"\${x-a'$(${line}\n)'}"\nEOF`,
  (line) => `cat <<-EOF\n\t\${x:-\${y='$(${line}\n)'}}\nEOF`,
  (line) => `cat <<EOF\n\${x:-$'$(${line.replaceAll("'", "\\'")}\n)'}\nEOF`,
  (line) => `echo "\${x:-$'${hex(`$(${line}\n)`)}'}"`,
  (line) => `[[ "\${x:=a\${y:-$'${hex(`$(${line}\n)`)}'}}" ]]`,
  (line) => `y=\${x:-"\${z-$'${hex(`$(${line}\n)`)}'}"}`,
  (line) => `cat <<< "$(${line}\n)"`,
  (line) => `: \${x:-$(${line}\n)}`,
  (line) => `: "\${x:=$(${line}\n)}"`,
  (line) => `[[ -n $(${line}\n) ]]`,
  (line) => `[ -n "$(${line}\n)" ]`,
  (line) => `echo $((1 + $(${line} >/dev/null\necho 1)))`,
  (line) => `(( x = $(${line} >/dev/null\necho 1) ))`,
  (line) => `echo {a,$(${line}\n)}`,
  (line) => `echo 2>&1 $(${line}\n) >/dev/null`,
  (line) => `f() { ${line}\n}; f`,
  (line) => `function f { ${line}\n}\nf`,
  (line) => `coproc { ${line}\n}\nwait`,
  (line) => `{ ${line}\n} & wait`,
  (line) => `bash -c ${quoted(line)}`,
  (line) => `bash -ec ${quoted(line)} name arg`,
  (line) => `sh -c ${quoted(`bash -c ${quoted(line)}`)}`,
  (line) => `eval ${quoted(line)}`,
  (line) => `eval : ';' ${quoted(line)}`,
  (line) => `env FOO=1 bash -c ${quoted(line)}`,
  (line) => `timeout 5 bash -c ${quoted(line)}`,
  (line) => `nice -n 1 bash -c ${quoted(line)}`,
  (line) => `nohup bash -c ${quoted(line)}`,
  (line) => `exec bash -c ${quoted(line)}`,
  (line) => `command bash -c ${quoted(line)}`,
  (line) => `find . -maxdepth 0 -exec bash -c ${quoted(line)} \\;`,
  (line) => `echo a | xargs bash -c ${quoted(line)}`,
  (line) => `trap ${quoted(line)} EXIT`,
  (line) => `bash <<'EOF'\n${line}\nEOF`,
  (line) => `cat <<'EOF' | bash\n${line}\nEOF`,
  (line) => `printf %s ${quoted(line)} | bash`,
  (line) => `bash <<< ${quoted(line)}`,
  (line) => `bash < <(printf %s ${quoted(line)})`,
  (line) => `echo ${base64(line)} | base64 -d | bash`,
  (line) => `eval "$(echo ${base64(line)} | base64 -d)"`,
  (line) => `eval $'${hex(line)}'`,
  (line) => `. /dev/stdin <<< ${quoted(line)}`,
  (line) => `source <(printf %s ${quoted(line)})`,
  (line) => `x=${quoted(line)}; eval "$x"`,
  (line) => `x=${quoted(line)}; bash -c "$x"`,
  (line) => `set -- ${quoted(line)}; eval "$1"`,
  (line) => `shopt -s expand_aliases\nalias a=${quoted(line)}\na`,
  (line) => `x='a[$(${line.replaceAll("'", `'\\''`)} >&2)]'; echo $((x))`,
  (line) => `printf -v ${quoted(`a[$(${line}\n)]`)} x`,
  (line) => `read ${quoted(`a[$(${line}\n)]`)} <<< x`,
  (line) => `test -v ${quoted(`a[$(${line}\n)]`)}`,
  (line) => `[[ -v ${quoted(`a[$(${line}\n)]`)} ]]`,
  (line) => `declare -i ${quoted(`x=a[$(${line}\n)]`)}`,
  (line) => `let ${quoted(`x=a[$(${line}\n)]`)}`,
  (line) => `x=$(printf %s ${quoted(`a[$(${line}\n)]`)}); echo $((x))`,
  (line) => `x=${quoted(`$(${line}\n)`)}; echo "\${x@P}"`,
  (line) => `x=${quoted(`a[$(${line}\n)]`)}; echo "\${!x}"`,
  (line) => `PS4=${quoted(`$(${line} >&2)`)}; set -x; :`,
  (line) => `BASH_ENV=<(printf %s ${quoted(line)}) bash -c :`,
  (line) => `BASH_ALIASES[a]=${quoted(line)}; shopt -s expand_aliases\na`,
  (line) => `eval -- ${quoted(line)}`,
  (line) => `env -- A=1 bash -c ${quoted(line)}`,
  (line) => `find . -maxdepth 0 -exec xargs -d + bash -c ${quoted(line)} \\;`,
  (line) => `echo ${quoted(line)} | xargs -0I foo bash -c foo`,
  (line) => `printf %s ${quoted(line)} > run.sh; bash ./run.sh`,
  (line) => `V=$(printf %s ${quoted(`a[$(${line}\n)]`)}); declare -i x; x=V`,
  (line) => `V=$(printf %s ${quoted(`a[$(${line}\n)]`)}); RANDOM=V`,
  (line) => `V=$(printf %s ${quoted(`a[$(${line}\n)]`)}); x=V; a[$x]=1`,
  (line) => `V=$(printf %s ${quoted(`a[$(${line}\n)]`)}); x=V; a=([$x]=1)`,
  (line) => `V=$(printf %s ${quoted(`a[$(${line}\n)]`)}); [[ V -eq 1 ]]`,
  (line) => `mapfile -c 1 -C ${quoted(`${line} #`)} x <<< y`,
];

/** Reckoned with, in an index: shells run what stands in there. */
const inIndex = (line: string): string => quoted(`a[$(${line}\n)]`);
const inBackticks = (line: string): string => quoted(`a[\`${line.replaceAll(/[\\`]/g, '\\$&')}\n\`]`);

/** Around any line: kept in what a shell sets by itself, or in a word of a loop or of `env`, and reckoned with. */
const RECKONED: readonly Wrap[] = [
  (line) => `for x in ${inIndex(line)}; do echo $((x)); done`,
  (line) => `for x in ${inBackticks(line)}; do ((x)); done`,
  (line) => `for i in ${inIndex(line)}; do b[i]=1; done`,
  (line) => `for i in ${inIndex(line)}; do echo \${b[i]}; done`,
  (line) => `for i in ${inIndex(line)}; do let i+=1; done`,
  (line) => `for i in ${inIndex(line)}; do for ((j=i;j<3;j++)); do :; done; done`,
  (line) => `set -- ${inIndex(line)}; for x; do echo $((x)); done`,
  (line) => `select x in ${inIndex(line)}; do echo $((x)); break; done <<< 1`,
  (line) =>
    `for q in 'q['; do for b in '$'; do for c in ${quoted(`(${line}\n)]`)}; do ((a$q$b$c)); done; done; done`,
  (line) => `true ${inIndex(line)}; echo $((_))`,
  (line) => `true ${inIndex(line)}; ((_))`,
  (line) => `true ${inIndex(line)}; [[ _ -gt 1 ]]`,
  (line) => `true ${inIndex(line)}; y[_]=1`,
  (line) => `y=(1); true ${inIndex(line)}; echo \${y[_]}`,
  (line) => `true ${inIndex(line)}; echo \${PWD:_}`,
  (line) => `x=_; true ${inIndex(line)}; echo $((x))`,
  (line) => `_=1; true ${inIndex(line)}; for ((i=_;i<1;i++)); do :; done`,
  (line) => `printf %s ${inIndex(line)} > q; true "$(cat q)"; ((_))`,
  (line) => `printf %s ${inIndex(line)} > q; echo $((1 + $(cat q)))`,
  (line) => `read -rd "" <<< ${inIndex(line)}; echo $((REPLY))`,
  (line) => `printf %s ${inIndex(line)} > q; while read -rd ''; ((REPLY)); do :; done < q`,
  (line) => `mapfile -td '' < <(printf '%s\\0' ${inIndex(line)}); echo $((MAPFILE))`,
  (line) => `readarray -td '' < <(printf '%s\\0' 1 ${inIndex(line)}); ((MAPFILE[1]))`,
  (line) => `set -- -a ${inIndex(line)}; getopts a: o; echo $((OPTARG))`,
  (line) => `[[ ${inIndex(line)} =~ .* ]]; ((BASH_REMATCH))`,
  (line) => `env X=${inIndex(line)} bash -c 'echo $((X))'`,
  (line) => `timeout 5 env -- X=${inIndex(line)} bash -c '[[ X -eq 1 ]]'`,
  (line) => `i=0; export "i=$(printf %s ${inIndex(line)})"; ((i))`,
  (line) => `i=0; printf -vi %s "$(printf %s ${inIndex(line)})"; ((i))`,
  (line) => `x=$(printf %s ${inIndex(line)}); printf -vb[x] 1`,
  (line) => `x=$(printf %s ${inIndex(line)}); : & wait -np'b[x]'`,
  (line) => `x=$(printf %s ${inIndex(line)}); declare -a "b=([x]=1)"`,
  (line) => `x=$(printf %s ${inIndex(line)}); test -v b[x]`,
  (line) => `x=$(printf %s ${inIndex(line)}); exec {b[x]}>q`,
  (line) => `q1=$(printf %s ${inIndex(line)}); i=1; echo $((q$i))`,
];

/** A word in octal escapes, and the same in a variable, where an option or a signal is due. */
const octal = (text: string): string =>
  `$'${[...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}'`;

/** Around any line: behind an option that is only known once it runs, or in a word that shells cut. */
const OPEN: readonly Wrap[] = [
  (line) => `find . -maxdepth 0 ${octal('-exec')} bash -c ${quoted(line)} \\;`,
  (line) => `y=-exec; z=bash; w=-c; find . -maxdepth 0 "$y" "$z" "$w" ${quoted(line)} \\;`,
  (line) => `y=';' z=-exec; find . -maxdepth 0 -exec echo "$y" "$z" bash -c ${quoted(line)} \\;`,
  (line) => `${inQ(line)}; git init -q; git ls-remote ${octal('--upload-pack=./q')} .`,
  (line) => `${inQ(line)}; git init -q; y=--upload-pack=./q; git ls-remote "$y" .`,
  (line) => `y=${quoted(`${line.replaceAll(/\n/g, ';')} EXIT`)}; trap $y`,
  (line) => `set -- ${quoted(line)} EXIT; trap "$@"`,
  (line) => `a=bash; jobs -x $a -c ${quoted(line)}`,
  (line) => `jobs -x {ba,}sh -c ${quoted(line)}`,
  (line) => `read x <<< ${inIndex(line)}; [[ -v $x ]]`,
  (line) => `set -- ${inIndex(line)}; [[ -v "$1" ]]`,
  (line) => `set -- -v ${inIndex(line)}; [ "$@" ]`,
  (line) => `set -- -v ${inIndex(line)}; test "$1" "$2"`,
  (line) => `set -- ${quoted(`-va[$(${line}\n)]`)}; printf "$1" hi`,
  (line) => `set -- ${quoted(`-npa[$(${line}\n)]`)}; sleep 0 & wait "$1"`,
];

/** In a file q that may be run. */
const inQ = (line: string): string => `printf '%s\\n' ${quoted(line)} > q; chmod +x q`;

/** Around any line: written into a file, and run from there. */
const WRITTEN: readonly Wrap[] = [
  (line) => `${inQ(line)}; ./q`,
  (line) => `${inQ(line)} && "$PWD/q"`,
  (line) => `${inQ(line)}; env A=1 ./q`,
  (line) => `${inQ(line)}; timeout 5 ./q > out.log`,
  (line) => `${inQ(line)}; echo a | xargs ./q`,
  (line) => `${inQ(line)}; find . -maxdepth 0 -exec ./q \\;`,
  (line) => `cat > q <<'E'\n${line}\nE\nchmod 755 q\n./q`,
  (line) => `printf '%s\\n' ${quoted(line)} | tee q > /dev/null; chmod +x q; ./q`,
  (line) => `printf '%s\\n' ${quoted(line)} > q.md; cp q.md q; chmod +x q; ./q`,
  (line) => `printf '%s\\n' ${quoted(line)} > q.md; chmod +x q.md; ./q.md`,
  (line) => `: > q; chmod +x q; sort -o q <<< ${quoted(line)}; ./q`,
  (line) => `: > q; chmod +x q; f=q; printf '%s\\n' ${quoted(line)} > "$f"; ./q`,
  (line) => `${inQ(line)}; git init -q; printf '[alias]\\nz=!./q\\n' >> .git/config; git z`,
  (line) => `${inQ(line)}; git init -q; cd .git; printf '[alias]\\nz=!./q\\n' >> config; cd ..; git z`,
  (line) => `${inQ(line)}; git init -q; d=.git; printf '[alias]\\nz=!./q\\n' | tee -a $d/config; git z`,
  (line) => `${inQ(line)}; git init -q --bare r; printf '[alias]\\nz=!./q\\n' >> r/config; git --git-dir=r z`,
  (line) => `${inQ(line)}; git init -q; git config alias.z '!./q'; git z`,
  (line) => `${inQ(line)}; printf '[alias]\\nz=!./q\\n' > .gitconfig; git z`,
  (line) => `${inQ(line)}; git -c alias.z='!./q' z`,
];

/** Around one simple command alone. */
const BEFORE: readonly Wrap[] = [
  (command) => `env ${command}`,
  (command) => `env -u HOME A=1 ${command}`,
  (command) => `A=1 ${command}`,
  (command) => `timeout -k 1 5 ${command}`,
  (command) => `nice ${command}`,
  (command) => `nohup ${command}`,
  (command) => `command -- ${command}`,
  (command) => `exec -a other ${command}`,
  (command) => `coproc ${command}\nwait`,
  (command) => `echo x | xargs -n 1 ${command}`,
  (command) => `echo x | xargs -I{} ${command}`,
  (command) => `find . -maxdepth 0 -execdir ${command} {} +`,
  (command) => `find . -maxdepth 0 -type d -exec ${command} {} \\; -print`,
  (command) => `x=1 y="a b" ${command}`,
  (command) => `>/dev/null ${command} 2>&1`,
  (command) => `x=(${command}); "\${x[@]}"`,
  (command) => `set -- ${command}; "$@"`,
  (command) => `$(echo ${command})`,
  (command) => `x="${command.replaceAll(/["'\\$]|\n/g, '')}"; $x`,
  (command) => `IFS=,; x=${command.replaceAll(/["'\\$]|\n/g, '').replaceAll(' ', ',')}; $x`,
  (command) => `{${command.replaceAll(/["'\\$]|\n/g, '').replaceAll(' ', ',')}}`,
  (command) => `echo a | xargs -n 1 -I {} env ${command}`,
  (command) => `PWD=${command.split(' ')[0]}; ~+ ${command.split(' ').slice(1).join(' ')}`,
  (command) => `OLDPWD=${command.split(' ')[0]}; command ~- ${command.split(' ').slice(1).join(' ')}`,
  (command) => `pushd .; DIRSTACK[1]=${command.split(' ')[0]}; ~1 ${command.split(' ').slice(1).join(' ')}`,
  (command) =>
    `PWD=${command.split(' ')[1]}; ${command.split(' ')[0]} ~+ ${command.split(' ').slice(2).join(' ')}`,
  (command) =>
    `BASH_CMDS[harmless]=$(type -p ${command.split(' ')[0]}); harmless ${command.split(' ').slice(1).join(' ')}`,
  (command) =>
    `hash -p "$(type -p ${command.split(' ')[0]})" harmless; harmless ${command.split(' ').slice(1).join(' ')}`,
];

/** Around a simple command: run by a plain sh, and not by bash. */
export const FOR_SH: readonly Wrap[] = [
  (command) => `${command.replaceAll(' ', '=0; ')}=0; ((${command}))`,
  (command) => `echo $'a\\'; ${command}; #'`,
  (command) => `echo a &> q ${command}`,
  (command) => `echo "\${x:-'}"; ${command}; echo '}" # '`,
  (command) => `x='y PATH=/'; export z=$x; ${command}`,
];

/** A character of a word in another writing that means the same. */
const WRITINGS: readonly ((letter: string) => string)[] = [
  (letter) => letter,
  (letter) => letter,
  (letter) => letter,
  (letter) => `"${letter}"`,
  (letter) => `'${letter}'`,
  (letter) => `\\${letter}`,
  (letter) => `$'${hex(letter)}'`,
  (letter) => `\\\n${letter}`,
  (letter) => `''${letter}`,
];

/** The words of a command, written in some way that a shell reads as the same. */
function written(words: readonly string[]): fc.Arbitrary<string> {
  const word = (text: string) =>
    fc
      .tuple(...[...text].map((letter) => fc.constantFrom(...WRITINGS).map((write) => write(letter))))
      .map((all) => all.join(''));
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant(words.join(' ')) },
    { weight: 3, arbitrary: fc.tuple(...words.map(word)).map((all) => all.join(' ')) },
  );
}

/** A line that runs one of these commands, somewhere inside. */
export function hiddenIn(commands: readonly (readonly string[])[], depth: number): fc.Arbitrary<string> {
  return fc
    .constantFrom(...commands)
    .chain((words) => written(words))
    .chain((command) =>
      fc.oneof(
        fc.constant(command),
        fc.constantFrom(...BEFORE).map((before) => before(command)),
      ),
    )
    .chain((line) =>
      fc
        .array(fc.constantFrom(...AROUND, ...RECKONED, ...OPEN, ...WRITTEN), { maxLength: depth })
        .map((wraps) => wraps.reduce((inner, wrap) => wrap(inner), line)),
    );
}

/** Every wrapping once, around one command. */
export const everyWrapping = (command: string): readonly string[] =>
  [...BEFORE, ...AROUND, ...RECKONED, ...OPEN, ...WRITTEN].map((wrap) => wrap(command));
