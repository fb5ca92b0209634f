// Variables that change which programs run, or what they run besides: whoever sets one has changed the commands after it. Pure.

const NAMES: ReadonlySet<string> = new Set(
  `PATH IFS ENV BASH_ENV SHELLOPTS BASHOPTS PROMPT_COMMAND PS0 PS1 PS2 PS3 PS4 GLOBIGNORE CDPATH FPATH ZDOTDIR MODULE_PATH HOME SHELL
  PAGER MANPAGER EDITOR VISUAL BROWSER LESSOPEN LESSCLOSE NODE_OPTIONS NODE_PATH PERL5OPT PERL5LIB PERL5DB RUBYOPT RUBYLIB
  JAVA_TOOL_OPTIONS _JAVA_OPTIONS MAKEFLAGS GNUMAKEFLAGS MAKEFILES MAKESHELL GCONV_PATH EXECIGNORE HISTFILE INPUTRC PATHEXT COMSPEC
  MANOPT MANROFFOPT RIPGREP_CONFIG_PATH ACKRC ACK_OPTIONS LESS LESSKEY LESSKEYIN LESSKEY_CONTENT GH_BROWSER GH_CONFIG_DIR XDG_CONFIG_HOME
  XDG_CONFIG_DIRS APT_CONFIG GOFLAGS CARGO_HOME RUSTC CC CXX CPP LD AR KUBECONFIG AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
  SSH_ASKPASS SUDO_ASKPASS RSYNC_RSH RSYNC_CONNECT_PROG TAR_OPTIONS GREP_OPTIONS NULLCMD READNULLCMD STTY ZIPOPT WGETRC LUA_INIT
  AS FC F77 M2C PC TEX LEX YACC LINT CO GET OBJC CTANGLE CWEAVE TANGLE WEAVE MAKEINFO TEXI2DVI
  CFLAGS CXXFLAGS CPPFLAGS FFLAGS ASFLAGS ARFLAGS LDFLAGS LDLIBS LOADLIBES LFLAGS YFLAGS RFLAGS GFLAGS PFLAGS COFLAGS TARGET_ARCH
  TARGET_MACH OUTPUT_OPTION PERLLIB JDK_JAVA_OPTIONS MAVEN_OPTS ANT_OPTS GRADLE_OPTS JAVA_OPTS PYTEST_ADDOPTS PYTEST_PLUGINS PSQLRC
  MYSQL_HOME SVN_SSH CVS_RSH HGRCPATH CMAKE_TOOLCHAIN_FILE CURL_HOME SSLKEYLOGFILE VIMINIT EXINIT ANSIBLE_CONFIG BUNDLE_GEMFILE`.split(
    /\s+/,
  ),
);
/** Parameters of zsh that hold its tables of commands; the same words in capitals are anybody's. */
const TABLES: ReadonlySet<string> = new Set(
  'aliases galiases saliases commands functions builtins options path fpath cdpath module_path precmd_functions preexec_functions'.split(
    ' ',
  ),
);
const PREFIXES = ['LD_', 'DYLD_', 'BASH', 'PYTHON', 'GIT_', 'TF_CLI_', 'KUBECTL_EXTERNAL_', 'NPM_CONFIG_'];
/** Of those, what only says who or where and starts nothing. */
const HARMLESS: ReadonlySet<string> = new Set(
  `PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE PYTHONIOENCODING PYTHONUTF8 PYTHONHASHSEED GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE
  GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE GIT_TERMINAL_PROMPT GIT_OPTIONAL_LOCKS`.split(
    /\s+/,
  ),
);

/** Does setting this variable change what the commands after it are? */
export function changesCommands(name: string): boolean {
  if (TABLES.has(name)) return true;
  const plain = name.toUpperCase();
  if (HARMLESS.has(plain)) return false;
  // zsh has the search path as `path` too. An index or a "+" may stand behind the name.
  return (
    NAMES.has(plain) ||
    /_(?:COMMAND|EDITOR|PAGER|WRAPPER|SHELL|RUNNER|LINKER|LAUNCHER)$/.test(plain) ||
    PREFIXES.some((prefix) => plain.startsWith(prefix))
  );
}

/** Said of a line that does. */
export const CHANGES = 'it changes how commands are found or started';

/** Variables that reckon with whatever they are given. */
export const RECKONING: ReadonlySet<string> = new Set(
  'RANDOM SRANDOM OPTIND SECONDS LINENO HISTCMD EPOCHSECONDS EPOCHREALTIME COLUMNS LINES OPTERR'.split(' '),
);

/** Those of zsh besides. It takes them over from the environment as well. */
export const RECKONING_IN_ZSH: ReadonlySet<string> = new Set(
  `SHLVL HISTSIZE SAVEHIST KEYTIMEOUT LISTMAX MAILCHECK FUNCNEST TRY_BLOCK_ERROR TRY_BLOCK_INTERRUPT ERRNO TTYIDLE UID GID EUID
  EGID`.split(/\s+/),
);

/** Said of a line that sets one to what would run where it is looked at once more. */
export const KEEPS = 'it keeps code in a variable';

/** The variable that a word like `PATH=/tmp`, `PATH+=x` or `PATH[0]` speaks of; nothing for other words. */
export const variableIn = (word: string): string | undefined => /^[A-Za-z_][A-Za-z0-9_]*/.exec(word)?.[0];
