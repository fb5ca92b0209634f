// Secrets in a line of commands: behind a flag that names one, and where a program takes its password. Pure.
import { type Detector, word } from './detector.ts';
import { NAMES } from './secret-names.ts';
import { CURL, CURL_LONG, CURL_SHORT, LOGIN_PROGRAMS, MYSQL, SSHPASS } from './secret-programs.ts';

/** `curl` in a line, up to the name of whoever signs in. */
const CURL_USER = `\\b${CURL}\\b[^\\n;|&]{0,200}?\\s(?:${CURL_SHORT}\\s{0,4}|${CURL_LONG}[\\s=]{1,4})`;
/** What a word holds that no shell reads as a sign of its own. */
const NOT_OF_A_SHELL = '[^\\s"\'`$;|&<>()\\\\]';

/** All of them. */
export const COMMANDS: readonly Detector[] = [
  // `--password value`
  {
    pattern: new RegExp(
      `(--[\\w-]{0,40}${NAMES})\\s{1,4}(${word(`[^\\s"',;&$\`|<>(\\\\-]`, `[^\\s"',;&$\`|<>(\\\\]`, 4)})`,
      'gi',
    ),
    group: 2,
    kind: 'by name',
  },
  // `--token value`, where the value looks like one.
  {
    pattern:
      /(--[\w-]{0,40}token)(?:\s{1,4}|=)["']?([0-9a-f]{16,200}(?![\w-])|(?=[\w+/.~-]{0,200}\d)(?=[\w+/.~-]{0,200}[a-z])[\w+/.~-]{16,200}={0,2})(?!\.\w|[\w(+/[=~-])/gi,
    group: 2,
    kind: 'by name',
  },
  // `sshpass -p password`, `docker login -p password`.
  {
    pattern: new RegExp(
      `\\b(?:${SSHPASS}|(?:${LOGIN_PROGRAMS})(?:\\s{1,4}registry)?\\s{1,4}login)\\b[^\\n;|&]{0,200}?\\s-p[\\s=]{0,4}(${word(`[^\\s"'\`$;|&<>()\\\\=-]`, NOT_OF_A_SHELL, 3)})`,
      'gi',
    ),
    group: 1,
    kind: 'password',
  },
  // The password of `curl -u name:password` and of `mysql -ppassword`: a part of one word, and nothing of a shell.
  {
    pattern: new RegExp(`${CURL_USER}["']?[\\w.@\\\\+-]{1,60}:(${NOT_OF_A_SHELL}{3,200})`, 'g'),
    group: 1,
    kind: 'password',
  },
  // The same of curl in quotes: it ends where they do.
  {
    pattern: new RegExp(
      `${CURL_USER}(?:"[\\w.@\\\\+-]{1,60}:(?=[^"\\n]{0,200}")|'[\\w.@\\\\+-]{1,60}:(?=[^'\\n]{0,200}'))([^"'\\n\`$;|&<>()\\\\]{3,200})(?=["'])`,
      'g',
    ),
    group: 1,
    kind: 'password',
  },
  {
    pattern: new RegExp(
      `\\b(?:${MYSQL})\\b[^\\n;|&]{0,200}?\\s-p(${word(`[^\\s"'\`$;|&<>()\\\\-]`, NOT_OF_A_SHELL, 3)})`,
      'g',
    ),
    group: 1,
    kind: 'password',
  },
];
