// Charts over the last hour, each with a sentence and a table that tell the same.
import { el, fill } from './dom.js';
import { absolute } from './format.js';
import { table } from './table.js';

const HEIGHT = 170;
const MOST_ROWS = 30;
const DASHES = [[], [6, 4], [2, 3]];

/** The colour that a custom property has right now, in a form that a canvas takes. */
function colour(name) {
  const probe = el('span', {});
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/** Where values stand alone between gaps: no line would show them. */
function alone(values) {
  return values.map((v, i) => i).filter((i) => values[i] !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null);
}

/** A chart of series = [{ label, colour: custom property }], whose values are shown by format. */
export class Chart {
  constructor({ title, unit, series, format, signal }) {
    this.title = title;
    this.unit = unit;
    this.series = series;
    this.format = format;
    this.plot = null;
    this.data = [[], ...series.map(() => [])];
    this.canvas = el('div', { class: 'canvas', role: 'img' });
    this.legend = el('ul', { class: 'legend' });
    this.rows = el('div');
    const details = el('details', { on: { toggle: () => this.tell() } }, el('summary', {}, 'As a table'), this.rows);
    this.details = details;
    this.element = el('figure', { class: 'chart' }, el('figcaption', {}, title, el('span', { class: 'quiet' }, ' ' + unit)), this.legend, this.canvas, details);
    const sizes = new ResizeObserver(() => this.fit());
    sizes.observe(this.canvas);
    document.addEventListener('baton-theme', () => this.draw(), { signal });
    signal.addEventListener('abort', () => { sizes.disconnect(); this.plot?.destroy(); });
  }

  /** Takes columns: instants, and one list a series. */
  show(at, columns) {
    this.data = [at.map((instant) => Date.parse(instant) / 1000), ...columns];
    if (this.plot) this.plot.setData(this.data);
    else this.draw();
    fill(this.legend, this.series.map((s, i) => el('li', {},
        el('span', { class: 'swatch dash' + i, 'data-colour': s.colour.slice(2), 'aria-hidden': 'true' }), s.label, ' ',
        el('b', {}, this.format(this.last(i))))));
    this.canvas.setAttribute('aria-label', this.summary());
    this.tell();
  }

  last(i) {
    return this.data[i + 1].at(-1) ?? null;
  }

  summary() {
    const parts = this.series.map((s, i) => {
      const values = this.data[i + 1].filter((v) => v !== null);
      if (values.length === 0) return s.label + ': nothing known yet';
      return `${s.label}: from ${this.format(Math.min(...values))} to ${this.format(Math.max(...values))}, last ${this.format(this.last(i))}`;
    });
    return `${this.title}, ${this.unit}, ${this.data[0].length} samples. ${parts.join('; ')}.`;
  }

  /** The table, made only for those who look at it. */
  tell() {
    if (!this.details.open) return;
    const step = Math.max(1, Math.ceil(this.data[0].length / MOST_ROWS));
    const rows = [];
    for (let i = this.data[0].length - 1; i >= 0; i -= step) rows.push(i);
    fill(this.rows, table({
      caption: `${this.title}, ${this.unit}, latest first`, hideCaption: true, rows, empty: 'Nothing was sampled yet.',
      columns: [{ label: 'Time', header: true, cell: (i) => absolute(this.data[0][i] * 1000).slice(11) },
        ...this.series.map((s, n) => ({ label: s.label, number: true, cell: (i) => this.format(this.data[n + 1][i]) }))],
    }));
  }

  fit() {
    const width = this.canvas.clientWidth;
    if (width === 0) return;
    if (this.plot) this.plot.setSize({ width, height: HEIGHT });
    else this.draw();
  }

  draw() {
    const width = this.canvas.clientWidth;
    if (width === 0 || !this.canvas.isConnected) return;
    this.plot?.destroy();
    const quiet = colour('--quiet');
    const line = colour('--line');
    const axis = { stroke: quiet, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1, size: 4 }, font: '11px system-ui, sans-serif' };
    this.plot = new window.uPlot({
      width, height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, points: { size: 7 } },
      scales: { y: { range: (u, low, high) => [0, high > 0 ? high * 1.1 : 1] } },
      axes: [{ ...axis, space: 70, size: 32, values: (u, splits) => splits.map((s) => absolute(s * 1000).slice(11, splits.length > 1 && splits[1] - splits[0] < 60 ? 19 : 16)) },
        { ...axis, size: 58, space: 32, values: (u, splits) => splits.map((s) => this.format(s)) }],
      series: [{}, ...this.series.map((s, i) => ({
        label: s.label, stroke: colour(s.colour), width: 1.75, dash: DASHES[i], points: { size: 5, show: (u) => u.data[0].length < 3, filter: (u, n, shown) => (shown ? null : alone(u.data[n])) }, spanGaps: false,
        fill: i === 0 ? colour(s.colour).replace('rgb(', 'rgba(').replace(')', ', 0.08)') : undefined,
      }))],
    }, this.data, this.canvas);
  }
}
