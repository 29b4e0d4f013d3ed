// Follows the stream of a queue's events. A gateway without it is polled, as every page is anyway.
import { headers, path, withQuery } from './api.js';
import { isStopped } from './refresh.js';

const AGAIN_MILLIS = 3000;

/** Calls back with each event of the queue, or of one job, until the page is left. */
export function follow(queue, filter, signal, heard) {
  let attempt = null;
  let known = true;
  async function listen() {
    if (!known || attempt || signal.aborted || isStopped() || document.visibilityState !== 'visible') return;
    const leaving = new AbortController();
    attempt = leaving;
    try {
      const response = await fetch(withQuery(path('queues', queue, 'events'), filter), {
        headers: headers({ Accept: 'text/event-stream' }),
        signal: AbortSignal.any([signal, leaving.signal]),
      });
      if (response.status >= 400 && response.status < 500 && response.status !== 429) known = false;
      else if (response.ok) await read(response.body, heard);
    } catch {
      // Gone, or left: tried again, unless it was meant.
    }
    if (attempt === leaving) attempt = null;
    if (known && !signal.aborted) setTimeout(listen, AGAIN_MILLIS);
  }
  function seen() {
    if (document.visibilityState === 'visible' && !isStopped()) listen();
    else attempt?.abort();
  }
  document.addEventListener('visibilitychange', seen, { signal });
  document.addEventListener('baton-updates', seen, { signal });
  listen();
}

/** Lines of a stream of events; an event ends with an empty line. */
async function read(stream, heard) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let name = '';
  let data = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith('event:')) name = line.slice(6).trim();
      else if (line.startsWith('data:')) data += line.slice(5).trim();
      else if (line.trim() === '') {
        if (name === 'job' && data) heard(JSON.parse(data));
        name = '';
        data = '';
      }
    }
  }
}
