// Variables that mean something to whoever reads them: those that change which programs run, or what they run besides, those that reckon with
// what they are given, and those that shells set themselves. Pure.

const NAMES: ReadonlySet<string> = new Set(
  `PATH IFS ENV SHELLOPTS PS0 PS1 PS2 PS3 PS4 GLOBIGNORE CDPATH FPATH ZDOTDIR MODULE_PATH HOME SHELL
  PAGER MANPAGER EDITOR VISUAL BROWSER LESSOPEN LESSCLOSE NODE_OPTIONS NODE_PATH PERL5OPT PERL5LIB PERL5DB RUBYOPT RUBYLIB
  JAVA_TOOL_OPTIONS _JAVA_OPTIONS MAKEFLAGS GNUMAKEFLAGS MAKEFILES MAKESHELL GCONV_PATH EXECIGNORE HISTFILE INPUTRC PATHEXT COMSPEC
  MANOPT MANROFFOPT RIPGREP_CONFIG_PATH ACKRC ACK_OPTIONS LESS LESSKEY LESSKEYIN LESSKEY_CONTENT GH_BROWSER GH_CONFIG_DIR XDG_CONFIG_HOME
  XDG_CONFIG_DIRS APT_CONFIG GOFLAGS RUSTC CC CXX CPP LD AR KUBECONFIG AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
  SSH_ASKPASS SUDO_ASKPASS RSYNC_RSH RSYNC_CONNECT_PROG TAR_OPTIONS GREP_OPTIONS NULLCMD READNULLCMD STTY ZIPOPT WGETRC LUA_INIT
  AS FC F77 M2C PC TEX LEX YACC LINT CO GET OBJC CTANGLE CWEAVE TANGLE WEAVE MAKEINFO TEXI2DVI
  CFLAGS CXXFLAGS CPPFLAGS FFLAGS ASFLAGS ARFLAGS LDFLAGS LDLIBS LOADLIBES LFLAGS YFLAGS RFLAGS GFLAGS PFLAGS COFLAGS TARGET_ARCH
  TARGET_MACH OUTPUT_OPTION PERLLIB JDK_JAVA_OPTIONS PYTEST_ADDOPTS PYTEST_PLUGINS PSQLRC
  OBJCFLAGS OBJCXX OBJCXXFLAGS F77FLAGS M2FLAGS MODFLAGS DEFFLAGS LINTFLAGS MAKEINFO_FLAGS TEXI2DVI_FLAGS MFLAGS MAKEOVERRIDES
  CUDACXX CUDAHOSTCXX HIPCXX ISPC PKG_CONFIG PKG_CONFIG_PATH CONFIG_SITE RUSTDOC RUSTFMT RUSTFLAGS RUSTDOCFLAGS GOCACHEPROG GOAUTH
  GOENV GOROOT GOTOOLDIR GOTOOLCHAIN GOVCS GCCGO NPM_EXECPATH NPM_NODE_EXECPATH NYC_CONFIG BUN_OPTIONS UV_CONFIG_FILE UV_ENV_FILE
  DOCKER_CONFIG HELM_PLUGINS HELM_BIN HELM_DATA_HOME HELM_CONFIG_HOME XDG_DATA_HOME TERRAGRUNT_TFPATH TERRAGRUNT_CONFIG TG_TF_PATH
  TG_CONFIG TF_DATA_DIR TF_PLUGIN_CACHE_DIR TF_REATTACH_PROVIDERS CLOUDSDK_PYTHON_ARGS CLOUDSDK_CONFIG OPENSSL_CONF OPENSSL_MODULES
  OPENSSL_ENGINES GNUPGHOME R_PROFILE R_PROFILE_USER R_ENVIRON R_ENVIRON_USER R_LIBS R_LIBS_USER JULIA_LOAD_PATH JULIA_DEPOT_PATH LUA_PATH
  LUA_CPATH PHPRC PHP_INI_SCAN_DIR ERL_FLAGS ERL_AFLAGS ERL_ZFLAGS ELIXIR_ERL_OPTIONS MIX_EXS GEM_HOME GEM_PATH DOTNET_STARTUP_HOOKS
  CORECLR_PROFILER_PATH CLASSPATH MAVEN_ARGS GRADLE_USER_HOME ANT_ARGS JAVACMD
  MYSQL_HOME SVN_SSH CVS_RSH HGRCPATH CURL_HOME SSLKEYLOGFILE VIMINIT EXINIT ANSIBLE_CONFIG BUNDLE_GEMFILE GCC_EXEC_PREFIX COMPILER_PATH`.split(
    /\s+/,
  ),
);
/** Parameters of zsh that hold its tables of commands; the same words in capitals are anybody's. */
const TABLES: ReadonlySet<string> = new Set(
  'aliases galiases saliases commands functions builtins options path fpath cdpath module_path precmd_functions preexec_functions'.split(
    ' ',
  ),
);
/** Of make, and of what is made by it. In small letters these words are anybody's. */
const TOOLS: ReadonlySet<string> = new Set(
  'RM MAKE SED AWK GREP NM RANLIB STRIP LIBTOOL INSTALL M4 PERL BISON FLEX'.split(' '),
);
const PREFIXES =
  'LD_ DYLD_ BASH PYTHON GIT_ TF_CLI_ KUBECTL_ NPM_CONFIG_ CARGO_ RUSTUP_ CGO_ CMAKE_ YARN_ PIP_ TOX_ TS_NODE_'.split(
    ' ',
  );
