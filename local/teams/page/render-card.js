// Draws a card with the adaptivecards library and Teams' settings.
// Promises: a card that cannot be read says so; a card that is drawn anew keeps what was unfolded, and what was typed unless
// it was sent.
import { el } from './dom.js';
import { HOST_CONFIG } from './host-config.js';
import { markdownHtml } from './markdown.js';

/** Draws `json`. `onExecute(action, button)` is called for buttons that call the bot; `before` is the drawing it replaces, `isSent` tells that its inputs were sent. */
export function renderCard(json, { onExecute, before, isSent }) {
  const library = globalThis.AdaptiveCards;
  const mentions = mentionsOf(json);
  library.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdownHtml(text, mentions);
    result.didProcess = true;
  };
  const card = new library.AdaptiveCard();
  card.hostConfig = new library.HostConfig(HOST_CONFIG);
  card.onExecuteAction = (action) => runAction(library, action, onExecute);
  const source = before === undefined ? json : carryOver(before, json, isSent);
  const element = draw(card, source);
  return { card, json, element };
}

function draw(card, json) {
  try {
    card.parse(json);
    const element = card.render();
    if (element) return settle(element, json);
  } catch (error) {
    console.error('The card cannot be drawn.', error);
  }
  return el('p', 'card-broken', {}, 'This card cannot be shown.');
}

// The library writes its own styles on elements: a button should wrap to the next row, not break its words.
function settle(element, json) {
  element.classList.toggle('full', json.msteams?.width === 'Full');
  for (const button of element.querySelectorAll('.ac-pushButton')) button.style.flex = '0 0 auto';
  // Several cards stand on one page, and ids must be unique there.
  const named = new Set(nodes(json).map(({ id }) => id));
  for (const part of element.querySelectorAll('[id]')) {
    if (!named.has(part.id)) continue;
    part.dataset.part = part.id;
    part.removeAttribute('id');
  }
  return element;
}

/** Texts that a card's entities make mentions; any other `<at>` stays as it was written. */
function mentionsOf(json) {
  const entities = Array.isArray(json.msteams?.entities) ? json.msteams.entities : [];
  return new Set(entities.filter(({ type }) => type === 'mention').map(({ text }) => text));
}

function runAction(library, action, onExecute) {
  if (action instanceof library.OpenUrlAction) {
    const safe =
      URL.canParse(action.url) && ['https:', 'http:', 'mailto:'].includes(new URL(action.url).protocol);
    if (safe) open(action.url, '_blank', 'noopener,noreferrer');
    return;
  }
  if (!(action instanceof library.ExecuteAction)) return;
  const { verb, title, id, data } = action;
  const named = { ...(title ? { title } : {}), ...(id ? { id } : {}) };
  const object = typeof data === 'object' && data !== null ? data : {};
  onExecute({ type: 'Action.Execute', verb: verb ?? '', ...named, data: object }, action.renderedElement);
}

// An update must not wipe a comment that somebody is typing.
function carryOver(before, json, isSent) {
  const typed = isSent ? new Map() : typedValues(before);
  const next = structuredClone(json);
  const firstSeen = new Map(nodes(before.json).map((node) => [node.id, node]));
  for (const node of nodes(next)) {
    const known = typeof node.id === 'string' ? before.card.getElementById(node.id) : null;
    if (!known || firstSeen.get(node.id)?.type !== node.type) continue;
    if (typed.has(node.id)) node.value = typed.get(node.id);
    if (known.isVisible !== (firstSeen.get(node.id).isVisible ?? true)) node.isVisible = known.isVisible;
  }
  return next;
}

function typedValues(before) {
  const first = new Map(nodes(before.json).map((node) => [node.id, node.value]));
  const inputs = before.card
    .getAllInputs()
    .filter((input) => (input.value ?? '') !== (first.get(input.id) ?? ''));
  return new Map(inputs.map((input) => [input.id, input.value]));
}

function nodes(value) {
  if (Array.isArray(value)) return value.flatMap(nodes);
  if (typeof value !== 'object' || value === null) return [];
  return [...(typeof value.type === 'string' ? [value] : []), ...Object.values(value).flatMap(nodes)];
}
