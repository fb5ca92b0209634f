// Small tools for the document. Text goes in as text, never as markup.

/** The element with this id; a missing one is a mistake in page.html. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`page.html has no #${id}`);
  return element;
}

/** A new element with attributes and children (nodes or text). */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A button that does `run`. */
export function pushButton(title: string, style: string, run: () => void): HTMLButtonElement {
  const button = el('button', { type: 'button', class: style }, title);
  button.addEventListener('click', run);
  return button;
}
