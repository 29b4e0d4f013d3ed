// Tables that screen readers can walk: with a caption, and with headers of columns and rows.
import { el } from './dom.js';

/**
 * A table.
 *
 * columns: [{ label, cell: row → content, number: right-aligned, header: names its row, hidden: the label is only read }]
 */
export function table({ caption, columns, rows, empty, hideCaption = false }) {
  if (rows.length === 0 && empty) return el('p', { class: 'empty' }, empty);
  const head = columns.map((c) => el('th', { scope: 'col', class: c.number ? 'number' : null },
      c.hidden ? el('span', { class: 'unseen' }, c.label) : c.label));
  const body = rows.map((row) => el('tr', {}, columns.map((c) => c.header
    ? el('th', { scope: 'row', 'data-label': c.label }, c.cell(row))
    : el('td', { class: c.number ? 'number' : null, 'data-label': c.label }, c.cell(row)))));
  // A region that scrolls sideways must be reached by keys.
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
      el('table', {},
          el('caption', { class: hideCaption ? 'unseen' : null }, caption),
          el('thead', {}, el('tr', {}, head)),
          el('tbody', {}, body)));
}
