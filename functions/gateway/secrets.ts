// A target that repeats what it was sent must not hand its credential to the agent.

/** Does it stand, as it is or in base64, in the answer? What a target hides on purpose nobody finds; it knows the secret anyway. */
export function holdsSecret(
  { headers, body }: { readonly headers: ReadonlyMap<string, string>; readonly body: Uint8Array },
  secret: string,
): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const told = [...headers.values()];
  const spellings = [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')];
  return spellings.some((each) => bytes.includes(each) || told.some((value) => value.includes(each)));
}