/** Of those, what only says who or where and starts nothing. */
const HARMLESS: ReadonlySet<string> = new Set(
  `PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE PYTHONIOENCODING PYTHONUTF8 PYTHONHASHSEED GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE
  GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE GIT_TERMINAL_PROMPT GIT_OPTIONAL_LOCKS
  CARGO_TERM_COLOR CARGO_TERM_VERBOSE CARGO_TERM_PROGRESS_WHEN CARGO_INCREMENTAL CARGO_TARGET_DIR CARGO_BUILD_JOBS CARGO_BUILD_TARGET
  CARGO_NET_OFFLINE CARGO_NET_RETRY CARGO_REGISTRY_TOKEN CGO_ENABLED CMAKE_BUILD_TYPE CMAKE_BUILD_PARALLEL_LEVEL
  CMAKE_EXPORT_COMPILE_COMMANDS CMAKE_INSTALL_PREFIX CMAKE_PREFIX_PATH YARN_CACHE_FOLDER YARN_ENABLE_IMMUTABLE_INSTALLS
  YARN_ENABLE_TELEMETRY YARN_ENABLE_GLOBAL_CACHE PIP_NO_CACHE_DIR PIP_CACHE_DIR PIP_DISABLE_PIP_VERSION_CHECK PIP_INDEX_URL
  PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST PIP_DEFAULT_TIMEOUT PIP_RETRIES PIP_QUIET PIP_NO_INPUT PIP_BREAK_SYSTEM_PACKAGES
  PIP_REQUIRE_VIRTUALENV PIP_ROOT_USER_ACTION PIP_PREFER_BINARY TOX_ENV TOX_PARALLEL_NO_SPINNER`.split(/\s+/),
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
export const RECKONING: ReadonlySet<string> = new Set(
  'RANDOM SRANDOM OPTIND SECONDS LINENO HISTCMD EPOCHSECONDS EPOCHREALTIME COLUMNS LINES OPTERR'.split(' '),
);

/** Those of zsh besides. It takes them over from the environment as well. */
export const RECKONING_IN_ZSH: ReadonlySet<string> = new Set(
  `SHLVL HISTSIZE SAVEHIST KEYTIMEOUT LISTMAX MAILCHECK FUNCNEST TRY_BLOCK_ERROR TRY_BLOCK_INTERRUPT ERRNO TTYIDLE UID GID EUID
  EGID`.split(/\s+/),
);

/** Set by shells, to what others wrote: what a line itself sets them to is soon gone. */
const SET_BY_SHELLS: ReadonlySet<string> = new Set(
  `_ REPLY MAPFILE OPTARG COPROC DIRSTACK FUNCNAME FUNCNEST GROUPS PWD OLDPWD HOSTNAME OSTYPE MACHTYPE HOSTTYPE PIPESTATUS USERNAME TTY
  ARGC MATCH MBEGIN MEND argv reply match mbegin mend status pipestatus psvar dirstack funcstack functrace history words word prompt cwd
  jobdirs jobtexts jobstates parameters modules signals ARGV0 TRY_BLOCK_ERROR KEYBOARD_HACK
  mailpath manpath fignore watch MAILPATH MANPATH FIGNORE WATCH PSVAR`.split(/\s+/),
);
const ALSO_SET = /^(?:BASH|COMP|READLINE|ZSH|EPOCHREAL)/i;

/** Is such a variable one of theirs, whatever a line gives it? */
export const isSetByShells = (name: string): boolean => SET_BY_SHELLS.has(name) || ALSO_SET.test(name);

/** Said of a line that sets one to what would run where it is looked at once more. */
export const KEEPS = 'it keeps code in a variable';

/** The variable that a word like `PATH=/tmp`, `PATH+=x` or `PATH[0]` speaks of; nothing for other words. */
export const variableIn = (word: string): string | undefined => /^[A-Za-z_][A-Za-z0-9_]*/.exec(word)?.[0];
