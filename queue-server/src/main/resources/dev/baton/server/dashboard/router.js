// Addresses: all of them behind the hash, so that the server need not know any.

/** The address of a page. */
export function href(parts, query = {}) {
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '' && value !== undefined && value !== null));
  return '#/' + parts.map(encodeURIComponent).join('/') + (parameters.size ? '?' + parameters : '');
}

/** Where we are: parts of the path, and the query. */
export function here() {
  const [before, after = ''] = location.hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  return {
    parts: before.split('/').filter((part) => part !== '').map(decoded),
    query: Object.fromEntries(new URLSearchParams(after)),
  };
}

export function go(parts, query = {}) {
  location.hash = href(parts, query);
}

/** Goes without a step in the history. */
export function replace(parts, query = {}) {
  location.replace(href(parts, query));
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
