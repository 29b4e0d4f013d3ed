// Jobs of a queue: filter, choose, act.
import { actOnAll, actOnChosen } from '../actions.js';
import { get, path } from '../api.js';
import { data, el, fill, visible } from '../dom.js';
import { filterForm, filterOf, inWords } from '../filter.js';
import { number, plural, time } from '../format.js';
import { keepFresh } from '../refresh.js';
import { go } from '../router.js';
import { table } from '../table.js';
import { jobLink, queueLinks, state } from './parts.js';

const PAGE = 50;
/** A search that reads more is not repeated by itself. */
const CHEAP = 500;
const MOST_QUEUES = 200;

export function title({ queue }) {
  return 'Jobs of ' + queue;
}

export function show(main, { queue, query }, signal) {
  const filter = filterOf(query);
  const chosen = new Set();
  let jobs = [];
  let read = 0;
  let cursor;
  let pages = 0;

  const list = el('div', {}, el('p', { class: 'quiet' }, 'Reading …'));
  const end = el('div', { class: 'buttons', role: 'status' });
  const bulk = el('div', { class: 'buttons bulk' });
  main.append(el('div', { class: 'row' }, queueLinks(queue, 'Jobs'), switchOfQueues(queue, filter, signal)),
      filterForm(filter, (wanted) => go(['queues', queue, 'jobs'], wanted)), bulk, list, end);

  async function load(from) {
    const answer = await get(path('queues', queue, 'jobs'), { ...filter, cursor: from, limit: PAGE }, signal);
    // A job that moves while we read is met twice: where it was later counts.
    jobs = [...new Map((from ? jobs.concat(answer.jobs) : answer.jobs).map((job) => [job.id, job])).values()];
    read = from ? read + answer.read : answer.read;
    pages = from ? pages + 1 : 1;
    cursor = answer.cursor;
    draw();
  }

  function choose(id, wish) {
    if (wish) chosen.add(id);
    else chosen.delete(id);
    drawBulk();
  }

  function draw() {
    fill(list, table({
      caption: inWords(filter) === 'all jobs' ? `All jobs of ${queue}` : `Jobs of ${queue}` + inWords(filter).slice(4), rows: jobs,
      empty: cursor ? `None of the first ${number(read)} jobs fits; there are more to read.` : `No jobs fit. ${number(read)} were read.`,
      columns: [
        { label: 'Choose', hidden: true, cell: (j) => el('input', { type: 'checkbox', id: 'choose-' + j.id, 'aria-label': 'Choose ' + j.id, checked: chosen.has(j.id), on: { change: (event) => choose(j.id, event.target.checked) } }) },
        { label: 'Job', header: true, cell: (j) => jobLink(queue, j.id) },
        { label: 'State', cell: (j) => state(j.status) },
        { label: 'Type', cell: (j) => (j.type ? data(j.type) : el('span', { class: 'quiet' }, 'record gone')) },
        { label: 'Tags', cell: (j) => (j.tags ?? []).map((tag) => [el('span', { class: 'tag' }, data(tag)), ' ']) },
        { label: 'Enqueued', cell: (j) => time(j.enqueued_at) },
        { label: 'Due or ended', cell: (j) => (j.due_at ?? j.finished_at ? time(j.due_at ?? j.finished_at) : '') },
        { label: 'Failed', number: true, cell: (j) => (j.failures + j.crashes ? number(j.failures + j.crashes) : '') },
        { label: 'Last error or reason', cell: (j) => { const text = j.error ?? j.reason; return text ? data(text.slice(0, 160), { class: 'error', title: visible(text) }) : ''; } },
      ],
    }));
    fill(end, el('span', { id: 'read' }, `${plural(jobs.length, 'job')} shown; ${plural(read, 'record')} read.`),
        cursor ? el('button', { type: 'button', id: 'more', on: { click: more } }, 'Read on') : el('span', { class: 'quiet' }, 'That is all.'));
    drawBulk();
  }

  async function more(event) {
    event.target.disabled = true;
    try {
      await load(cursor);
    } catch (e) {
      if (!signal.aborted) fill(end, el('span', { class: 'bad' }, e.message), el('button', { type: 'button', id: 'more', on: { click: more } }, 'Try again'));
    }
  }

  function drawBulk() {
    const ids = [...chosen];
    const words = ['cancel', 'retry', 'delete'];
    const label = { cancel: 'Cancel', retry: 'Retry', delete: 'Delete' };
    const done = () => { chosen.clear(); pages = 0; again(); };
    fill(bulk,
        el('button', { type: 'button', class: 'small', id: 'choose-all', on: { click: () => { const all = jobs.every((j) => chosen.has(j.id)); chosen.clear(); if (!all) jobs.forEach((j) => chosen.add(j.id)); draw(); } } },
            jobs.length && jobs.every((j) => chosen.has(j.id)) ? 'Choose none' : 'Choose all shown'),
        el('span', { class: 'group', role: 'group', 'aria-label': 'With the chosen jobs' },
            el('span', { class: 'quiet' }, `${number(ids.length)} chosen:`),
            words.map((verb) => el('button', { type: 'button', class: 'small', id: 'chosen-' + verb, disabled: ids.length === 0, on: { click: () => actOnChosen(verb, queue, ids, done) } }, label[verb] + ' …'))),
        el('span', { class: 'group', role: 'group', 'aria-label': 'With everything that fits the filter' },
            el('span', { class: 'quiet' }, 'everything that fits:'),
            words.map((verb) => el('button', { type: 'button', class: 'small', id: 'all-' + verb, on: { click: () => actOnAll(verb, queue, filter) } }, label[verb] + ' all …'))));
  }

  const again = keepFresh(signal, async () => {
    // What somebody has paged through or chosen from must not move; and nobody reads 4,000 records for nothing.
    if (pages === 0 || (pages === 1 && read <= CHEAP && chosen.size === 0)) await load(undefined);
  });
}

/** A choice between queues, which keeps the filter. */
function switchOfQueues(queue, filter, signal) {
  const select = el('select', { id: 'queue', on: { change: () => go(['queues', select.value, 'jobs'], filter) } }, el('option', { value: queue, selected: true }, visible(queue)));
  get(path('queues'), { limit: MOST_QUEUES }, signal).then(({ queues }) => {
    select.replaceChildren(...queues.map((q) => el('option', { value: q.queue, selected: q.queue === queue }, visible(q.queue))));
    if (!queues.some((q) => q.queue === queue)) select.prepend(el('option', { value: queue, selected: true }, visible(queue)));
  }).catch(() => {}); // the page itself tells what is wrong
  return el('label', { class: 'switch' }, el('span', {}, 'Queue'), select);
}
