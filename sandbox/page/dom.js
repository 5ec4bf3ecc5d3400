/**
 * Building and keeping DOM. Data becomes text nodes and attributes only, never markup, so that
 * nothing anybody types or any app sends can run here.
 */

const PROPERTIES = new Set(['value', 'checked', 'disabled', 'hidden', 'inert', 'selected']);

/**
 * Build an element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [props] attributes; `on` holds listeners, `data` data-attributes;
 *   null, undefined and false leave an attribute out
 * @param {...(Node|string|number|null|undefined|false|Array)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) continue;
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === 'data') {
      for (const [key, entry] of Object.entries(value)) node.dataset[key] = entry;
    } else if (PROPERTIES.has(name)) {
      node[name] = value;
    } else if (value !== false) {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  append(node, children);
  return node;
}

/** Append children, flattening lists and leaving out null, undefined and false. */
export function append(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
}

/** Set the text only when it differs, so that a live region does not repeat itself. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const SIGNATURES = new WeakMap();

/**
 * Bring a container's children in step with a list, by key. A child whose signature is unchanged
 * is left alone, with its focus, typed text and scroll position.
 * @param {Element} parent
 * @param {{key: string, sig: string, build: () => HTMLElement}[]} items
 */
export function reconcile(parent, items) {
  const wanted = new Set(items.map((item) => item.key));
  const present = new Map();
  for (const child of [...parent.children]) {
    const { key } = /** @type {HTMLElement} */ (child).dataset;
    if (key !== undefined && wanted.has(key) && !present.has(key)) present.set(key, child);
    else child.remove();
  }
  let cursor = parent.firstElementChild;
  for (const { key, sig, build } of items) {
    let node = present.get(key);
    present.delete(key);
    if (!node || SIGNATURES.get(node) !== sig) {
      const fresh = build();
      fresh.dataset.key = key;
      SIGNATURES.set(fresh, sig);
      if (node) {
        if (cursor === node) cursor = fresh;
        replaceKeepingFocus(node, fresh);
      }
      node = fresh;
    }
    if (node === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
}

/** Replace a node; the control that had the focus has it again afterwards, with its selection. */
function replaceKeepingFocus(node, fresh) {
  const active = /** @type {HTMLElement|null} */ (document.activeElement);
  const focused = active && node.contains(active) ? focusRef(active) : null;
  node.replaceWith(fresh);
  if (focused) refocus(focused);
}

/**
 * Remember where the focus is in a way that survives the control being drawn again.
 * @param {Element|null} [node]
 */
export function focusRef(node = document.activeElement) {
  const element = /** @type {HTMLInputElement|null} */ (node);
  let selection = null;
  try {
    selection =
      element && 'selectionStart' in element && element.selectionStart !== null
        ? [element.selectionStart, element.selectionEnd]
        : null;
  } catch {
    /* number and date inputs have no selection */
  }
  return { node: element, key: element?.dataset?.focus, id: element?.id, selection };
}

/**
 * Put the focus back to where {@link focusRef} found it.
 * @param {ReturnType<typeof focusRef>} ref
 * @param {HTMLElement|null} [fallback] takes the focus when the control is gone
 */
export function refocus(ref, fallback = null) {
  let target = ref.node?.isConnected && ref.node !== document.body ? ref.node : null;
  if (!target && ref.key) target = document.querySelector(`[data-focus="${CSS.escape(ref.key)}"]`);
  if (!target && ref.id) target = document.getElementById(ref.id);
  target ??= fallback;
  target?.focus({ preventScroll: target === ref.node });
  if (target && ref.selection && 'setSelectionRange' in target) {
    try {
      target.setSelectionRange(...ref.selection);
    } catch {
      /* this type of input has no selection */
    }
  }
}

const FOCUSABLE = 'a[href],button,input,textarea,select,summary,[tabindex]';

/** The controls inside a node which the Tab key reaches, in order. */
export function tabbable(root) {
  return [...root.querySelectorAll(FOCUSABLE)].filter(
    (node) =>
      node.tabIndex >= 0 &&
      !node.disabled &&
      !node.closest('[inert],[hidden]') &&
      node.getClientRects().length > 0,
  );
}

/**
 * Say something to screen readers. While a dialog is open everything outside it is silent, so
 * the words go to the live region of the dialog on top.
 * @param {string} text
 * @param {boolean} [urgent]
 */
export function announce(text, urgent = false) {
  const dialogs = document.querySelectorAll('dialog[open]');
  const host = dialogs[dialogs.length - 1] ?? document.body;
  const kind = urgent ? 'assertive' : 'polite';
  let region = host.querySelector(`:scope > .live[aria-live=${kind}]`);
  if (!region) {
    region = h('div', { class: 'live visually-hidden', 'aria-live': kind });
    host.append(region);
  }
  region.textContent = '';
  // A region that is filled a moment after it appeared is read out; one filled at once is not.
  setTimeout(() => {
    region.textContent = text;
  }, 60);
}

/** Take back what was said urgently in a dialog: it is no longer so, and would be read there again. */
export function hush(dialog) {
  const region = dialog.querySelector(':scope > .live[aria-live=assertive]');
  if (region) region.textContent = '';
}

let counter = 0;

/** An element id nobody else has. */
export function uid(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}
