// How it goes, over all queues.
import { get, path } from '../api.js';
import { data, el, fill } from '../dom.js';
import { age, number, plural, rate } from '../format.js';
import { keepFresh } from '../refresh.js';
import { href } from '../router.js';
import { table } from '../table.js';
import { charts, staleness, tiles } from './parts.js';

export function title() {
  return 'Overview';
}

export function show(main, route, signal) {
  const figures = el('div');
  const queues = el('section', { 'aria-label': 'Queues' });
  const drawn = charts(signal);
  main.append(figures, drawn.element, queues);
  keepFresh(signal, async () => {
    const answer = await get(path('overview'), {}, signal);
    if (!answer.now) {
      fill(figures, el('p', { class: 'empty' }, 'There are no queues yet. Enqueue a first job on the page of ', el('a', { href: href(['queues']) }, 'queues'), '.'));
      return;
    }
    fill(figures, staleness(answer), tiles(answer.now), answer.queues_known > answer.queues_sampled
      ? el('p', { class: 'notice' }, `Of ${number(answer.queues_known)} queues the first ${answer.queues_sampled} by name are counted here.`) : null);
    drawn.show(answer.series);
    fill(queues, table({
      caption: `Queues now (${plural(answer.queues.length, 'queue')})`, rows: answer.queues, empty: 'No queues.',
      columns: [
        { label: 'Queue', header: true, cell: (q) => [el('a', { href: href(['queues', q.queue]) }, data(q.queue)), q.paused ? el('span', { class: 'state paused' }, 'paused') : null] },
        { label: 'Pending', number: true, cell: (q) => number(q.pending) },
        { label: 'Front waits', number: true, cell: (q) => age(q.front_enqueued_at) },
        { label: 'In progress', number: true, cell: (q) => number(q.in_progress) },
        { label: 'Enqueued/s', number: true, cell: (q) => rate(q.enqueued_a_second) },
        { label: 'Done/s', number: true, cell: (q) => rate(q.done_a_second) },
        { label: 'Workers', number: true, cell: (q) => `${q.busy} of ${q.live} busy` },
        { label: 'Dead', number: true, cell: (q) => (q.dead ? el('a', { href: href(['queues', q.queue, 'dead']) }, number(q.dead)) : '0') },
      ],
    }));
  });
}
