// Who works, and on what.
import { get, path } from '../api.js';
import { data, el, fill } from '../dom.js';
import { plural } from '../format.js';
import { keepFresh } from '../refresh.js';
import { href } from '../router.js';
import { table } from '../table.js';
import { workerColumns } from './parts.js';

/** Queues whose workers are asked for at a time; one queue alone can be chosen by its page. */
const MOST_QUEUES = 20;
const LOOKED_AT = 200;

export function title({ query }) {
  return query.queue ? 'Workers of ' + query.queue : 'Workers';
}

export function show(main, { query }, signal) {
  const list = el('div');
  main.append(query.queue ? el('p', {}, el('a', { href: href(['workers']) }, 'Workers of all queues')) : '', list);
  keepFresh(signal, async () => {
    let names = [query.queue];
    let left = 0;
    let beyond = false;
    if (!query.queue) {
      const { queues, more } = await get(path('queues'), { limit: LOOKED_AT }, signal);
      const worked = queues.filter((q) => q.live_workers > 0);
      names = worked.slice(0, MOST_QUEUES).map((q) => q.queue);
      left = worked.length - names.length;
      beyond = more;
    }
    const crews = await Promise.all(names.map(async (queue) => {
      const { workers } = await get(path('queues', queue, 'workers'), {}, signal);
      return workers.map((w) => ({ ...w, queue }));
    }));
    const rows = crews.flat();
    const live = rows.filter((w) => w.live).length;
    fill(list,
        left > 0 ? el('p', { class: 'notice' }, `Workers of the first ${MOST_QUEUES} queues that have some are shown; ${plural(left, 'queue')} more on their own pages.`) : null,
        beyond ? el('p', { class: 'notice' }, `Only the first ${LOOKED_AT} queues by name were looked at.`) : null,
        table({
          caption: `${live} live, ${rows.length - live} expired within the last day`, rows,
          empty: 'No worker lives. Start one: ./baton worker --queue NAME --exec COMMAND',
          columns: [workerColumns[0], { label: 'Queue', cell: (w) => el('a', { href: href(['queues', w.queue]) }, data(w.queue)) }, ...workerColumns.slice(1)],
        }),
        el('p', { class: 'quiet' }, 'A worker is one line in each queue it works on. Consumers behind the doors have leases, no heartbeat, and are not listed.'));
  });
}
