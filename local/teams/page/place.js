// Where one stands: which person, which conversation, and on a phone whether the list is open. Kept in the address and for the next visit.

/** Reads the address, then what the last visit left. */
export function readPlace() {
  const hash = new URLSearchParams(location.hash.slice(1));
  return {
    person: hash.get('person') ?? localStorage.getItem('person') ?? '',
    conversation: hash.get('conversation') ?? localStorage.getItem('conversation') ?? '',
  };
}

/** Writes the address without a step in the browser's history, and remembers it. */
export function writePlace({ person, conversation }) {
  const hash = new URLSearchParams({ person, conversation });
  history.replaceState(null, '', `#${hash}`);
  localStorage.setItem('person', person);
  localStorage.setItem('conversation', conversation);
}

/** Calls `onChange` when the address is edited by hand. */
export function watchPlace(onChange) {
  addEventListener('hashchange', () => onChange(readPlace()));
}
