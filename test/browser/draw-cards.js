// Runs inside the page: draws cards as the local Teams does, everything unfolded, and tells what stands there to be read.
// An address of the page's own server, and no file beside this one.
const RENDERER = '/page/render-card.js';
globalThis.drawCards = async (json, keeps = false) => {
  const { renderCard } = await import(RENDERER);
  document.body.replaceChildren();
  const places = JSON.parse(json).map((card) => {
    const place = document.createElement('div');
    place.className = 'card';
    place.append(renderCard(unfolded(card), { onExecute: () => undefined }).element);
    document.body.append(place);
    return place;
  });
  return keeps ? [] : places.map(look);
};

/** Of each run with `mark` in it, how far from the left each of these parts stands. */
globalThis.placesIn = async (json, mark, parts) => {
  await globalThis.drawCards(json, true);
  document.body.style.width = '2000px';
  const runs = [...document.querySelectorAll('.ac-richTextBlock > *')].filter((run) =>
    readIn(run).includes(mark),
  );
  return runs.map((run) => parts.map((part) => leftOf(run.firstChild, part)));
};

function leftOf(text, part) {
  const range = document.createRange();
  const at = text.data.indexOf(part);
  range.setStart(text, at);
  range.setEnd(text, at + part.length);
  return range.getBoundingClientRect().left;
}

function unfolded(value) {
  if (Array.isArray(value)) return value.map(unfolded);
  if (typeof value !== 'object' || value === null) return value;
  const { isVisible: _hidden, ...shown } = value;
  return Object.fromEntries(Object.entries(shown).map(([name, item]) => [name, unfolded(item)]));
}

/** Texts of the runs, lines of everything else, and of which elements the card is made. */
function look(place) {
  const runs = [...place.querySelectorAll('.ac-richTextBlock > *')];
  const texts = runs.map(readIn);
  const tags = [...new Set([...place.querySelectorAll('*')].map(({ tagName }) => tagName))];
  for (const run of runs) run.remove();
  return {
    runs: texts,
    rest: readIn(place)
      .split('\n')
      .filter((line) => line.trim() !== ''),
    tags,
  };
}

// biome-ignore lint/performance/useDomNodeTextContent: only the layout tells what is seen
const readIn = (element) => element.innerText;
