// Draws the card with Microsoft's library: the same JSON that Teams shows, without its inputs and buttons.
// Promise: a card drawn anew keeps what was unfolded; one that cannot be drawn says so, and the whole stands below all the same.
import { AdaptiveCard } from 'adaptivecards/lib/card-elements';
import { HostConfig } from 'adaptivecards/lib/host-config';
import { el } from './dom.ts';
import { HOST_CONFIG } from './host-config.ts';

const DETAILS = 'details';

/** Keeps one place filled with a card. `false`: this one cannot be drawn. */
export function createCardPlace(place: HTMLElement): (json: object) => boolean {
  let shown: { readonly text: string; readonly card: AdaptiveCard } | undefined;

  return (json) => {
    const text = JSON.stringify(json);
    if (shown?.text === text) return true;
    const isOpen = shown?.card.getElementById(DETAILS)?.isVisible === true;
    const card = new AdaptiveCard();
    card.hostConfig = new HostConfig(HOST_CONFIG);
    try {
      card.parse(json);
      const drawn = card.render();
      if (drawn === undefined) throw new Error('The library drew nothing.');
      const details = card.getElementById(DETAILS);
      if (isOpen && details) details.isVisible = true;
      // It is no control: reading order finds it without a stop of the tab key.
      drawn.removeAttribute('tabindex');
      place.replaceChildren(drawn);
      shown = { text, card };
      return true;
    } catch (error) {
      console.warn('The card cannot be drawn.', error);
      place.replaceChildren(el('p', {}, 'The card cannot be drawn here. Everything it says stands below.'));
      shown = undefined;
      return false;
    }
  };
}
