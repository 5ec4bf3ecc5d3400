/** Menus of things to do: arrow keys, Home, End, first letters, Escape. */

import { h } from './dom.js';
import { openPopup } from './popup.js';

/**
 * @typedef {{label: string, description?: string, danger?: boolean, run: () => void}} Item
 */

/**
 * Open a menu at a button.
 * @param {HTMLElement} anchor
 * @param {string} label what the menu is called
 * @param {Item[]} items
 */
export function openMenu(anchor, label, items) {
  openPopup(anchor, (close) => {
    const buttons = items.map((item) =>
      h(
        'button',
        {
          type: 'button',
          role: 'menuitem',
          tabindex: '-1',
          class: item.danger ? 'menu-item menu-danger' : 'menu-item',
          on: {
            click: () => {
              close();
              item.run();
            },
          },
        },
        h('span', { class: 'menu-label' }, item.label),
        item.description && h('span', { class: 'menu-note' }, item.description),
      ),
    );
    const menu = h('div', { role: 'menu', 'aria-label': label, class: 'menu' }, buttons);
    menu.addEventListener('keydown', (event) => move(event, buttons, close));
    return menu;
  });
}

function move(event, buttons, close) {
  const at = buttons.indexOf(document.activeElement);
  const last = buttons.length - 1;
  const target = {
    ArrowDown: at >= last ? 0 : at + 1,
    ArrowUp: at <= 0 ? last : at - 1,
    Home: 0,
    End: last,
  }[event.key];
  if (target !== undefined) {
    event.preventDefault();
    buttons[target].focus();
  } else if (event.key === 'Tab') {
    event.preventDefault();
    close();
  } else if (event.key.length === 1 && event.key !== ' ') {
    const letter = event.key.toLowerCase();
    const after = [...buttons.slice(at + 1), ...buttons.slice(0, at + 1)];
    after.find((button) => button.textContent.toLowerCase().startsWith(letter))?.focus();
  }
}

/**
 * A button that opens a menu.
 * @param {{label: string, content: Node|string, items: () => Item[], class?: string, focus?: string}} options
 */
export function menuButton({ label, content, items, class: name = 'icon-button', focus }) {
  return h(
    'button',
    {
      type: 'button',
      class: name,
      'aria-label': label,
      title: label,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      data: focus ? { focus } : {},
      on: { click: (event) => openMenu(event.currentTarget, label, items()) },
    },
    content,
  );
}
