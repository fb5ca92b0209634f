// Variables that mean something to whoever reads them: those that change which programs run, or what they run besides, those that reckon with
// what they are given, and those that shells set themselves. Pure.
import { setOf } from './tables.ts';

const NAMES = setOf(
  // Of shells, and of what every program is started with.
  `PATH IFS ENV SHELLOPTS PS0 PS1 PS2 PS3 PS4 GLOBIGNORE EXECIGNORE CDPATH FPATH ZDOTDIR MODULE_PATH NULLCMD READNULLCMD STTY HISTFILE
  INPUTRC HOME SHELL PATHEXT COMSPEC GCONV_PATH XDG_CONFIG_HOME XDG_CONFIG_DIRS XDG_DATA_HOME`,
  // Of pagers, editors, browsers and searches.
  `PAGER MANPAGER MANOPT MANROFFOPT EDITOR VISUAL VIMINIT EXINIT BROWSER LESSOPEN LESSCLOSE LESS LESSKEY LESSKEYIN LESSKEY_CONTENT
  GREP_OPTIONS RIPGREP_CONFIG_PATH ACKRC ACK_OPTIONS`,
  // Of what fetches, packs, encrypts and asks for a password.
  `SSH_ASKPASS SUDO_ASKPASS RSYNC_RSH RSYNC_CONNECT_PROG SVN_SSH CVS_RSH HGRCPATH TAR_OPTIONS ZIPOPT WGETRC CURL_HOME SSLKEYLOGFILE
  OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES GNUPGHOME APT_CONFIG`,
  // Of make, and of the rules it has built in.
  `MAKEFLAGS GNUMAKEFLAGS MFLAGS MAKEOVERRIDES MAKEFILES MAKESHELL CC CXX CPP LD AR AS FC F77 M2C PC TEX LEX YACC LINT CO GET OBJC OBJCXX
  CTANGLE CWEAVE TANGLE WEAVE MAKEINFO TEXI2DVI CFLAGS CXXFLAGS CPPFLAGS FFLAGS ASFLAGS ARFLAGS LDFLAGS LDLIBS LOADLIBES LFLAGS YFLAGS
  RFLAGS GFLAGS PFLAGS COFLAGS OBJCFLAGS OBJCXXFLAGS F77FLAGS M2FLAGS MODFLAGS DEFFLAGS LINTFLAGS MAKEINFO_FLAGS TEXI2DVI_FLAGS
  TARGET_ARCH TARGET_MACH OUTPUT_OPTION`,
  // Of compilers, and of what builds with them.
  `GCC_EXEC_PREFIX COMPILER_PATH CUDACXX CUDAHOSTCXX HIPCXX ISPC PKG_CONFIG PKG_CONFIG_PATH CONFIG_SITE RUSTC RUSTDOC RUSTFMT RUSTFLAGS
  RUSTDOCFLAGS GOFLAGS GOCACHEPROG GOAUTH GOENV GOROOT GOTOOLDIR GOTOOLCHAIN GOVCS GCCGO`,
  // Of other languages, their packages and tests.
  `NODE_OPTIONS NODE_PATH NPM_EXECPATH NPM_NODE_EXECPATH NYC_CONFIG BUN_OPTIONS UV_CONFIG_FILE UV_ENV_FILE PYTEST_ADDOPTS PYTEST_PLUGINS
  PERL5OPT PERL5LIB PERL5DB PERLLIB RUBYOPT RUBYLIB GEM_HOME GEM_PATH BUNDLE_GEMFILE JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS
  JAVACMD CLASSPATH MAVEN_ARGS GRADLE_USER_HOME ANT_ARGS R_PROFILE R_PROFILE_USER R_ENVIRON R_ENVIRON_USER R_LIBS R_LIBS_USER
  JULIA_LOAD_PATH JULIA_DEPOT_PATH LUA_INIT LUA_PATH LUA_CPATH PHPRC PHP_INI_SCAN_DIR ERL_FLAGS ERL_AFLAGS ERL_ZFLAGS ELIXIR_ERL_OPTIONS
  MIX_EXS DOTNET_STARTUP_HOOKS CORECLR_PROFILER_PATH`,
  // Of clients of clusters, clouds and databases.
  `KUBECONFIG HELM_PLUGINS HELM_BIN HELM_DATA_HOME HELM_CONFIG_HOME DOCKER_CONFIG AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
  CLOUDSDK_PYTHON_ARGS CLOUDSDK_CONFIG GH_BROWSER GH_CONFIG_DIR TF_DATA_DIR TF_PLUGIN_CACHE_DIR TF_REATTACH_PROVIDERS TERRAGRUNT_TFPATH
  TERRAGRUNT_CONFIG TG_TF_PATH TG_CONFIG ANSIBLE_CONFIG PSQLRC MYSQL_HOME`,
);
/** Parameters of zsh that hold its tables of commands; the same words in capitals are anybody's. */
const TABLES = setOf(
  'aliases galiases saliases commands functions builtins options path fpath cdpath module_path precmd_functions preexec_functions',
);
/** Of make, and of what is made by it. In small letters these words are anybody's. */
const TOOLS = setOf('RM MAKE SED AWK GREP NM RANLIB STRIP LIBTOOL INSTALL M4 PERL BISON FLEX');
const PREFIXES =
  'LD_ DYLD_ BASH PYTHON GIT_ TF_CLI_ KUBECTL_ NPM_CONFIG_ CARGO_ RUSTUP_ CGO_ CMAKE_ YARN_ PIP_ TOX_ TS_NODE_'.split(
    ' ',
  );
