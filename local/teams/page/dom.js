// Small tools for the document. Text goes in as text, never as markup.

/** The element with this id; a missing one is a mistake in page.html. */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`page.html has no #${id}`);
  return element;
}

/** A new element with a class, attributes and children (nodes or text). */
export function el(tag, className, attributes = {}, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A line drawing, 20 by 20, that takes the colour of the text around it. */
export function icon(path) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  const drawn = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  drawn.setAttribute('d', path);
  svg.append(drawn);
  return svg;
}

/** Fills `element` with a person's initials, or the bot's mark. */
export function fillAvatar(element, name, isBot) {
  element.className = element.className.replace(/ tone-\d| bot/g, '');
  if (isBot) {
    element.className += ' bot';
    element.replaceChildren(el('img', '', { src: '/page/bot.svg', alt: '' }));
    return element;
  }
  const tone = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 997, 7) % 8;
  element.className += ` tone-${tone}`;
  element.textContent = name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 2)
    .toUpperCase();
  return element;
}
