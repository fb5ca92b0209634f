// What Teams may send at all, before and after the sender is proven.

/** What Teams sent, once the sender is proven. Its members are still unchecked. */
export type Activity = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly serviceUrl: string;
};

/** Returns the body that answers an invoke; `undefined` for anything that needs no answer. */
export type OnActivity = (activity: Activity) => Promise<object | undefined>;

/** An activity of Teams, or `undefined`: other channels and activities without a serviceUrl skip checks of the library. */
export function readActivity(body: unknown): Activity | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { type, channelId, serviceUrl } = body as Record<string, unknown>;
  if (typeof type !== 'string' || typeof serviceUrl !== 'string' || channelId !== 'msteams') return undefined;
  return { ...body, type, serviceUrl };
}
