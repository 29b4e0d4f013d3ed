// Tells outcomes: to be seen for a while, and read aloud by screen readers.
import { el } from './dom.js';

const SEEN_MILLIS = 12_000;
const MOST = 3;

export function announce(text, good = true) {
  const toasts = document.getElementById('toasts');
  const toast = el('p', { class: good ? 'toast good' : 'toast bad' },
      el('span', {}, (good ? '✓ ' : '✕ ') + text),
      el('button', { type: 'button', class: 'plain', 'aria-label': 'Dismiss this message', on: { click: () => toast.remove() } }, '×'));
  toasts.append(toast);
  while (toasts.children.length > MOST) toasts.firstChild.remove();
  setTimeout(() => toast.remove(), SEEN_MILLIS);
}

/** What is wrong with the page as a whole; empty when all is well. */
export function trouble(text) {
  const place = document.getElementById('trouble');
  if (place.textContent !== text) place.textContent = text;
  place.hidden = text === '';
}
