// Secrets in a line of commands: behind a flag that names one, and where a program takes its password. Pure.
import { type Detector, word } from './detector.ts';
import { NAMES } from './secret-names.ts';

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
      `\\b(?:sshpass|(?:docker|podman|nerdctl|buildah|skopeo|oras|az|oc|cf|helm\\s{1,4}registry)\\s{1,4}login)\\b[^\\n;|&]{0,200}?\\s-p[\\s=]{0,4}(${word(`[^\\s"'\`$;|&<>()\\\\=-]`, `[^\\s"'\`$;|&<>()\\\\]`, 3)})`,
      'gi',
    ),
    group: 1,
    kind: 'password',
  },
  // The password of `curl -u name:password` and of `mysql -ppassword`: a part of one word, and nothing of a shell.
  {
    pattern:
      /\b[Cc]url\b[^\n;|&]{0,200}?\s(?:-u\s{0,4}|--(?:proxy-)?user[\s=]{1,4})["']?[\w.@\\+-]{1,60}:([^\s"'`$;|&<>()\\]{3,200})/g,
    group: 1,
    kind: 'password',
  },
  // The same of curl in quotes: it ends where they do.
  {
    pattern:
      /\b[Cc]url\b[^\n;|&]{0,200}?\s(?:-u\s{0,4}|--(?:proxy-)?user[\s=]{1,4})(?:"[\w.@\\+-]{1,60}:(?=[^"\n]{0,200}")|'[\w.@\\+-]{1,60}:(?=[^'\n]{0,200}'))([^"'\n`$;|&<>()\\]{3,200})(?=["'])/g,
    group: 1,
    kind: 'password',
  },
  {
    pattern: new RegExp(
      `\\b(?:[Mm]ysql(?:dump|admin|import|show|check)?|[Mm]ariadb(?:-dump|-admin)?)\\b[^\\n;|&]{0,200}?\\s-p(${word(`[^\\s"'\`$;|&<>()\\\\-]`, `[^\\s"'\`$;|&<>()\\\\]`, 3)})`,
      'g',
    ),
    group: 1,
    kind: 'password',
  },
];