/** Of those, what only says who or where and starts nothing. */
const HARMLESS = setOf(
  'PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE PYTHONIOENCODING PYTHONUTF8 PYTHONHASHSEED',
  `GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE GIT_TERMINAL_PROMPT
  GIT_OPTIONAL_LOCKS`,
  `CARGO_TERM_COLOR CARGO_TERM_VERBOSE CARGO_TERM_PROGRESS_WHEN CARGO_INCREMENTAL CARGO_TARGET_DIR CARGO_BUILD_JOBS CARGO_BUILD_TARGET
  CARGO_NET_OFFLINE CARGO_NET_RETRY CARGO_REGISTRY_TOKEN`,
  'CGO_ENABLED',
  'CMAKE_BUILD_TYPE CMAKE_BUILD_PARALLEL_LEVEL CMAKE_EXPORT_COMPILE_COMMANDS CMAKE_INSTALL_PREFIX CMAKE_PREFIX_PATH',
  'YARN_CACHE_FOLDER YARN_ENABLE_IMMUTABLE_INSTALLS YARN_ENABLE_TELEMETRY YARN_ENABLE_GLOBAL_CACHE',
  `PIP_NO_CACHE_DIR PIP_CACHE_DIR PIP_DISABLE_PIP_VERSION_CHECK PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST PIP_DEFAULT_TIMEOUT
  PIP_RETRIES PIP_QUIET PIP_NO_INPUT PIP_BREAK_SYSTEM_PACKAGES PIP_REQUIRE_VIRTUALENV PIP_ROOT_USER_ACTION PIP_PREFER_BINARY`,
  'TOX_ENV TOX_PARALLEL_NO_SPINNER',
);
/** Values with which one of the others starts nothing. */
const PLAIN_VALUES: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/^NODE_OPTIONS$/, /^--max-old-space-size=[0-9]+$/],
  [/^RUSTFLAGS$/, /^(?:-D ?warnings|-C ?target-cpu=[a-z0-9-]+)$/],
  [/^UV_PYTHON$/, /^[0-9.]+$/],
  [/^GOTOOLCHAIN$/, /^(?:auto|local|go[0-9.]+)$/],
  [/^(?:JAVA|MAVEN|GRADLE|SBT|ANT)_OPTS$/, /^-Xm[sx][0-9]+[kKmMgG]?(?: -Xm[sx][0-9]+[kKmMgG]?)*$/],
  // Nothing but a terminal has its output paged.
  [/^(?:GIT_|GH_|MAN)?PAGER$/, /^cat$/],
];

/** Does setting this variable, to this value if that is known, change what the commands after it are? */
export function changesCommands(name: string, value?: string): boolean {
  if (TABLES.has(name) || TOOLS.has(name)) return true;
  const plain = name.toUpperCase();
  if (HARMLESS.has(plain) || /^CARGO_PROFILE_/.test(plain)) return false;
  if (value !== undefined && PLAIN_VALUES.some(([names, values]) => names.test(plain) && values.test(value)))
    return false;
  // zsh has the search path as `path` too. An index or a "+" may stand behind the name.
  return (
    NAMES.has(plain) ||
    /_(?:COMMAND|EDITOR|PAGER|WRAPPER|SHELL|RUNNER|LINKER|LAUNCHER|PYTHON|OPTS)$/.test(plain) ||
    PREFIXES.some((prefix) => plain.startsWith(prefix))
  );
}

/** Said of a line that does. */
export const CHANGES = 'it changes how commands are found or started';

/** Variables that reckon with whatever they are given. */
export const RECKONING = setOf(
  'RANDOM SRANDOM OPTIND SECONDS LINENO HISTCMD EPOCHSECONDS EPOCHREALTIME COLUMNS LINES OPTERR',
);

/** Those of zsh besides. It takes them over from the environment as well. */
export const RECKONING_IN_ZSH =
  setOf(`SHLVL HISTSIZE SAVEHIST KEYTIMEOUT LISTMAX MAILCHECK FUNCNEST TRY_BLOCK_ERROR TRY_BLOCK_INTERRUPT ERRNO TTYIDLE UID GID EUID
  EGID`);

/** Set by shells, to what others wrote: what a line itself sets them to is soon gone. */
const SET_BY_SHELLS =
  setOf(`_ REPLY MAPFILE OPTARG COPROC DIRSTACK FUNCNAME FUNCNEST GROUPS PWD OLDPWD HOSTNAME OSTYPE MACHTYPE HOSTTYPE PIPESTATUS USERNAME TTY
  ARGC MATCH MBEGIN MEND argv reply match mbegin mend status pipestatus psvar dirstack funcstack functrace history words word prompt cwd
  jobdirs jobtexts jobstates parameters modules signals ARGV0 TRY_BLOCK_ERROR KEYBOARD_HACK
  mailpath manpath fignore watch MAILPATH MANPATH FIGNORE WATCH PSVAR`);
const ALSO_SET = /^(?:BASH|COMP|READLINE|ZSH|EPOCHREAL)/i;

/** Is such a variable one of theirs, whatever a line gives it? */
export const isSetByShells = (name: string): boolean => SET_BY_SHELLS.has(name) || ALSO_SET.test(name);

/** Said of a line that sets one to what would run where it is looked at once more. */
export const KEEPS = 'it keeps code in a variable';

/** The variable that a word like `PATH=/tmp`, `PATH+=x` or `PATH[0]` speaks of; nothing for other words. */
export const variableIn = (word: string): string | undefined => /^[A-Za-z_][A-Za-z0-9_]*/.exec(word)?.[0];
