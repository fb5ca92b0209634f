// A target that repeats what it was sent must not hand its credential to the agent.

interface Told {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/** Is the answer packed, though it was asked for plainly? Then nobody sees what stands in it. */
export function isPacked({ headers }: Told): boolean {
  const packings = [
    headers.get('content-encoding') ?? 'identity',
    headers.get('transfer-encoding') ?? 'chunked',
  ];
  return packings.some((each) => !['identity', 'chunked', ''].includes(each.trim().toLowerCase()));
}

/**
 * Does it stand in the answer: as it is, percent-encoded, escaped as in JSON, in hex, or in base64, also within a longer text? What a target
 * hides on purpose nobody finds; it knows the secret anyway.
 */
export function holdsSecret({ headers, body }: Told, secret: string): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  const exact = [secret, inUserAndPassword(secret)].flatMap((each) => [each, ...inBase64(each)]);
  const hex = Buffer.from(secret).toString('hex');
  return [bytes, ...headers.values()]
    .flatMap((text) => [text, text.replace(PERCENT, byCode), unescaped(text)])
    .some((text) => exact.some((each) => text.includes(each)) || text.toLowerCase().includes(hex));
}

const PERCENT = /%([0-9a-f]{2})/gi;
const ESCAPED = /\\(?:u([0-9a-f]{4})|(["\\/]))/gi;
const byCode = (_: string, code: string): string => String.fromCharCode(Number.parseInt(code, 16));

const unescaped = (text: string): string =>
  text.replace(ESCAPED, (all, code: string | undefined, plain: string | undefined) =>
    code === undefined ? (plain ?? all) : byCode(all, code),
  );

/** A secret of the scheme Basic is told without its base64 too. */
function inUserAndPassword(secret: string): string {
  const plain = Buffer.from(secret, 'base64').toString('latin1');
  return /^[\x20-\x7e]+:[\x20-\x7e]*$/.test(plain) ? plain : secret;
}

/** Three bytes are four letters: wherever it begins, these letters are of the secret alone. In both alphabets. */
function inBase64(secret: string): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const letters = whole
      .toString('base64')
      .slice(Math.ceil((before * 4) / 3), Math.floor((whole.length * 4) / 3));
    return [letters, letters.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
