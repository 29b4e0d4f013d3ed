// The one way to the gateway: its REST, with the key if there is one.
import { useRedis } from './command.js';
import { clockSays } from './format.js';

const KEY = 'baton-key';
const PATIENCE_MILLIS = 30_000;

/** An answer that is no success, or none at all (status 0). */
export class Refusal extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

let learned = false;

/** The key lives as long as the tab. */
export const key = {
  get: () => sessionStorage.getItem(KEY),
  set: (value) => {
    sessionStorage.setItem(KEY, value);
    learned = false;
  },
  forget: () => sessionStorage.removeItem(KEY),
};

/** The path of a resource, each part encoded. */
export function path(...parts) {
  return '/api/v1/' + parts.map(encodeURIComponent).join('/');
}

export function get(where, query = {}, signal = undefined) {
  return call('GET', where, { query, signal });
}

/** The same, with every digit of numbers that JavaScript would round. */
export function getExact(where, signal) {
  return call('GET', where, { signal, reviver: JSON.rawJSON ? exact : undefined });
}

function exact(name, value, context) {
  return typeof value === 'number' && context && String(value) !== context.source ? JSON.rawJSON(context.source) : value;
}

export function post(where, body = undefined) {
  return call('POST', where, { body });
}

export function remove(where) {
  return call('DELETE', where);
}

export function withQuery(where, query) {
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '' && value !== undefined && value !== null));
  return parameters.size ? where + '?' + parameters : where;
}

export function headers(more = {}) {
  const own = key.get();
  return own ? { ...more, Authorization: 'Bearer ' + own } : more;
}

/** Once anything was answered: whoever may not see the queues needs no commands about them. */
async function learnRedis() {
  learned = true;
  const response = await fetch('/api/v1/queues?limit=1', { headers: headers() }).catch(() => null);
  if (response?.ok) useRedis((await response.json()).redis);
}

async function call(method, where, { query = {}, body, signal, reviver } = {}) {
  const late = AbortSignal.timeout(PATIENCE_MILLIS);
  let response;
  try {
    response = await fetch(withQuery(where, query), {
      method,
      headers: headers(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new Refusal(0, late.aborted
        ? 'The gateway did not answer within 30 s. A change may have been made: look before you repeat it.'
        : 'The gateway cannot be reached: look whether it runs.');
  }
  const date = Date.parse(response.headers.get('Date') ?? '');
  if (!Number.isNaN(date)) clockSays(date);
  const text = await response.text();
  if (!response.ok) {
    if (response.status === 401) document.dispatchEvent(new CustomEvent('baton-key-needed'));
    throw new Refusal(response.status, detailOf(text, response.status));
  }
  if (!learned) learnRedis();
  return text === '' ? {} : JSON.parse(text, reviver);
}

function detailOf(text, status) {
  try {
    const problem = JSON.parse(text);
    if (typeof problem.detail === 'string') return problem.detail;
  } catch {
    // No problem of the gateway's: something before it has answered.
  }
  return 'The answer had the status ' + status + ' and no reason.';
}
