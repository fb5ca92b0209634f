// Draws scenes of a terminal and of the card beside it as one SVG that plays by itself, over and over: CSS alone, so that it also plays
// where pictures may run no script. Whoever wants no motion sees the last scene.

const WIDTH = 1100;
const TERMINAL = { x: 16, y: 16, width: 540, lineHeight: 21, columns: 59 };
const CARD = { x: 572, y: 16, width: 512 };
const COLOURS = {
  light: {
    back: '#ffffff',
    pane: '#f6f8fa',
    edge: '#d0d7de',
    said: '#57606a',
    wish: '#1f2328',
    sign: '#0969da',
  },
  dark: {
    back: '#0d1117',
    pane: '#161b22',
    edge: '#30363d',
    said: '#9198a1',
    wish: '#f0f6fc',
    sign: '#58a6ff',
  },
};
const SIGNS = { typed: '$ ', wish: '● ', said: '  ', quiet: '  ' };

/** The SVG of these scenes in this theme. */
export function drawRecording(scenes, theme) {
  const colours = COLOURS[theme];
  const heights = scenes.map(({ card }) =>
    card === undefined ? 0 : (card.height * CARD.width) / card.width,
  );
  const rows = Math.max(...scenes.map(({ lines }) => lines.flatMap(rowsOf).length));
  const height = Math.ceil(Math.max(...heights, rows * TERMINAL.lineHeight + 40)) + 32;
  const total = scenes.reduce((sum, { seconds }) => sum + seconds, 0);
  const drawn = scenes.map((scene, index) => {
    const before = scenes.slice(0, index).reduce((sum, { seconds }) => sum + seconds, 0);
    const [begin, end] = [before, before + scene.seconds].map((each) => ((each / total) * 100).toFixed(2));
    // Steps: each frame holds until the next one.
    const off = '{visibility:hidden}';
    const shown = `${index === 0 ? '' : `0%${off}`}${begin}%{visibility:visible}${end === '100.00' ? '' : `${end}%${off}`}`;
    return {
      css: `@keyframes s${index}{${shown}}#s${index}{animation:s${index} ${total}s step-end infinite}`,
      body: `<g id="s${index}">${terminal(scene, colours)}${picture(scene.card)}</g>`,
    };
  });
  const last = `#s${scenes.length - 1}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>A coding agent stops at a card in Teams before it changes infrastructure, and goes on at the tap.</title>`,
    `<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}g{visibility:hidden}${last}{visibility:visible}@media(prefers-reduced-motion:no-preference){${drawn.map(({ css }) => css).join('')}}</style>`,
    `<rect width="${WIDTH}" height="${height}" fill="${colours.back}"/>`,
    `<rect x="${TERMINAL.x}" y="${TERMINAL.y}" width="${TERMINAL.width}" height="${height - 32}" rx="8" fill="${colours.pane}" stroke="${colours.edge}"/>`,
    ...drawn.map(({ body }) => body),
    '</svg>\n',
  ].join('\n');
}

function terminal({ lines }, colours) {
  return lines
    .flatMap(rowsOf)
    .map(({ kind, sign, text }, row) => {
      const y = TERMINAL.y + 30 + row * TERMINAL.lineHeight;
      const colour = kind === 'wish' || kind === 'typed' ? colours.wish : colours.said;
      return `<text x="${TERMINAL.x + 16}" y="${y}" fill="${colour}"><tspan fill="${colours.sign}">${marked(sign)}</tspan>${marked(text)}</text>`;
    })
    .join('');
}

/** A line as the terminal would break it, with a gap before what begins something. */
function rowsOf({ kind, text }, index) {
  const rows = [];
  for (let rest = text; rest !== ''; ) {
    const cut = rest.length <= TERMINAL.columns ? rest.length : breakAt(rest);
    rows.push({ kind, sign: rows.length === 0 ? SIGNS[kind] : '  ', text: rest.slice(0, cut).trimEnd() });
    rest = rest.slice(cut).trimStart();
  }
  return index > 0 && (kind === 'wish' || kind === 'typed') ? [{ kind, sign: '', text: '' }, ...rows] : rows;
}

function breakAt(text) {
  const blank = text.lastIndexOf(' ', TERMINAL.columns);
  return blank > TERMINAL.columns / 2 ? blank + 1 : TERMINAL.columns;
}

function picture(card) {
  if (card === undefined) return '';
  const height = (card.height * CARD.width) / card.width;
  return `<image x="${CARD.x}" y="${CARD.y}" width="${CARD.width}" height="${height.toFixed(1)}" href="data:image/png;base64,${card.png.toString('base64')}"/>`;
}

const marked = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
