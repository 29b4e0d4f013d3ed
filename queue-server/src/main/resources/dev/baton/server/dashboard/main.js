// Starts the dashboard: the frame, the keys, and which page an address means.
import { askForKey } from './actions.js';
import { announce, trouble } from './announce.js';
import { get, key, path, Refusal } from './api.js';
import { el } from './dom.js';
import { refreshSwitch } from './refresh.js';
import { go, here, href, replace } from './router.js';
import { themeSwitch } from './theme.js';
import * as dead from './pages/dead.js';
import * as job from './pages/job.js';
import * as jobs from './pages/jobs.js';
import * as operations from './pages/operations.js';
import * as overview from './pages/overview.js';
import * as queue from './pages/queue.js';
import * as queues from './pages/queues.js';
import * as workers from './pages/workers.js';

const LAST_QUEUE = 'baton-queue';
const MOST_ASKED = 100;
const NAV = [['Overview', []], ['Queues', ['queues']], ['Jobs', ['jobs']], ['Dead', ['dead']], ['Workers', ['workers']], ['Operations', ['operations']]];

const main = document.getElementById('main');
let leaving = null;
let first = true;

/** The page of an address, and which entry of the menu it belongs to. */
function pageOf({ parts, query }) {
  const [area, name, sub, id] = parts;
  if (parts.length === 0) return { page: overview, menu: 'Overview' };
  if (area === 'queues' && parts.length === 1) return { page: queues, menu: 'Queues' };
  if (area === 'queues' && parts.length === 2) return { page: queue, menu: 'Queues', queue: name };
  if (area === 'queues' && sub === 'jobs' && parts.length === 3) return { page: jobs, menu: 'Jobs', queue: name, query };
  if (area === 'queues' && sub === 'jobs' && parts.length === 4) return { page: job, menu: 'Jobs', queue: name, id };
  if (area === 'queues' && sub === 'dead' && parts.length === 3) return { page: dead, menu: 'Dead', queue: name };
  if (area === 'workers' && parts.length === 1) return { page: workers, menu: 'Workers', query };
  if (area === 'operations' && parts.length <= 2) return { page: operations, menu: 'Operations', id: name };
  return null;
}

async function show() {
  const where = here();
  if (where.parts.length === 1 && ['jobs', 'dead'].includes(where.parts[0])) {
    await choose(where.parts[0]);
    return;
  }
  leaving?.abort();
  leaving = new AbortController();
  const found = pageOf(where);
  document.querySelectorAll('#nav a').forEach((link) => {
    if (link.textContent === found?.menu) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  });
  const title = found ? found.page.title(found) : 'There is no such page';
  document.title = title + ' · Baton';
  const heading = el('h1', { tabindex: '-1' }, title);
  main.replaceChildren(heading);
  if (!first) {
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  first = false;
  if (!found) {
    main.append(el('p', {}, 'The address ', el('code', {}, location.hash), ' leads nowhere. ', el('a', { href: href([]) }, 'To the overview')));
    return;
  }
  if (found.queue) sessionStorage.setItem(LAST_QUEUE, found.queue);
  found.page.show(main, found, leaving.signal);
}

/** Jobs belong to queues: goes to those of the queue that was looked at last, or of the first there is. */
async function choose(what) {
  try {
    let name = sessionStorage.getItem(LAST_QUEUE);
    if (!name) {
      const { queues: known } = await get(path('queues'), { limit: 1 });
      name = known[0]?.queue;
    }
    if (name) replace(['queues', name, what]);
    else {
      announce('There are no queues yet: enqueue a job first.', false);
      replace(['queues']);
    }
  } catch (e) {
    trouble(e.message);
  }
}

/** Goes to the job of an id, in whichever queue it is. */
async function find(text) {
  const slash = text.indexOf('/');
  if (slash > 0) {
    go(['queues', text.slice(0, slash), 'jobs', text.slice(slash + 1)]);
    return;
  }
  const { queues: known } = await get(path('queues'), { limit: MOST_ASKED });
  const last = sessionStorage.getItem(LAST_QUEUE);
  const names = known.map((q) => q.queue).sort((a, b) => Number(b === last) - Number(a === last));
  for (const name of names) {
    try {
      await get(path('queues', name, 'jobs', text));
      go(['queues', name, 'jobs', text]);
      return;
    } catch (e) {
      if (e.status !== 404) throw e;
    }
  }
  throw new Refusal(404, `No job has the id ${text} in the ${names.length === MOST_ASKED ? 'first ' : ''}${names.length} queues.`);
}

function frame() {
  document.getElementById('nav').append(el('ul', {}, NAV.map(([label, parts]) => el('li', {}, el('a', { href: href(parts) }, label)))));
  const keyButton = el('button', { type: 'button', id: 'key-button' });
  // Most gateways on one's own machine want none, so nothing is shown until one is wanted.
  let wanted = false;
  const showKey = () => {
    keyButton.textContent = key.get() ? 'Forget key' : 'Key …';
    keyButton.hidden = !key.get() && !wanted;
  };
  keyButton.addEventListener('click', () => {
    if (key.get()) {
      key.forget();
      announce('The key is forgotten.');
      showKey();
      show();
    } else {
      askForKey(() => { showKey(); show(); });
    }
  });
  showKey();
  // Who does not want to give a key is not asked again by every update, only on another page.
  let declinedAt = null;
  document.addEventListener('baton-key-needed', () => {
    wanted = true;
    showKey();
    if (declinedAt === location.hash) return;
    const asked = askForKey(() => { showKey(); show(); });
    asked?.addEventListener('close', () => { declinedAt = key.get() ? null : location.hash; });
  });
  document.getElementById('tools').append(el('span', { id: 'updated', class: 'quiet' }), refreshSwitch(), themeSwitch(), keyButton);
  // The hash is taken by addresses, so this link goes by hand.
  document.getElementById('skip').addEventListener('click', (event) => {
    event.preventDefault();
    main.focus();
  });
  document.getElementById('find').addEventListener('submit', async (event) => {
    event.preventDefault();
    const input = document.getElementById('find-id');
    if (!input.value.trim()) return;
    try {
      await find(input.value.trim());
      input.value = '';
    } catch (e) {
      announce(e.message, false);
    }
  });
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && !document.querySelector('dialog[open]')) {
      event.preventDefault();
      (document.getElementById('search') ?? document.getElementById('find-id')).focus();
    }
  });
}

frame();
addEventListener('hashchange', show);
show();
