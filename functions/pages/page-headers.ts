// What the browser may do with the review page: run our one script, speak to us and to Entra ID, and nothing else.

const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** Files may be kept, but are asked about each time: a page never runs with the script of another version. */
export const FILE_HEADERS = {
  ...EVERYWHERE,
  'cache-control': 'no-cache',
  // Opened by itself, an SVG is a page of ours.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

// The card library makes these at start; nothing else may turn text into markup.
const LIBRARY_POLICIES = [
  'adaptivecards#markdownPassthroughPolicy',
  'adaptivecards#restoreContentsPolicy',
  'adaptivecards#deprecatedExportedFunctionPolicy',
];

/** Headers of the shell. `authority` is where the code is turned into a token. */
export const shellHeaders = (authority: string): Readonly<Record<string, string>> => ({
  ...EVERYWHERE,
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${new URL(authority).origin}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${LIBRARY_POLICIES.join(' ')}`,
  ].join('; '),
  // Who opened the page, or is opened by it, gets no hold of it.
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), clipboard-read=(), display-capture=(), payment=(), usb=(), publickey-credentials-get=()',
});
