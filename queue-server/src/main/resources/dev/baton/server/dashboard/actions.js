// Every deed of the dashboard: the question, the request, and the sentence that tells the outcome.
import { get, key, path, post, remove, Refusal } from './api.js';
import { baton, curl } from './command.js';
import { ask } from './dialog.js';
import { el, visible } from './dom.js';
import { inWords } from './filter.js';
import { plural } from './format.js';
import { go } from './router.js';

const MOST_COMMANDS = 10;
const VERBS = {
  cancel: { word: 'Cancel', past: 'cancelled', danger: true, says: 'A job that waits is cancelled at once. One that runs is asked to stop: its handler decides. Ended jobs stay as they are.' },
  retry: { word: 'Retry', past: 'retried', danger: false, says: 'A dead job becomes pending again, with its counts cleared. Others stay as they are.', many: 'Jobs that may be started only once are refused: each of them wants a decision of its own.' },
  delete: { word: 'Delete', past: 'deleted', danger: true, says: 'A job that has ended is forgotten, with its payload and its result: nothing brings it back. Others are left alone.' },
};

async function one(verb, queue, id) {
  if (verb === 'delete') return remove(path('queues', queue, 'jobs', id));
  return post(path('queues', queue, 'jobs', id, verb));
}

function outcome(id, answer) {
  switch (answer.outcome) {
    case 'asked': return `${id} is running: whoever holds it is asked to stop.`;
    case 'replayed': return `${id} is pending again.`;
    default: return `${id} is ${answer.outcome}; it was ${answer.before}.`;
  }
}

/** Cancel, retry or delete one job. */
export function actOnJob(verb, queue, id, done) {
  const { word, danger, says } = VERBS[verb];
  ask({
    title: `${word} ${id}`, says: [says], verb: word, danger,
    command: baton(verb, [queue, id]),
    act: async () => {
      const answer = await one(verb, queue, id);
      done(verb);
      return outcome(id, answer);
    },
  });
}

/** The same for some jobs that were chosen by hand, one after the other. */
export function actOnChosen(verb, queue, ids, done) {
  const { word, danger, says, past } = VERBS[verb];
  const bar = el('progress', { max: ids.length, value: 0, 'aria-label': 'Jobs asked for' });
  const more = ids.length > MOST_COMMANDS ? `\n# and ${ids.length - MOST_COMMANDS} more` : '';
  ask({
    title: `${word} ${plural(ids.length, 'job')}`, says: [says, bar], verb: `${word} ${plural(ids.length, 'job')}`, danger,
    command: ids.slice(0, MOST_COMMANDS).map((id) => baton(verb, [queue, id])).join('\n') + more,
    act: async () => {
      let changed = 0;
      const refused = [];
      for (const id of ids) {
        try {
          await one(verb, queue, id);
          changed++;
        } catch (e) {
          if (!(e instanceof Refusal) || ![404, 409, 410].includes(e.status)) throw e;
          refused.push(e.message);
        }
        bar.value++;
      }
      done();
      return `${plural(changed, 'job')} ${past}.` + (refused.length ? ` ${refused.length} refused: ${refused[0]}` : '');
    },
  });
}

/** The same for all jobs that a filter finds; the gateway goes through them, and the page of operations shows how far. */
export function actOnAll(verb, queue, filter) {
  const { word, danger, says, many } = VERBS[verb];
  ask({
    title: `${word} everything that fits`, danger, verb: `${word} all of them`,
    says: [`${word} ${inWords(filter)} in queue ${queue}.`, says, ...(many ? [many] : []), 'The gateway goes through the queue; it can be stopped on the way.'],
    command: baton(verb, [queue], filter),
    act: async () => {
      const operation = await post(path('queues', queue, 'bulk'), { action: verb, ...filter });
      go(['operations', operation.operation]);
      return `The operation has begun: ${verb} ${inWords(filter)}.`;
    },
  });
}

export function pause(queue, wish, done) {
  const verb = wish ? 'pause' : 'resume';
  ask({
    title: (wish ? 'Pause ' : 'Resume ') + queue, verb: wish ? 'Pause' : 'Resume', danger: false,
    says: [wish ? 'No more jobs are claimed from this queue until somebody resumes it. Jobs that run go on, and new ones may be enqueued.'
      : 'Workers claim jobs from this queue again.'],
    command: baton(verb, [queue]),
    act: async () => {
      const answer = await post(path('queues', queue, verb));
      done();
      return `${queue} ${answer.changed ? 'is now' : 'was already'} ${wish ? 'paused' : 'running'}.`;
    },
  });
}

