// What several pages show alike.
import { Chart } from '../chart.js';
import { data, el } from '../dom.js';
import { age, length, number, rate, time } from '../format.js';
import { href } from '../router.js';

/** The word of a status, with a shape before it: colour alone would tell nothing to some. */
export function state(word) {
  return el('span', { class: 'state ' + word }, word);
}

function tile(label, value, about = null, more = null) {
  return el('div', { class: 'tile' }, el('dt', {}, label), el('dd', {}, el('b', {}, value), about ? el('span', { class: 'quiet' }, about) : null, more));
}

/** The figures of a sample: one queue, or all. */
export function tiles(now) {
  const failed = now.retried_a_second === undefined ? undefined : now.retried_a_second + now.dead_a_second;
  return el('dl', { class: 'tiles' },
      tile('Enqueued', rate(now.enqueued_a_second), 'a second'),
      tile('Done', rate(now.done_a_second), 'a second'),
      tile('Failed attempts', rate(failed), 'a second'),
      tile('Latency p50', length(now.p50_ms), now.p50_ms === undefined ? 'nothing done just now' : 'enqueued to done'),
      tile('Latency p99', length(now.p99_ms), now.latency_jobs ? `of the latest ${now.latency_jobs}` : 'nothing done just now'),
      tile('Workers busy', `${now.busy} of ${now.live}`, null, now.live
        ? el('meter', { min: 0, max: now.live, value: now.busy, 'aria-label': 'Workers that hold a job' }) : el('span', { class: 'quiet' }, 'none lives')),
      tile('Pending', number(now.pending), now.paused ? (now.queue ? 'paused' : `${now.paused} paused`) : 'wait for workers'),
      tile('Front waits', age(now.front_enqueued_at), 'since it was enqueued'),
      tile('In progress', number(now.in_progress), 'in somebody’s hand'),
      tile('Later', number(now.waiting), 'scheduled, retrying'),
      tile('Dead', number(now.dead), now.dead ? 'need a person' : 'none needs a person'),
      tile('Done', number(now.done), 'still kept'));
}

/** What to know of an overview that is old. */
export function staleness(overview) {
  return overview.age_ms > 3 * overview.every_ms
    ? el('p', { class: 'notice', id: 'stale' }, `Nothing was sampled for ${length(overview.age_ms)}, and these figures are so old: the log of the gateway tells why.`) : null;
}

/** The four charts of a series. */
export function charts(signal) {
  const made = {
    flow: new Chart({ title: 'Throughput', unit: 'jobs a second', format: rate, signal, series: [
      { label: 'done', colour: '--c1' }, { label: 'enqueued', colour: '--c2' }, { label: 'failed attempts', colour: '--c3' }] }),
    latency: new Chart({ title: 'Latency', unit: 'enqueued to done', format: length, signal, series: [
      { label: 'p50', colour: '--c1' }, { label: 'p99', colour: '--c2' }] }),
    backlog: new Chart({ title: 'Backlog', unit: 'jobs', format: compact, signal, series: [
      { label: 'pending', colour: '--c1' }, { label: 'scheduled, retrying', colour: '--c2' }, { label: 'in progress', colour: '--c3' }] }),
    workers: new Chart({ title: 'Workers', unit: 'that live', format: number, signal, series: [
      { label: 'busy', colour: '--c1' }, { label: 'live', colour: '--c2' }] }),
  };
  return {
    element: el('section', { class: 'charts', 'aria-label': 'The last hour' }, Object.values(made).map((chart) => chart.element)),
    show(series) {
      const failed = series.retried_a_second.map((n, i) => (n === null ? null : n + series.dead_a_second[i]));
      made.flow.show(series.at, [series.done_a_second, series.enqueued_a_second, failed]);
      made.latency.show(series.at, [series.p50_ms, series.p99_ms]);
      made.backlog.show(series.at, [series.pending, series.waiting, series.in_progress]);
      made.workers.show(series.at, [series.busy, series.live]);
    },
  };
}

function compact(n) {
  if (n === null || n === undefined) return '–';
  return n < 10_000 ? number(n) : new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(n);
}

/** The links between the pages of a queue. */
export function queueLinks(queue, current) {
  const link = (label, parts, query) => el('a', { href: href(['queues', queue, ...parts], query), 'aria-current': label === current ? 'page' : null }, label);
  return el('nav', { class: 'sub', 'aria-label': 'Of this queue' },
      link('Queue', []), link('Jobs', ['jobs']), link('Dead', ['dead']), el('a', { href: href(['workers'], { queue }) }, 'Workers'));
}

/** A job, to go to. */
export function jobLink(queue, id) {
  return el('a', { href: href(['queues', queue, 'jobs', id]), class: 'id' }, data(id));
}

/** Who holds what, each line one life of a worker in one queue. */
export const workerColumns = [
  { label: 'Worker', header: true, cell: (w) => data(w.worker, { class: 'id' }) },
  { label: 'Heartbeat', cell: (w) => [el('span', { class: 'state ' + (w.live ? 'live' : 'expired') }, w.live ? 'lives' : 'expired'), ' ',
    el('span', { class: 'quiet' }, w.live ? 'good until ' : '', time(w.expires_at))] },
  { label: 'Holds', number: true, cell: (w) => number(w.held) },
  { label: 'Jobs in its hand, oldest first', cell: (w) => (w.jobs.length === 0 ? el('span', { class: 'quiet' }, w.held ? '' : 'idle')
    : [el('ul', { class: 'inline' }, w.jobs.map((j) => el('li', {}, jobLink(w.queue, j.id), ' ',
        el('span', { class: 'quiet' }, j.claimed_at ? [time(j.claimed_at)] : 'not claimed yet')))),
      w.held > w.jobs.length ? el('span', { class: 'quiet' }, `and ${number(w.held - w.jobs.length)} more`) : null]) },
];

/** JSON as people read it; text that is none is shown as it is. */
export function json(value, label) {
  return el('pre', { class: 'json', tabindex: '0', 'aria-label': label }, data(typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(value, null, 2)));
}

export function fact(label, ...value) {
  return el('div', {}, el('dt', {}, label), el('dd', {}, ...value));
}
