// How the card is set on this page. Colours are variables of page.css, so that one configuration serves light and dark.

const text = (name: string) => ({ default: `var(--card-${name})`, subtle: `var(--card-${name}-subtle)` });

const foregroundColors = {
  default: text('text'),
  dark: text('text'),
  light: text('text'),
  accent: text('accent'),
  good: text('good'),
  warning: text('warning'),
  attention: text('attention'),
};

const container = (name: string) => ({
  backgroundColor: `var(--card-${name}-back)`,
  borderColor: 'var(--line)',
  foregroundColors,
});

const SANS =
  "'Segoe UI Variable Text', 'Segoe UI', system-ui, -apple-system, Roboto, 'Noto Sans', sans-serif";
const MONO = "'Cascadia Mono', Consolas, ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', monospace";
const fontWeights = { lighter: 300, default: 400, bolder: 600 };

/** The host configuration for the card library. */
export const HOST_CONFIG = {
  supportsInteractivity: true,
  fontTypes: {
    default: {
      fontFamily: SANS,
      fontSizes: { small: 13, default: 15, medium: 15, large: 19, extraLarge: 24 },
      fontWeights,
    },
    monospace: {
      fontFamily: MONO,
      fontSizes: { small: 13, default: 14, medium: 14, large: 17, extraLarge: 22 },
      fontWeights,
    },
  },
  lineHeights: { small: 18, default: 22, medium: 22, large: 26, extraLarge: 32 },
  spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  containerStyles: {
    default: container('default'),
    emphasis: container('emphasis'),
    accent: container('emphasis'),
    good: container('good'),
    warning: container('warning'),
    attention: container('attention'),
  },
};
