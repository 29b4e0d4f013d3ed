// A question before every deed: what will happen, and how the command line would do it.
import { Refusal } from './api.js';
import { announce } from './announce.js';
import { el } from './dom.js';

/** A command with a button that copies it. */
export function commandLine(command) {
  const button = el('button', { type: 'button', class: 'small', on: { click: async () => {
    try {
      await navigator.clipboard.writeText(command);
      button.textContent = 'Copied';
    } catch {
      // Browsers may refuse: then it is marked, to be copied by hand.
      getSelection().selectAllChildren(code);
      button.textContent = 'Marked: press Ctrl+C';
    }
  } } }, 'Copy');
  const code = el('code', {}, command);
  return el('div', { class: 'command' }, el('pre', { tabindex: '0', 'aria-label': 'The same on the command line' }, code), button);
}

/**
 * Asks, and does.
 *
 * @param title what it is about
 * @param says sentences or elements: what will happen
 * @param command the same on the command line; text, or a function that makes it anew when a field changes
 * @param verb the word on the button
 * @param act does it, and returns the sentence that tells the outcome
 */
export function ask({ title, says, command, verb, danger = false, act }) {
  const wrong = el('p', { class: 'notice bad', role: 'alert', hidden: true });
  const doing = el('button', { type: 'submit', class: danger ? 'danger' : 'primary' }, verb);
  const commands = el('div');
  const form = el('form', { method: 'dialog' },
      el('h2', { id: 'dialog-title' }, title),
      el('div', { class: 'says' }, [says].flat().map((part) => (part instanceof Node ? part : el('p', {}, part)))),
      command ? [el('p', { class: 'quiet label' }, 'On the command line'), commands] : null,
      wrong,
      el('div', { class: 'buttons' },
          el('button', { type: 'button', on: { click: () => dialog.close() } }, 'Back'), doing));
  const dialog = el('dialog', { 'aria-labelledby': 'dialog-title' }, form);
  const before = document.activeElement;
  let busy = false;

  const show = () => { if (command) commands.replaceChildren(commandLine(typeof command === 'function' ? command() : command)); };
  form.addEventListener('input', show);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    doing.disabled = true;
    wrong.hidden = true;
    try {
      const outcome = await act();
      dialog.close();
      announce(outcome);
    } catch (e) {
      if (!(e instanceof Refusal)) console.error(e);
      wrong.textContent = e.message;
      wrong.hidden = false;
      if (!dialog.open) announce(e.message, false);
    }
    busy = false;
    doing.disabled = false;
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    // The page may have been drawn anew meanwhile.
    const place = before?.isConnected ? before : document.querySelector('#main h1');
    place?.focus({ preventScroll: true });
  });
  show();
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
