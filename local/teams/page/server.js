// Calls to this very server. The browser is allowed to call no other.

/** Reads JSON; throws with the server's own words. */
export async function getJson(path) {
  return await read(await fetch(path, { headers: { accept: 'application/json' } }));
}

/** Posts JSON and reads the answer; throws with the server's own words. */
export async function postJson(path, body) {
  const headers = { 'content-type': 'application/json' };
  return await read(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

/** Follows the changes this person can see. Calls `onBack` each time the stream opens, for what was missed meanwhile. */
export function follow(person, { onMessage, onBack, onGone }) {
  const source = new EventSource(`/page/events?person=${encodeURIComponent(person)}`);
  source.addEventListener('message', (event) => onMessage(JSON.parse(event.data)));
  source.addEventListener('open', onBack);
  source.addEventListener('error', onGone);
  return () => source.close();
}

async function read(response) {
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.error?.message ?? `The local Teams answered ${response.status}.`);
  return body;
}
