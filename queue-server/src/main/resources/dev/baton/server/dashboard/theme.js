// Light or dark: as the system has it, or as was chosen here.
import { el } from './dom.js';

const CHOSEN = 'baton-theme';
const CHOICES = [['', 'System colours'], ['light', 'Light'], ['dark', 'Dark']];

function apply(choice) {
  if (choice) document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
  document.dispatchEvent(new CustomEvent('baton-theme'));
}

/** The switch. */
export function themeSwitch() {
  const chosen = localStorage.getItem(CHOSEN) ?? '';
  apply(chosen);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new CustomEvent('baton-theme')));
  return el('select', { id: 'theme', 'aria-label': 'Colours', on: { change: (event) => {
    localStorage.setItem(CHOSEN, event.target.value);
    apply(event.target.value);
  } } }, CHOICES.map(([value, label]) => el('option', { value, selected: value === chosen }, label)));
}
