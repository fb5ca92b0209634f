// Light or dark: the system's choice until the person makes one.
import { byId, icon } from './dom.js';

const SUN =
  'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.4 1.4M14.3 14.3l1.4 1.4M4.3 15.7l1.4-1.4M14.3 5.7l1.4-1.4';
const MOON = 'M8 3a7 7 0 1 0 9 9 5.6 5.6 0 0 1-9-9Z';

/** Wires the theme button. */
export function startTheme() {
  const button = byId('theme');
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');

  function show(theme) {
    root.dataset.theme = theme;
    const next = theme === 'dark' ? 'light' : 'dark';
    button.setAttribute('aria-label', `Switch to ${next} theme`);
    button.title = `Switch to ${next} theme`;
    button.replaceChildren(icon(theme === 'dark' ? SUN : MOON));
  }

  button.addEventListener('click', () => {
    const theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem('theme', theme);
    show(theme);
  });
  system.addEventListener('change', () => {
    if (localStorage.getItem('theme') === null) show(system.matches ? 'dark' : 'light');
  });
  show(root.dataset.theme);
}
