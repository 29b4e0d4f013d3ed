// One job: all that is known of it, and why it does not run.
import { jobButtons } from '../actions.js';
import { get, getExact, path } from '../api.js';
import { commandLine } from '../dialog.js';
import { baton } from '../command.js';
import { data, el, fill } from '../dom.js';
import { follow } from '../events.js';
import { length, number, plural, time } from '../format.js';
import { keepFresh } from '../refresh.js';
import { href, replace } from '../router.js';
import { fact, json, queueLinks, state } from './parts.js';

const OVER = ['done', 'cancelled'];

export function title({ id }) {
  return 'Job ' + id;
}

export function show(main, { queue, id }, signal) {
  const head = el('div', { class: 'buttons' });
  const why = el('section', { class: 'panel why' });
  const facts = el('section', { class: 'panel', 'aria-label': 'What it is' });
  const timeline = el('section', { class: 'panel', 'aria-label': 'Timeline' });
  const content = el('section', { class: 'panel', 'aria-label': 'Payload and result' });
  main.append(queueLinks(queue, 'Job'), head, el('div', { class: 'columns' }, el('div', {}, why, facts, timeline), content));
  let gone = false;

  const again = keepFresh(signal, async () => {
    let job;
    try {
      job = await getExact(path('queues', queue, 'jobs', id), signal);
    } catch (e) {
      if (e.status !== 404) throw e;
      if (!gone) forget(e.message);
      gone = true;
      return;
    }
    gone = false;
    const reasons = OVER.includes(job.status) ? null : await get(path('queues', queue, 'jobs', id, 'why'), {}, signal).catch((e) => {
      if (e.status === 404) return null;
      throw e;
    });
    fill(head, state(job.status), job.type ? data(job.type, { class: 'tag' }) : null,
        jobButtons(queue, id, job.status, (verb) => (verb === 'delete' ? replace(['queues', queue, 'jobs']) : again())));
    drawWhy(why, reasons, queue, id);
    drawFacts(facts, job, queue);
    drawTimeline(timeline, job);
    fill(content, 'payload' in job ? [el('h2', {}, 'Payload'), json(job.payload, 'Payload')] : el('p', { class: 'empty' }, 'The record is gone; only the status is still known.'),
        'result' in job ? [el('h2', {}, 'Result'), json(job.result, 'Result')] : null);
  });

  function forget(text) {
    fill(head, el('p', { class: 'notice' }, text));
    [why, facts, timeline, content].forEach((part) => fill(part));
  }

  follow(queue, { id }, signal, again);
}

function drawWhy(region, answer, queue, id) {
  region.hidden = !answer || answer.why.length === 0;
  if (region.hidden) return;
  const running = answer.status === 'in-progress';
  fill(region, el('h2', {}, running ? 'What it is doing' : 'Why it is not running'),
      el('ul', { class: 'reasons' }, answer.why.map((reason) => el('li', {}, data(reason.text), reason.next ? el('span', { class: 'quiet next' }, data(reason.next)) : null))),
      commandLine(baton('why', [queue, id])));
}

function drawFacts(region, job, queue) {
  fill(region, el('h2', {}, 'What it is'), el('dl', { class: 'facts' },
      fact('Queue', el('a', { href: href(['queues', queue]) }, data(queue))),
      job.enqueued_at ? fact('Enqueued', time(job.enqueued_at, true)) : null,
      job.due_at ? fact('Due', time(job.due_at, true)) : null,
      job.finished_at ? fact('Ended', time(job.finished_at, true)) : null,
      job.enqueued_at && job.finished_at ? fact('From enqueued to its end', length(Math.max(0, Date.parse(job.finished_at) - Date.parse(job.enqueued_at)))) : null,
      fact('Failed', plural(job.failures, 'attempt'), job.attempts_allowed ? ` of ${number(job.attempts_allowed)} allowed` : ''),
      fact('Crashed', plural(job.crashes, 'attempt'), el('span', { class: 'quiet' }, ' (its worker died)')),
      job.timeout_ms ? fact('Time-out of a run', length(job.timeout_ms)) : null,
      job.deadline_ms ? fact('Deadline', length(job.deadline_ms), ' after its enqueue') : null,
      job.tags?.length ? fact('Tags', job.tags.map((tag) => [el('a', { class: 'tag', href: href(['queues', queue, 'jobs'], { tag }) }, data(tag)), ' '])) : null,
      job.reason ? fact('Reason', data(job.reason)) : null));
}

/** What happened by time; an attempt that went wrong carries its error. */
function drawTimeline(region, job) {
  const failed = job.attempts.map((a) => ({ at: a.at, word: a.error === 'crash' ? 'crashed' : 'failed', attempt: a }));
  const others = job.timeline.filter((e) => !['failed', 'crashed'].includes(e.event)).map((e) => ({ at: e.at, word: e.event }));
  const events = [...others, ...failed].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  fill(region, el('h2', {}, 'Timeline'), el('ol', { class: 'timeline' }, events.map(({ at, word, attempt }) => el('li', { class: word },
      el('div', {}, el('b', {}, attempt ? `Attempt ${attempt.attempt} ${word}` : word), ' ', el('span', { class: 'quiet' }, time(at, true))),
      attempt ? el('div', { class: 'quiet' }, attempt.started_at ? ['ran ', length(Math.max(0, Date.parse(at) - Date.parse(attempt.started_at))), ' '] : null, 'on ', data(attempt.worker, { class: 'id' })) : null,
      attempt ? el('pre', { class: 'error', tabindex: '0', 'aria-label': `Error of attempt ${attempt.attempt}` }, data(attempt.error + ': ' + attempt.message)) : null))));
}
