/** JSON made readable, and copied. */

import { announce, focusRef, h, refocus, uid } from './dom.js';
import { iconButton } from './icons.js';

/** Indented JSON; JSON carried inside strings (forms do that) is opened up. */
export function pretty(value) {
  return JSON.stringify(opened(value), null, 2) ?? String(value);
}

function opened(value) {
  if (Array.isArray(value)) return value.map(opened);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, opened(entry)]));
  }
  if (typeof value === 'string' && /^\s*[[{]/.test(value)) {
    try {
      return opened(JSON.parse(value));
    } catch {
      /* only looked like JSON */
    }
  }
  return value;
}

/**
 * A button that copies text.
 * @param {string} label
 * @param {() => string} text
 */
export function copyButton(label, text) {
  return iconButton('copy', label, () => copy(text()));
}

/** Put text on the clipboard and say so. @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    announce('Copied');
  } catch {
    announce('The browser did not allow copying');
  }
}

/** Show a value in a dialog. @param {string} title @param {unknown} value */
export function showJson(title, value) {
  const back = focusRef();
  const id = uid('json');
  const dialog = /** @type {HTMLDialogElement} */ (
    h('dialog', { class: 'dialog', 'aria-labelledby': id })
  );
  dialog.append(
    h(
      'div',
      { class: 'dialog-head' },
      h('h2', { id }, title),
      copyButton('Copy JSON', () => pretty(value)),
      iconButton('close', 'Close', () => dialog.close()),
    ),
    h('pre', { class: 'json', tabindex: '0', 'aria-label': title }, pretty(value)),
  );
  dialog.addEventListener('close', () => {
    dialog.remove();
    refocus(back);
  });
  document.body.append(dialog);
  dialog.showModal();
}
