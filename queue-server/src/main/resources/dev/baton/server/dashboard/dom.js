// Makes elements. What comes from jobs becomes text nodes only, and what could mislead an eye is shown as an escape.

// Control characters, and those that turn or hide the text around them; line feeds and tabs may stay.
const MISLEADING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** Text with every character to be seen. */
export function visible(text) {
  return String(text).replace(MISLEADING, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
}

/**
 * An element. Attributes: `on` holds listeners by event, true and false set or leave a bare attribute, null leaves it out.
 * Children: elements, texts, lists of them; null and false are left out.
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    } else if (value === true) {
      made.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, value);
    }
  }
  made.append(...nodes(children));
  return made;
}

/** Data from outside: isolated, so that its direction stays its own. */
export function data(text, attributes = {}) {
  return el('bdi', attributes, visible(text));
}

/** Puts new content into a region, without taking the focus or a selection away. */
export function fill(region, ...children) {
  const selection = document.getSelection();
  if (selection && !selection.isCollapsed && region.contains(selection.anchorNode)) return;
  const focused = region.contains(document.activeElement) ? document.activeElement : null;
  const mark = focused && markOf(focused);
  region.replaceChildren(...nodes(children));
  if (mark) {
    const again = [...region.querySelectorAll('a, button, input, select, summary, [tabindex]')].find((e) => markOf(e) === mark);
    if (again) again.focus({ preventScroll: true });
  }
}

function markOf(element) {
  return element.tagName + ' ' + (element.id || element.dataset.mark || element.getAttribute('href') || element.textContent);
}

function nodes(children) {
  return children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false)
      .map((c) => (c instanceof Node ? c : document.createTextNode(String(c))));
}
