// Keeps pages up to date: every five seconds while they are seen, and not while somebody has stopped it.
import { Refusal } from './api.js';
import { trouble } from './announce.js';
import { el } from './dom.js';
import { absolute } from './format.js';

const EVERY_MILLIS = 5000;
let stopped = false;
let current = null;

/**
 * Does a page's update now, and again and again until the page is left. What goes wrong is told, and tried again.
 * Returns a function that does it at once.
 */
export function keepFresh(signal, update, everyMillis = EVERY_MILLIS) {
  let timer = 0;
  let under = null;
  let anew = false;
  async function once() {
    clearTimeout(timer);
    try {
      await update();
      trouble('');
      document.getElementById('updated')?.replaceChildren('Updated ' + absolute(new Date()).slice(11));
    } catch (e) {
      if (signal.aborted) return;
      if (!(e instanceof Refusal)) console.error(e);
      trouble(e instanceof Refusal ? e.message : 'This page failed: ' + e.message);
    }
    plan();
  }
  function plan() {
    clearTimeout(timer);
    if (!signal.aborted && !stopped && document.visibilityState === 'visible') timer = setTimeout(run, everyMillis);
  }
  function run() {
    // What is being read may be older than what was just done: then it is read once more.
    if (under) anew = true;
    under ??= once().finally(() => {
      under = null;
      if (anew && !signal.aborted) {
        anew = false;
        run();
      }
    });
    return under;
  }
  current = run;
  const seen = () => { if (document.visibilityState === 'visible' && !stopped && !signal.aborted) run(); };
  document.addEventListener('visibilitychange', seen, { signal });
  signal.addEventListener('abort', () => { clearTimeout(timer); trouble(''); });
  run();
  return run;
}

/** Whether pages follow by themselves. */
export function isStopped() {
  return stopped;
}

/** The switch for it, as moving content needs one. */
export function refreshSwitch() {
  return el('button', { type: 'button', id: 'live', 'aria-pressed': 'true', title: 'Pages follow by themselves while this is on', on: { click: (event) => {
    stopped = !stopped;
    event.currentTarget.setAttribute('aria-pressed', String(!stopped));
    event.currentTarget.textContent = stopped ? 'Updates off' : 'Updates on';
    document.dispatchEvent(new CustomEvent('baton-updates'));
    if (!stopped && current) current();
  } } }, 'Updates on');
}
