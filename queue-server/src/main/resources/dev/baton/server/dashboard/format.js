// Numbers and times for people.
import { el } from './dom.js';

const WHOLE = new Intl.NumberFormat('en');
let skewMillis = 0;

/** The gateway's clock, as its answers tell it; a difference of seconds is only the journey. */
export function clockSays(date) {
  const difference = date - Date.now();
  skewMillis = Math.abs(difference) > 2500 ? difference : 0;
}

export function now() {
  return Date.now() + skewMillis;
}

export function number(n) {
  return n === null || n === undefined ? '–' : WHOLE.format(n);
}

/** Events a second. */
export function rate(n) {
  if (n === null || n === undefined) return '–';
  if (n === 0) return '0';
  if (n < 0.1) return '<0.1';
  return n < 10 ? n.toFixed(1) : WHOLE.format(Math.round(n));
}

/** A length of time in milliseconds, with two digits or more of its greatest unit. */
export function length(millis) {
  if (millis === null || millis === undefined) return '–';
  if (millis < 1000) return Math.round(millis) + ' ms';
  const seconds = millis / 1000;
  if (seconds < 10) return seconds.toFixed(1) + ' s';
  if (seconds < 120) return Math.round(seconds) + ' s';
  if (seconds < 7200) return Math.round(seconds / 60) + ' min';
  if (seconds < 172800) return Math.round(seconds / 3600) + ' h';
  return Math.round(seconds / 86400) + ' days';
}

/** How far an instant is, in whole seconds or more. */
export function distance(instant) {
  const millis = Date.parse(instant) - now();
  const away = length(Math.max(1000, Math.round(Math.abs(millis) / 1000) * 1000)).replace('.0 s', ' s');
  if (Math.abs(millis) < 1500) return 'now';
  return millis < 0 ? away + ' ago' : 'in ' + away;
}

export function absolute(instant) {
  const date = new Date(instant);
  const two = (n) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
      `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A time element: relative, with the absolute time in its title; or with both to be seen. */
export function time(instant, both = false) {
  if (!instant) return el('span', { class: 'quiet' }, '–');
  const relative = distance(instant);
  return el('time', { datetime: instant, title: absolute(instant) + ' (' + instant + ')' },
      both ? absolute(instant) + ', ' + relative : relative);
}

/** How long an instant is past. */
export function age(instant) {
  return instant ? length(Math.max(0, now() - Date.parse(instant))) : '–';
}

export function plural(n, one, many = one + 's') {
  return number(n) + ' ' + (n === 1 ? one : many);
}
