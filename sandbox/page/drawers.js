/** Side panels: columns on a wide screen, drawers over the page on a narrow one. */

import { h, tabbable } from './dom.js';
import { iconButton } from './icons.js';

export class Drawer {
  /** @type {HTMLElement|null} */
  #button = null;

  /**
   * @param {HTMLElement} panel
   * @param {object} settings
   * @param {string} settings.name       class on the body while open
   * @param {string} settings.narrow     media query under which the panel is a drawer
   * @param {boolean} settings.fixed     always there on a wide screen
   * @param {(open: boolean) => void} [settings.onToggle]
   */
  constructor(panel, settings) {
    this.panel = panel;
    this.settings = settings;
    this.query = matchMedia(settings.narrow);
    this.query.addEventListener('change', () =>
      this.set(this.settings.fixed ? false : this.isOpen, false),
    );
    panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.isOpen && !event.defaultPrevented) this.set(false);
    });
    this.shade = h('div', { class: 'shade', hidden: true, on: { click: () => this.set(false) } });
    document.body.append(this.shade);
  }

  get isOpen() {
    return document.body.classList.contains(this.settings.name);
  }

  /** Is it a drawer now, over the page? */
  get isDrawer() {
    return this.query.matches;
  }

  /** The button that opens and closes it. */
  button(iconName, label) {
    this.#button = iconButton(iconName, label, () => this.set(!this.isOpen), {
      class: `icon-button toggle-${this.settings.name}`,
      'aria-expanded': 'false',
      'aria-controls': this.panel.id,
    });
    return this.#button;
  }

  /** Open or close it. @param {boolean} open @param {boolean} [focus] move the focus along */
  set(open, focus = true) {
    document.body.classList.toggle(this.settings.name, open);
    this.#button?.setAttribute('aria-expanded', String(open));
    const over = open && this.isDrawer;
    this.shade.hidden = !over;
    const others = [
      document.getElementById('topbar'),
      ...document.getElementById('columns').children,
    ];
    for (const other of others) other.inert = over && other !== this.panel;
    if (focus && open) tabbable(this.panel)[0]?.focus();
    else if (focus) this.#button?.focus();
    this.settings.onToggle?.(open);
  }

  /** Close it if it lies over the page, leaving the focus to whoever opens something else. */
  tuck() {
    if (this.isOpen && this.isDrawer) this.set(false, false);
  }
}
