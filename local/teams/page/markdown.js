// The markdown Teams knows in cards and messages: bold, italic, links, lists. Everything else stays as it was typed.
// Builds nodes, so nothing that was written can become markup.
import { el } from './dom.js';

const INLINE =
  /\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)|\*(?=[^\s*])(.+?)(?<=[^\s*])\*|(?<!\w)_(?=[^\s_])(.+?)(?<=[^\s_])_(?!\w)|\[([^\]]+)\]\(([^()\s]+)\)|<at>([^<]*)<\/at>|(?<![\w@])(@Countersign)(?!\w)/gi;

/** Turns text into paragraphs and lists. `mentions` shows @Countersign as Teams shows a mention; a set of texts, those and no other. */
export function markdownNodes(text, { mentions = false } = {}) {
  const inline = (part) => inlineNodes(part, mentions);
  const nodes = [];
  let list = null;
  for (const line of text.replaceAll('\r', '').split('\n')) {
    const item = /^\s*(?:([-*])|(\d{1,3})\.)\s+(.*)$/.exec(line);
    if (item === null) {
      list = null;
      if (line.trim() !== '') nodes.push(el('p', '', {}, ...inline(line)));
      continue;
    }
    const tag = item[1] === undefined ? 'ol' : 'ul';
    if (list === null || list.tagName.toLowerCase() !== tag) {
      list = el(tag, '', tag === 'ol' ? { start: item[2] } : {});
      nodes.push(list);
    }
    list.append(el('li', '', {}, ...inline(item[3])));
  }
  return nodes;
}

/** The same as HTML text, for the card library, which takes nothing else. */
export function markdownHtml(text, mentions) {
  return el('div', '', {}, ...markdownNodes(text, { mentions })).innerHTML;
}

function inlineNodes(text, mentions) {
  const inline = (part) => inlineNodes(part, mentions);
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, stars, underscores, star, underscore, label, address, tagged, typed] = match;
    nodes.push(text.slice(end, match.index));
    end = match.index + whole.length;
    const bold = stars ?? underscores;
    const italic = star ?? underscore;
    const mention = tagged ?? typed;
    if (bold !== undefined) nodes.push(el('strong', '', {}, ...inline(bold)));
    else if (italic !== undefined) nodes.push(el('em', '', {}, ...inline(italic)));
    else if (mention !== undefined)
      nodes.push(isMention(whole, mentions) ? el('span', 'mention', {}, mention.replace('@', '')) : whole);
    else nodes.push(link(label, address) ?? whole);
  }
  nodes.push(text.slice(end));
  return nodes;
}

const isMention = (whole, mentions) => (mentions instanceof Set ? mentions.has(whole) : mentions);

function link(label, address) {
  if (!URL.canParse(address)) return null;
  const { protocol } = new URL(address);
  if (!['https:', 'http:', 'mailto:'].includes(protocol)) return null;
  return el('a', '', { href: address, target: '_blank', rel: 'noreferrer noopener' }, label);
}
