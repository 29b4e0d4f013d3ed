// All queues, by name.
import { enqueue } from '../actions.js';
import { get, path } from '../api.js';
import { data, el, fill } from '../dom.js';
import { number, plural, time } from '../format.js';
import { keepFresh } from '../refresh.js';
import { go, href } from '../router.js';
import { table } from '../table.js';

const PAGE = 100;

export function title() {
  return 'Queues';
}

export function show(main, route, signal) {
  const list = el('div');
  const next = el('div', { class: 'buttons' });
  let pages = 1;
  main.append(
      el('div', { class: 'buttons' }, el('button', { type: 'button', class: 'primary', on: { click: () => enqueue(null, (queue, id) => go(['queues', queue, 'jobs', id])) } }, 'Enqueue a job …')),
      list, next);
  const again = keepFresh(signal, async () => {
    const rows = [];
    let more = true;
    for (let page = 0; page < pages && more; page++) {
      const answer = await get(path('queues'), { limit: PAGE, after: rows.at(-1)?.queue }, signal);
      rows.push(...answer.queues);
      more = answer.more;
    }
    const jobs = (q, state, n) => (n ? el('a', { href: href(['queues', q.queue, 'jobs'], { state }) }, number(n)) : '0');
    fill(list, table({
      caption: plural(rows.length, 'queue') + (more ? ', and others follow' : ''), rows,
      empty: 'There are no queues yet: a queue is there as soon as a job is enqueued.',
      columns: [
        { label: 'Queue', header: true, cell: (q) => [el('a', { href: href(['queues', q.queue]) }, data(q.queue)), q.paused ? el('span', { class: 'state paused' }, 'paused') : null] },
        { label: 'Pending', number: true, cell: (q) => jobs(q, 'pending', q.pending) },
        { label: 'Scheduled, retrying', number: true, cell: (q) => number(q.waiting) },
        { label: 'Next due', cell: (q) => time(q.next_due_at) },
        { label: 'In progress', number: true, cell: (q) => jobs(q, 'in-progress', q.in_progress) },
        { label: 'Done, kept', number: true, cell: (q) => jobs(q, 'done', q.done) },
        { label: 'Dead', number: true, cell: (q) => (q.dead ? el('a', { href: href(['queues', q.queue, 'dead']) }, number(q.dead)) : '0') },
        { label: 'Cancelled', number: true, cell: (q) => jobs(q, 'cancelled', q.cancelled) },
        { label: 'Live workers', number: true, cell: (q) => (q.live_workers ? el('a', { href: href(['workers'], { queue: q.queue }) }, number(q.live_workers)) : '0') },
      ],
    }));
    fill(next, more ? el('button', { type: 'button', on: { click: () => { pages++; again(); } } }, 'Show more queues') : null);
  });
}
