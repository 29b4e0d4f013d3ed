// What jobs are wanted: in the address, in the form, for REST, and on the command line.
import { el, visible } from './dom.js';
import { absolute } from './format.js';

export const STATES = ['pending', 'scheduled', 'in-progress', 'retrying', 'done', 'dead', 'cancelled'];
const NAMES = ['state', 'type', 'tag', 'since', 'until', 'text', 'error'];

/** The filter that an address carries: only names that are known, and no empty ones. */
export function filterOf(query) {
  return Object.fromEntries(NAMES.filter((name) => query[name]).map((name) => [name, query[name]]));
}

/** In words. */
export function inWords(filter) {
  const parts = [];
  if (filter.state) parts.push('that are ' + filter.state);
  if (filter.type) parts.push('of type ' + visible(filter.type));
  if (filter.tag) parts.push('with the tag ' + visible(filter.tag));
  if (filter.since) parts.push('enqueued at ' + absolute(filter.since) + ' or later');
  if (filter.until) parts.push('enqueued before ' + absolute(filter.until));
  if (filter.text) parts.push('with “' + visible(filter.text) + '” in id, payload or error');
  if (filter.error) parts.push('whose last error is ' + visible(filter.error));
  return parts.length === 0 ? 'all jobs' : 'jobs ' + parts.join(', ');
}

function local(instant) {
  return instant ? absolute(instant).replace(' ', 'T') : '';
}

/** The form; calls back with a filter when it is sent. */
export function filterForm(filter, wanted) {
  const field = (label, control) => el('label', {}, el('span', {}, label), control);
  const text = (name, label, more = {}) => field(label, el('input', { name, value: filter[name] ?? '', autocomplete: 'off', spellcheck: 'false', maxlength: '200', ...more }));
  const instant = (name, label) => field(label, el('input', { name, type: 'datetime-local', step: '1', value: local(filter[name]) }));
  const form = el('form', { class: 'filter', role: 'search', 'aria-label': 'Filter jobs' },
      field('State', el('select', { name: 'state' }, el('option', { value: '' }, 'any'),
          STATES.map((state) => el('option', { value: state, selected: state === filter.state }, state)))),
      text('text', 'Text in id, payload or error', { type: 'search', id: 'search', class: 'wide' }),
      text('type', 'Type'), text('tag', 'Tag'), text('error', 'Last error'),
      instant('since', 'Enqueued since'), instant('until', 'Enqueued before'),
      el('div', { class: 'buttons' },
          el('button', { type: 'submit', class: 'primary' }, 'Filter'),
          el('button', { type: 'button', on: { click: () => wanted({}) } }, 'Clear')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = Object.fromEntries(new FormData(form));
    for (const name of ['since', 'until']) {
      if (chosen[name]) chosen[name] = new Date(chosen[name]).toISOString().replace('.000Z', 'Z');
    }
    wanted(filterOf(chosen));
  });
  return form;
}
