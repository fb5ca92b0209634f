// The pages of the local sign-in: choose who you are, confirm it, or read why not. Plain HTML, no script.
import { createHash } from 'node:crypto';
import type { Person } from '../../directory.ts';

/** A page as sent. */
export interface Html {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const STYLE = `
:root{color-scheme:light dark;--back:#f2f2f2;--box:#fff;--text:#1b1b1b;--soft:#5b5b5b;--line:#d6d6d6;--hover:#f0f4ff;--brand:#0a5fb4;--on:#fff;--bad:#a80000}
@media (prefers-color-scheme:dark){:root{--back:#171717;--box:#242424;--text:#fff;--soft:#b3b3b3;--line:#454545;--hover:#2f3542;--brand:#86bcf5;--on:#101010;--bad:#ff9d9d}}
*{box-sizing:border-box}
body{margin:0;min-height:100dvh;display:grid;place-items:center;padding:16px;background:var(--back);color:var(--text);font:400 15px/20px 'Segoe UI Variable Text','Segoe UI',system-ui,-apple-system,Roboto,'Noto Sans',sans-serif}
main{width:100%;max-width:440px;padding:36px 0 24px;border:1px solid var(--line);border-radius:8px;background:var(--box)}
.head,.foot{padding:0 36px}
.mark{margin:0 0 16px;color:var(--soft);font-weight:600}
h1{margin:0 0 8px;font-size:24px;line-height:30px;font-weight:600}
p{margin:0 0 12px;overflow-wrap:anywhere}
.soft,.foot{color:var(--soft);font-size:13px}
.bad{color:var(--bad)}
form{margin:12px 0}
button{font:inherit;color:inherit;cursor:pointer}
.who{display:grid;grid-template-columns:40px 1fr;gap:0 14px;align-items:center;width:100%;min-height:56px;padding:8px 36px;border:0;background:none;text-align:start}
.who:hover{background:var(--hover)}
.who:focus-visible,.do:focus-visible,a:focus-visible{outline:2px solid var(--brand);outline-offset:-2px}
.who i{display:grid;grid-row:span 2;place-items:center;width:40px;height:40px;border:1px solid var(--line);border-radius:50%;font-style:normal;font-weight:600;font-size:14px}
.who span{color:var(--soft);font-size:13px;overflow-wrap:anywhere}
.do{min-height:36px;margin:0 36px;padding:6px 20px;border:0;border-radius:4px;background:var(--brand);color:var(--on);font-weight:600}
a{color:var(--brand)}
@media (max-width:480px){.head,.foot,.who{padding-inline:20px}.do{margin-inline:20px}main{padding-top:24px}}
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Choose an account, as Entra's picker asks. Somebody hinted at comes first. */
export function pickPage(
  people: readonly Person[],
  action: string,
  to: string,
  loginHint: string | undefined,
): Html {
  const isHinted = ({ id, upn }: Person) => id === loginHint || upn === loginHint;
  const ordered = [...people.filter(isHinted), ...people.filter((person) => !isHinted(person))];
  const rows = ordered.map(
    (person) =>
      `<button class="who" name="user" value="${escaped(person.id)}"><i aria-hidden="true">${escaped(initials(person.name))}</i><b>${escaped(person.name)}</b><span>${escaped(person.upn)}${escaped(KINDS[person.kind])}</span></button>`,
  );
  return html(
    200,
    'Pick an account',
    `<div class="head"><h1>Pick an account</h1><p class="soft">to continue to Countersign</p></div>
<form method="post" action="${escaped(action)}">${rows.join('')}</form>`,
    to,
  );
}

/** The second step, where an app requires an authentication context. */
export function confirmPage(person: Person, acrs: readonly string[], action: string, to: string): Html {
  return html(
    200,
    'Confirm it is you',
    `<div class="head"><p class="soft">${escaped(person.upn)}</p><h1>Confirm it is you</h1>
<p>Countersign requires authentication context ${escaped(acrs.join(', '))}. In your organisation this may be a security key or a number in an app; here it is a button.</p></div>
<form method="post" action="${escaped(action)}"><input type="hidden" name="user" value="${escaped(person.id)}"><button class="do" name="confirmed" value="yes" autofocus>Confirm</button></form>`,
    to,
  );
}

/** Why nobody is signed in and nobody sent back. */
export function troublePage(status: number, message: string): Html {
  return html(
    status,
    'Sorry, but we’re having trouble signing you in',
    `<div class="head"><h1>Sorry, but we’re having trouble signing you in</h1><p class="bad" role="alert">${escaped(message)}</p><p class="soft">Go back to where you came from and start again.</p></div>`,
  );
}

const KINDS: Readonly<Record<Person['kind'], string>> = {
  member: '',
  guest: ' · guest',
  external: ' · another organisation',
};

function html(status: number, title: string, body: string, to?: string): Html {
  const target = to === undefined ? '' : ` ${new URL(to).origin}`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      // A form's redirect is held to form-action too, so the app's own address stands there.
      'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src data:; form-action 'self'${target}; base-uri 'none'; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
      // Without any referrer a form would be posted with `Origin: null`, as if a stranger had.
      'referrer-policy': 'same-origin',
    },
    text: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><main><p class="mark head">Local Entra ID</p>${body}<p class="foot">A stand-in for Microsoft Entra ID on this machine: choosing a name is signing in.</p></main></body></html>`,
  };
}

function initials(name: string): string {
  return name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 2)
    .toUpperCase();
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
