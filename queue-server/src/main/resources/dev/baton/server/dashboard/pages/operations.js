// Changes of many jobs: how far they are, and what came of them.
import { stop } from '../actions.js';
import { get, path } from '../api.js';
import { baton } from '../command.js';
import { commandLine } from '../dialog.js';
import { data, el, fill } from '../dom.js';
import { filterOf, inWords } from '../filter.js';
import { number, time } from '../format.js';
import { keepFresh } from '../refresh.js';
import { href } from '../router.js';
import { table } from '../table.js';
import { fact } from './parts.js';

const OFTEN_MILLIS = 1000;

export function title({ id }) {
  return id ? 'Operation ' + id : 'Operations';
}

export function show(main, { id }, signal) {
  return id ? showOne(main, id, signal) : showAll(main, signal);
}

function showAll(main, signal) {
  const list = el('div');
  main.append(list);
  const again = keepFresh(signal, async () => {
    const { operations } = await get(path('operations'), {}, signal);
    fill(list, table({
      caption: 'Operations of this gateway', rows: operations,
      empty: 'None yet. Filter jobs on the page of jobs, and cancel, retry or delete everything that fits.',
      columns: [
        { label: 'Operation', header: true, cell: (o) => el('a', { href: href(['operations', o.operation]) }, `${o.action} ${inWords(filterOf(o.filter))}`) },
        { label: 'Queue', cell: (o) => el('a', { href: href(['queues', o.queue]) }, data(o.queue)) },
        { label: 'State', cell: (o) => el('span', { class: 'state ' + o.state }, o.state) },
        { label: 'Progress', cell: bar },
        { label: 'Read', number: true, cell: (o) => number(o.read) },
        { label: 'Fit', number: true, cell: (o) => number(o.matched) },
        { label: 'Changed', number: true, cell: (o) => number(o.changed) },
        { label: 'Refused', number: true, cell: (o) => number(o.refused) },
        { label: 'Begun', cell: (o) => time(o.started_at) },
        { label: 'Actions', cell: (o) => stopButton(o, again) },
      ],
    }));
  }, OFTEN_MILLIS);
}

function showOne(main, id, signal) {
  const region = el('section', { class: 'panel', 'aria-label': 'The operation' });
  main.append(el('p', {}, el('a', { href: href(['operations']) }, 'All operations')), region);
  const again = keepFresh(signal, async () => {
    const o = await get(path('operations', id), {}, signal);
    const filter = filterOf(o.filter);
    fill(region, el('h2', {}, `${o.action} ${inWords(filter)}`),
        el('p', {}, el('span', { class: 'state ' + o.state }, o.state), ' ', bar(o), ' ', stopButton(o, again)),
        o.error ? el('p', { class: 'notice bad' }, data(o.error)) : null,
        el('dl', { class: 'facts' },
            fact('Queue', el('a', { href: href(['queues', o.queue]) }, data(o.queue))),
            fact('Records read', number(o.read), o.about ? ` of about ${number(o.about)}` : ''),
            fact('Fit the filter', number(o.matched)), fact('Changed', number(o.changed)),
            fact('Refused', number(o.refused), el('span', { class: 'quiet' }, ' (their state did not allow it by then, or they want a decision each)')),
            fact('Begun', time(o.started_at, true)), o.ended_at ? fact('Ended', time(o.ended_at, true)) : null),
        el('p', { class: 'quiet label' }, 'On the command line'), commandLine(baton(o.action, [o.queue], filter)),
        el('p', {}, el('a', { href: href(['queues', o.queue, 'jobs'], filter) }, 'Jobs that fit the filter now')));
  }, OFTEN_MILLIS);
}

function bar(o) {
  if (o.state !== 'running') return '';
  return o.about ? el('progress', { max: Math.max(o.about, o.read), value: o.read, 'aria-label': 'Records read' }) : el('progress', { 'aria-label': 'Under way' });
}

function stopButton(o, again) {
  return o.state === 'running' ? el('button', { type: 'button', class: 'small danger', 'data-mark': 'stop ' + o.operation, on: { click: () => stop(o, again) } }, 'Stop …') : '';
}