export function stop(operation, done) {
  const where = path('operations', operation.operation, 'stop');
  ask({
    title: 'Stop this operation', verb: 'Stop it', danger: true,
    says: [`It has changed ${plural(operation.changed, 'job')} so far; those stay changed, the others stay as they are.`],
    command: curl('POST', where, undefined, key.get() !== null),
    act: async () => {
      await post(where);
      done();
      return 'The operation is asked to stop.';
    },
  });
}

/** A small form for one job. */
export function enqueue(queue, done) {
  const input = (name, label, more = {}, about = '') => el('label', {}, el('span', {}, label, about ? el('span', { class: 'quiet' }, ' ' + about) : null),
      el('input', { name, autocomplete: 'off', spellcheck: 'false', ...more }));
  const payload = el('textarea', { name: 'payload', rows: '5', spellcheck: 'false', required: true });
  payload.value = '{}';
  const fields = el('div', { class: 'fields' },
      queue ? null : input('queue', 'Queue', { required: true, maxlength: '128' }),
      input('type', 'Type', { required: true, maxlength: '128' }),
      el('label', {}, el('span', {}, 'Payload', el('span', { class: 'quiet' }, ' JSON')), payload),
      input('id', 'Id', { maxlength: '128' }, 'optional: the same id makes no second job'),
      input('delay', 'Delay in seconds', { type: 'number', min: '0', step: '1' }, 'optional'),
      input('tags', 'Tags', {}, 'optional, parted by blanks'));
  const value = (name) => fields.querySelector(`[name="${name}"]`)?.value.trim() ?? '';
  const target = () => queue ?? value('queue');
  const body = () => {
    const job = { type: value('type'), payload: JSON.parse(payload.value) };
    if (value('id')) job.id = value('id');
    if (value('delay')) job.delay_ms = Math.round(Number(value('delay')) * 1000);
    if (value('tags')) job.tags = value('tags').split(/\s+/);
    return job;
  };
  ask({
    title: queue ? `Enqueue a job in ${queue}` : 'Enqueue a job', says: [fields], verb: 'Enqueue',
    command: () => {
      let job;
      try { job = body(); } catch { return 'The payload is no JSON yet'; }
      return curl('POST', path('queues', target() || 'QUEUE', 'jobs'), job, key.get() !== null);
    },
    act: async () => {
      let job;
      try { job = body(); } catch (e) { throw new Refusal(0, 'The payload is not JSON: ' + visible(e.message)); }
      const answer = await post(path('queues', target(), 'jobs'), job);
      done(target(), answer.id);
      return answer.outcome === 'created' ? `${answer.id} is enqueued and ${answer.status}.`
        : `${answer.id} was there already, with the same content; it is ${answer.status}.`;
    },
  });
}

/** Asks for the key, if the gateway wants one. */
export function askForKey(done) {
  if (document.getElementById('key')) return null;
  const input = el('input', { id: 'key', type: 'password', autocomplete: 'off', required: true, autofocus: true });
  return ask({
    title: 'A key is needed', verb: 'Use it',
    says: ['This gateway lets in only who has a key. To look around it needs the role viewer or operator. It is kept in this tab until the tab is closed, and sent nowhere else.',
      el('label', {}, el('span', {}, 'Key'), input)],
    act: async () => {
      const before = key.get();
      key.set(input.value.trim());
      try {
        await get(path('queues'), { limit: 1 });
      } catch (e) {
        // A key without the right to look is a key all the same: pages say what it lacks.
        if (e.status !== 403) {
          if (before) key.set(before);
          else key.forget();
          throw e;
        }
      }
      done();
      return 'The key is used from now on.';
    },
  });
}

/** The buttons for what a job in this status allows. */
export function jobButtons(queue, id, status, done) {
  const may = {
    cancel: ['scheduled', 'pending', 'in-progress', 'retrying'].includes(status),
    retry: status === 'dead',
    delete: ['done', 'dead', 'cancelled'].includes(status),
  };
  return Object.keys(VERBS).filter((verb) => may[verb]).map((verb) =>
    el('button', { type: 'button', class: VERBS[verb].danger ? 'danger' : 'primary', 'data-mark': verb, on: { click: () => actOnJob(verb, queue, id, done) } }, VERBS[verb].word + ' …'));
}

