// Runs inside the page, put there by the browser tests: looks that only the page itself can take.
// Promises: changes nothing the person could see; answers in plain data.
globalThis.probes = { whenShown, noteClicks, lowContrast, overflowing, unreachable, focusLook };

/** The time at which `words` stand in the message that holds `mark`. */
function whenShown(mark, words) {
  return new Promise((resolve) => {
    const look = () => {
      const shown = [...document.querySelectorAll('article.message')].some(
        ({ textContent }) => textContent.includes(mark) && textContent.includes(words),
      );
      if (shown) resolve(Date.now());
      return shown;
    };
    if (look()) return;
    const watcher = new MutationObserver(() => look() && watcher.disconnect());
    watcher.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}

/** Keeps the time of the last click. */
function noteClicks() {
  addEventListener('click', () => (globalThis.probes.clickedAt = Date.now()), { capture: true });
}

/** Texts with less contrast than WCAG AA asks for: 4.5, or 3 where they are large. */
function lowContrast() {
  const found = [];
  for (const { element, text, color } of texts()) {
    const style = getComputedStyle(element);
    const isLarge = parseFloat(style.fontSize) >= (Number(style.fontWeight) >= 600 ? 18.66 : 24);
    const back = backgroundOf(element);
    const ratio = contrast(over(rgba(color ?? style.color), back), back);
    if (ratio < (isLarge ? 3 : 4.5)) found.push(`${ratio.toFixed(2)} “${text.trim().slice(0, 40)}”`);
  }
  return found;
}

function* texts() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === '' || element.closest('script, noscript, option, :disabled')) continue;
    if (isShown(element)) yield { element, text: node.data };
  }
  for (const element of document.querySelectorAll('input, textarea, select')) {
    if (!isShown(element)) continue;
    const text = element.selectedOptions?.[0]?.label ?? element.value;
    if (text) yield { element, text };
    else if (element.placeholder)
      yield {
        element,
        text: element.placeholder,
        color: getComputedStyle(element, '::placeholder').color,
      };
  }
}

function isShown(element) {
  const { width, height } = element.getBoundingClientRect();
  return width * height > 0 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
}

function backgroundOf(element) {
  const layers = [];
  for (let each = element; each !== null; each = each.parentElement) {
    layers.push(rgba(getComputedStyle(each).backgroundColor));
  }
  return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255, 1]);
}

// A canvas reads every way to write a colour.
function rgba(color) {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}

function over([red, green, blue, alpha], under) {
  return [...[red, green, blue].map((part, index) => part * alpha + under[index] * (1 - alpha)), 1];
}

function contrast(one, other) {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color) {
  const [red, green, blue] = color.slice(0, 3).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** What is wider than the window, or than the box it stands in. */
function overflowing() {
  const found = [];
  for (const element of document.querySelectorAll('body, body *')) {
    if (!isShown(element) || element.closest('svg, select')) continue;
    const { right, left } = element.getBoundingClientRect();
    const name = `${element.tagName.toLowerCase()}.${element.className}`;
    if (right > innerWidth + 0.5 || left < -0.5) found.push(`${name} leaves the window`);
    // An ellipsis is a way to fit.
    const fits = element.scrollWidth <= element.clientWidth + 1 || element.clientWidth === 0;
    const style = getComputedStyle(element);
    if (!fits && style.textOverflow !== 'ellipsis' && style.display !== 'inline')
      found.push(`${name} is too narrow`);
  }
  return found;
}

/** Buttons and inputs that stay covered or outside when scrolled to, or are too small for a finger. */
function unreachable() {
  const found = [];
  for (const element of document.querySelectorAll(
    '.card button, .card input, .card select, .card [role="button"], #form button, #form select, #form textarea',
  )) {
    if (!isShown(element)) continue;
    element.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = element.getBoundingClientRect();
    const name = element.textContent || element.id || element.className;
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    if (hit === null || !(element.contains(hit) || hit.contains(element))) found.push(`${name} is covered`);
    if (Math.min(width, height) < 24) found.push(`${name} is ${width.toFixed()} by ${height.toFixed()}`);
  }
  return found;
}

/** What has the focus: its name, and whether that shows. */
function focusLook() {
  const element = document.activeElement;
  if (element === null || element === document.body) return null;
  const look = () => {
    const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(element);
    const box = getComputedStyle(element.parentElement);
    const outline = outlineStyle === 'none' ? 'none' : outlineWidth;
    return [outline, boxShadow, borderColor, box.boxShadow, box.borderColor].join('|');
  };
  const focused = look();
  element.blur();
  const blurred = look();
  element.focus({ focusVisible: true, preventScroll: true });
  const label = element.labels?.[0]?.textContent.trim().split('\n')[0];
  const name = element.getAttribute('aria-label') || label || element.textContent || element.id;
  return { name: name.trim(), shows: focused !== blurred };
}
