// Dead jobs of a queue, by what they are and what killed them.
import { actOnAll } from '../actions.js';
import { get, path } from '../api.js';
import { data, el, fill } from '../dom.js';
import { number, plural, time } from '../format.js';
import { keepFresh } from '../refresh.js';
import { href } from '../router.js';
import { table } from '../table.js';
import { jobLink, queueLinks } from './parts.js';

const MOST_BY_ITSELF = 100_000;
const CHEAP = 4_000;

export function title({ queue }) {
  return 'Dead jobs of ' + queue;
}

export function show(main, { queue }, signal) {
  const list = el('div');
  const end = el('div', { class: 'buttons', role: 'status' });
  main.append(queueLinks(queue, 'Dead'), list, end);
  let groups = new Map();
  let read = 0;
  let cursor;
  let whole = false;

  async function load(from, most) {
    const found = from ? groups : new Map();
    let count = from ? read : 0;
    let next = from;
    do {
      const answer = await get(path('queues', queue, 'dead'), { cursor: next }, signal);
      answer.groups.forEach((group) => merge(found, group));
      count += answer.read;
      next = answer.cursor;
      groups = found;
      read = count;
      cursor = next;
      draw();
    } while (next && count < most);
    whole = true;
  }

  function draw() {
    const rows = [...groups.values()].sort((a, b) => b.jobs - a.jobs);
    fill(list, table({
      caption: `Dead jobs of ${queue}, by type and error`, rows, empty: cursor ? 'Reading …' : 'No dead jobs. Nothing needs a person here.',
      columns: [
        { label: 'Type', header: true, cell: (g) => (g.type ? data(g.type) : el('span', { class: 'quiet' }, 'record gone')) },
        { label: 'Error', cell: (g) => (g.error ? data(g.error, { class: 'error' }) : el('span', { class: 'quiet' }, 'none told')) },
        { label: 'Jobs', number: true, cell: (g) => el('a', { href: href(['queues', queue, 'jobs'], filterOf(g)) }, number(g.jobs)) },
        { label: 'First', cell: (g) => time(g.first_at) },
        { label: 'Last', cell: (g) => time(g.last_at) },
        { label: 'For example', cell: (g) => (g.example ? [jobLink(queue, g.example.id), ' ', data((g.example.message ?? '').slice(0, 200), { class: 'quiet' })] : '') },
        { label: 'Actions', cell: (g) => (!g.type || !g.error
          // A filter cannot say that there is none; without these words it would take all.
          ? el('span', { class: 'quiet' }, 'one by one')
          : el('span', { class: 'group' },
            el('button', { type: 'button', class: 'small primary', 'data-mark': 'retry ' + keyOf(g), 'aria-label': `Retry all ${g.type} with ${g.error}`, on: { click: () => actOnAll('retry', queue, filterOf(g)) } }, 'Retry all …'),
            el('button', { type: 'button', class: 'small', 'data-mark': 'delete ' + keyOf(g), 'aria-label': `Delete all ${g.type} with ${g.error}`, on: { click: () => actOnAll('delete', queue, filterOf(g)) } }, 'Delete all …'))) },
      ],
    }));
    fill(end, el('span', {}, `${plural(rows.length, 'group')}; ${plural(read, 'record')} read.`),
        cursor ? el('button', { type: 'button', id: 'more', on: { click: (event) => { event.target.disabled = true; load(cursor, read + MOST_BY_ITSELF); } } }, 'Read on') : null);
  }

  keepFresh(signal, async () => {
    if (!whole || read <= CHEAP) await load(undefined, MOST_BY_ITSELF);
  });
}

function keyOf(group) {
  return JSON.stringify([group.type, group.error]);
}

function filterOf({ type, error }) {
  return { state: 'dead', type, error };
}

/** A later part of the reading may know the same group. */
function merge(groups, group) {
  const old = groups.get(keyOf(group));
  groups.set(keyOf(group), !old ? group : {
    ...old, jobs: old.jobs + group.jobs,
    first_at: old.first_at < group.first_at ? old.first_at : group.first_at,
    last_at: old.last_at > group.last_at ? old.last_at : group.last_at,
  });
}
