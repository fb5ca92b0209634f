// Drawing a message anew must not take the focus from somebody who types or tabs in it: their next key would go nowhere.

const FOCUSABLE = 'input, select, textarea, button, a[href], [tabindex]';

/** Remembers what in `element` has the focus; the returned function gives it back to the same part of the new drawing, else to the card. */
export function rememberFocus(element) {
  const active = document.activeElement;
  if (active === null || !element.contains(active)) return () => {};
  const part = partOf(active);
  const caret = active.selectionStart ?? null;
  const end = active.selectionEnd ?? null;
  return () => {
    const same = [...element.querySelectorAll(FOCUSABLE)].find((each) => partOf(each) === part);
    const next = same ?? element.querySelector('.ac-adaptiveCard');
    next?.focus({ preventScroll: true });
    if (same && caret !== null) same.setSelectionRange(caret, end);
  };
}

// The library's own ids are new in each drawing; the card's are not.
function partOf(element) {
  return element.closest('[data-part]')?.dataset.part ?? element.getAttribute('aria-label') ?? '';
}
