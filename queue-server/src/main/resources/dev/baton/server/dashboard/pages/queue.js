// One queue: its figures, its charts, its workers, what happens in it.
import { enqueue, pause } from '../actions.js';
import { get, path } from '../api.js';
import { data, el, fill } from '../dom.js';
import { follow } from '../events.js';
import { number, time } from '../format.js';
import { keepFresh } from '../refresh.js';
import { go, href } from '../router.js';
import { table } from '../table.js';
import { charts, jobLink, queueLinks, staleness, state, tiles, workerColumns } from './parts.js';

const LATEST = 12;
const DRAW_MILLIS = 250;

export function title({ queue }) {
  return 'Queue ' + queue;
}

export function show(main, { queue }, signal) {
  const buttons = el('div', { class: 'buttons' });
  const figures = el('div');
  const states = el('div');
  const workers = el('section', { 'aria-label': 'Workers' });
  const happened = el('section', { 'aria-label': 'What happens' });
  const counters = el('section', { 'aria-label': 'Counters' });
  const drawn = charts(signal);
  const events = [];
  main.append(queueLinks(queue, 'Queue'), buttons, states, figures, drawn.element, workers, happened, counters);

  const again = keepFresh(signal, async () => {
    const [stats, crew, overview] = await Promise.all([
      get(path('queues', queue), {}, signal),
      get(path('queues', queue, 'workers'), {}, signal),
      get(path('overview'), { queue }, signal),
    ]);
    fill(buttons,
        el('button', { type: 'button', class: 'primary', 'data-mark': 'enqueue', on: { click: () => enqueue(queue, (name, id) => go(['queues', name, 'jobs', id])) } }, 'Enqueue a job …'),
        el('button', { type: 'button', 'data-mark': 'pause', on: { click: () => pause(queue, !stats.paused, again) } }, stats.paused ? 'Resume …' : 'Pause …'),
        stats.paused ? el('p', { class: 'notice' }, 'This queue is paused: nothing is claimed from it until it is resumed.') : null);
    const one = (word, n, label = word) => el('li', {}, el('a', { href: href(['queues', queue, 'jobs'], { state: word }) }, state(label), ' ', el('b', {}, number(n))));
    fill(states, el('ul', { class: 'states', 'aria-label': 'Jobs by state' },
        one('pending', stats.pending), one('scheduled', stats.waiting, 'scheduled, retrying'), one('in-progress', stats.in_progress),
        one('done', stats.done), one('dead', stats.dead), one('cancelled', stats.cancelled),
        stats.next_due_at ? el('li', { class: 'quiet' }, 'next due ', time(stats.next_due_at)) : null));
    drawn.element.hidden = !overview.now;
    if (overview.now) {
      fill(figures, staleness(overview), tiles({ ...overview.now, queue }));
      drawn.show(overview.series);
    } else {
      fill(figures, el('p', { class: 'notice' }, 'This queue is not sampled yet, so there are no rates: the first 100 queues by name are, every 5 s.'));
    }
    fill(workers, table({ caption: 'Workers', columns: workerColumns, rows: crew.workers.map((w) => ({ ...w, queue })), empty: 'No worker has been here within the last day.' }));
    fill(counters, table({
      caption: 'Counters since the queue exists', rows: Object.entries(stats.counters), empty: 'Nothing was counted yet.',
      columns: [{ label: 'Event', header: true, cell: ([name]) => data(name) }, { label: 'Count', number: true, cell: ([, n]) => number(n) }],
    }));
  });

  let planned = false;
  follow(queue, {}, signal, (event) => {
    events.unshift(event);
    events.length = Math.min(events.length, LATEST);
    // A busy queue tells more than anybody can read.
    if (!planned) setTimeout(draw, DRAW_MILLIS);
    planned = true;
  });

  function draw() {
    planned = false;
    fill(happened, table({
      caption: 'Happened while you look, latest first', rows: events,
      columns: [{ label: 'When', cell: (e) => time(e.at) }, { label: 'Job', header: true, cell: (e) => jobLink(queue, e.id) }, { label: 'Is now', cell: (e) => state(e.status) }],
    }));
  }
}
