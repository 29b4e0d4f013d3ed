// The same deeds on the command line.
const PLAIN = /^[A-Za-z0-9_.,:\/@%+=-]+$/;

/** One word for a POSIX shell. */
export function quote(word) {
  return PLAIN.test(word) ? word : "'" + String(word).replaceAll("'", "'\\''") + "'";
}

/** One option; a value that looks like an option is tied to its name. */
function option(name, value) {
  return value.startsWith('-') ? quote('--' + name + '=' + value) : '--' + name + ' ' + quote(value);
}

const USUAL_REDIS = 'redis://127.0.0.1:6379';
let redis = '';

/** Which Redis the gateway works on: the commands are to reach the same. */
export function useRedis(uri) {
  redis = uri === USUAL_REDIS ? '' : uri;
}

/** A call of ./baton. Words that look like options stand behind the sign that there are no more of them. */
export function baton(verb, words, options = {}) {
  const given = Object.entries({ ...options, redis }).filter(([, value]) => value);
  const dashed = words.some((word) => word.startsWith('-'));
  return ['./baton', verb,
    ...(dashed ? [] : words.map(quote)),
    ...given.map(([name, value]) => option(name, value)),
    ...(dashed ? ['--', ...words.map(quote)] : [])].join(' ');
}

/** A request by curl, for what ./baton has no word for. */
export function curl(method, path, body = undefined, withKey = false) {
  const parts = ['curl -s'];
  if (method !== (body === undefined ? 'GET' : 'POST')) parts.push('-X ' + method);
  parts.push(quote(location.origin + path));
  if (withKey) parts.push('-H "Authorization: Bearer $BATON_KEY"');
  if (body !== undefined) parts.push("-H 'Content-Type: application/json'", '-d ' + quote(JSON.stringify(body)));
  return parts.join(' ');
}
