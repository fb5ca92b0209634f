// How Teams sets a card: its sizes, distances and colours. Colours are variables of theme.css, so that one
// configuration serves both themes and a switch repaints without losing what was typed.

const text = (name) => ({ default: `var(--card-${name})`, subtle: `var(--card-${name}-subtle)` });

const foregroundColors = {
  default: text('text'),
  dark: text('text'),
  light: text('light'),
  accent: text('accent'),
  good: text('good'),
  warning: text('warning'),
  attention: text('attention'),
};

const container = (name) => ({
  backgroundColor: `var(--card-${name}-back)`,
  borderColor: `var(--card-${name}-line)`,
  foregroundColors,
});

const plainText = { size: 'default', color: 'default', isSubtle: false, weight: 'default' };

/** The host configuration for the card library. */
export const HOST_CONFIG = {
  supportsInteractivity: true,
  choiceSetInputValueSeparator: ',',
  fontTypes: {
    default: {
      fontFamily:
        "'Segoe UI Variable Text', 'Segoe UI', system-ui, -apple-system, Roboto, 'Noto Sans', sans-serif",
      fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
      fontWeights: { lighter: 300, default: 400, bolder: 600 },
    },
    monospace: {
      fontFamily: "'Cascadia Mono', Consolas, ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', monospace",
      fontSizes: { small: 12, default: 13, medium: 13, large: 17, extraLarge: 22 },
      fontWeights: { lighter: 300, default: 400, bolder: 600 },
    },
  },
  lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
  spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  imageSizes: { small: 32, medium: 52, large: 100 },
  imageSet: { imageSize: 'medium', maxImageHeight: 100 },
  textBlock: { headingLevel: 3 },
  textStyles: {
    heading: { size: 'large', weight: 'bolder', color: 'default', isSubtle: false, fontType: 'default' },
    columnHeader: {
      size: 'default',
      weight: 'bolder',
      color: 'default',
      isSubtle: false,
      fontType: 'default',
    },
  },
  factSet: {
    title: { ...plainText, weight: 'bolder', wrap: true, maxWidth: 150 },
    value: { ...plainText, wrap: true },
    spacing: 16,
  },
  inputs: {
    label: {
      inputSpacing: 'small',
      requiredInputs: { ...plainText, suffix: ' *', suffixColor: 'attention' },
      optionalInputs: plainText,
    },
    errorMessage: { color: 'attention', size: 'small', spacing: 'small', weight: 'default' },
  },
  actions: {
    maxActions: 6,
    spacing: 'default',
    buttonSpacing: 8,
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
    allowTitleToWrap: true,
    showCard: { actionMode: 'inline', inlineTopMargin: 16, style: 'emphasis' },
    preExpandSingleShowCardAction: false,
  },
  adaptiveCard: { allowCustomStyle: true },
  containerStyles: {
    default: container('default'),
    emphasis: container('emphasis'),
    accent: container('accent'),
    good: container('good'),
    warning: container('warning'),
    attention: container('attention'),
  },
};
