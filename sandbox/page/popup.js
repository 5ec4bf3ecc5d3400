/** A small panel next to a control: closes by itself, gives the focus back, stays on the screen. */

import { focusRef, h, refocus } from './dom.js';

const GAP = 4;
const MARGIN = 8;

/** @type {WeakMap<Element, () => void>} */
const OPEN = new WeakMap();

/**
 * Open a panel at a control; if that control's panel is open already, close it.
 * @param {HTMLElement} anchor
 * @param {(close: () => void) => HTMLElement} build
 * @param {{onClose?: () => void, wide?: boolean}} [options]
 * @returns {(() => void)|null} closes it; null when it was closed instead
 */
export function openPopup(anchor, build, { onClose = () => {}, wide = false } = {}) {
  const closeOpen = OPEN.get(anchor);
  if (closeOpen) {
    closeOpen();
    return null;
  }
  const back = focusRef(anchor);
  const panel = h('div', { class: wide ? 'popup popup-wide' : 'popup', popover: 'manual' });
  // Outside an open dialog everything is inert, so the panel must be inside.
  const host = anchor.closest('dialog') ?? document.body;
  const place = () => position(anchor, panel);
  const outside = (event) => {
    if (!panel.contains(event.target) && !anchor.contains(event.target)) close(false);
  };
  const keys = (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  function close(returnFocus = true) {
    if (!OPEN.delete(anchor)) return;
    document.removeEventListener('pointerdown', outside, true);
    window.removeEventListener('resize', place);
    const hadFocus = panel.contains(document.activeElement);
    panel.remove();
    anchor.setAttribute('aria-expanded', 'false');
    if (returnFocus && (hadFocus || document.activeElement === document.body)) refocus(back);
    onClose();
  }
  OPEN.set(anchor, close);
  panel.append(build(close));
  panel.addEventListener('keydown', keys);
  panel.addEventListener('focusout', (event) => {
    const to = /** @type {Node|null} */ (event.relatedTarget);
    if (to && !panel.contains(to) && !anchor.contains(to)) close(false);
  });
  host.append(panel);
  panel.showPopover();
  anchor.setAttribute('aria-expanded', 'true');
  place();
  // At once, not a frame later: keys typed meanwhile would go astray.
  panel.querySelector('input, [role=menuitem]')?.focus();
  document.addEventListener('pointerdown', outside, true);
  window.addEventListener('resize', place);
  return close;
}

function position(anchor, panel) {
  const at = anchor.getBoundingClientRect();
  const height = window.innerHeight;
  const below = height - at.bottom - GAP - MARGIN;
  const above = at.top - GAP - MARGIN;
  const up = below < Math.min(panel.scrollHeight, 260) && above > below;
  panel.style.maxHeight = `${Math.max(120, Math.min(420, up ? above : below))}px`;
  panel.style.minWidth = `${Math.min(at.width, window.innerWidth - 2 * MARGIN)}px`;
  const width = panel.offsetWidth;
  const left = Math.min(Math.max(MARGIN, at.left), window.innerWidth - width - MARGIN);
  panel.style.left = `${Math.max(MARGIN, left)}px`;
  panel.style.top = up
    ? `${Math.max(MARGIN, at.top - GAP - panel.offsetHeight)}px`
    : `${at.bottom + GAP}px`;
}
