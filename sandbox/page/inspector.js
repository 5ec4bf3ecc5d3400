/** What goes over the wire between the app and the sandbox, and the sandbox's clock. */

import { advanceClock, fetchWire } from './api.js';
import { h, setText } from './dom.js';
import { FaultPanel } from './faults.js';
import { icon, iconButton } from './icons.js';
import { copyButton, pretty } from './json.js';

const KEPT = 400;
const HOUR = 3600;

export class Inspector {
  #last = 0;
  #fetching = false;
  #again = false;
  #paused = false;
  /** @type {{entry: import('./types.js').WireEntry, text: string, node: HTMLElement}[]} */
  #rows = [];

  /**
   * @param {import('./store.js').Store} store
   * @param {() => boolean} isOpen
   * @param {() => void} onClose
   */
  constructor(store, isOpen, onClose) {
    this.store = store;
    this.isOpen = isOpen;
    this.clock = h('time', { class: 'clock-now' });
    this.count = h('p', { class: 'wire-count', role: 'status' });
    this.list = h('ol', { class: 'wire' });
    this.filter = h('input', {
      type: 'search',
      class: 'input',
      placeholder: 'Filter, for example views.open',
      'aria-label': 'Filter the wire',
      on: { input: () => this.#filter() },
    });
    this.pauseButton = iconButton('pause', 'Pause', () => this.#pause());
    this.faults = new FaultPanel(store, isOpen);
    const close = iconButton('close', 'Close the inspector', () => onClose());
    document.getElementById('inspector').append(
      h('div', { class: 'inspector-head' }, h('h2', {}, 'Inspector'), close),
      h(
        'div',
        { class: 'clock' },
        icon('clock'),
        h('div', { class: 'clock-words' }, h('span', {}, 'Sandbox time'), this.clock),
        this.#jump('+1 hour', HOUR),
        this.#jump('+1 day', 24 * HOUR),
      ),
      this.faults.root,
      h(
        'div',
        { class: 'wire-tools' },
        this.filter,
        this.pauseButton,
        copyButton('Copy all that is shown', () =>
          pretty(this.#rows.filter((row) => !row.node.hidden).map((row) => row.entry)),
        ),
      ),
      this.count,
      this.list,
    );
    store.watchWire(() => this.refresh());
    setInterval(() => this.#tick(), 1000);
  }

  #jump(label, seconds) {
    return h(
      'button',
      {
        type: 'button',
        class: 'button button-small',
        'aria-label': `Move the clock: ${label}`,
        on: {
          click: async () => {
            await advanceClock(seconds).catch((error) => this.store.tell(error.message));
            await this.store.refresh();
          },
        },
      },
      label,
    );
  }

  /** The snapshot says what time it was when it was taken; the clock goes on from there. */
  update() {
    if (this.taken !== this.store.snapshot) {
      this.taken = this.store.snapshot;
      this.takenAt = Date.now();
    }
    this.#tick();
  }

  #tick() {
    if (!this.taken || !this.isOpen()) return;
    const date = new Date(this.taken.now * 1000 + Date.now() - this.takenAt);
    this.clock.setAttribute('datetime', date.toISOString());
    setText(
      this.clock,
      new Intl.DateTimeFormat('en-GB', {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      }).format(date),
    );
  }

  #pause() {
    this.#paused = !this.#paused;
    this.#showPause();
    if (!this.#paused) this.refresh();
  }

  #showPause() {
    const label = this.#paused ? 'Go on' : 'Pause';
    this.pauseButton.replaceChildren(icon(this.#paused ? 'play' : 'pause'));
    this.pauseButton.setAttribute('aria-label', label);
    this.pauseButton.title = label;
  }

  /** Fetch what is new, if anybody is looking. */
  async refresh() {
    if (!this.isOpen() || this.#paused) return;
    if (this.#fetching) {
      this.#again = true;
      return;
    }
    this.#fetching = true;
    try {
      do {
        this.#again = false;
        const entries = await fetchWire(this.#last);
        for (const entry of entries) this.#add(entry);
        this.#tally();
      } while (this.#again);
    } catch {
      setText(this.count, 'The sandbox does not answer.');
    } finally {
      this.#fetching = false;
    }
  }

  #add(entry) {
    if (entry.n <= this.#last) return;
    this.#last = entry.n;
    const bodies = JSON.stringify([entry.request, entry.response]);
    const text = `${entry.dir} ${entry.what} ${entry.status} ${bodies}`.toLowerCase();
    const row = { entry, text, node: this.#draw(entry) };
    row.node.hidden = !this.#matches(row);
    this.#rows.push(row);
    // Newest first: what just happened is where one looks.
    this.list.prepend(row.node);
    while (this.#rows.length > KEPT) this.#rows.shift()?.node.remove();
  }

  #draw(entry) {
    const out = entry.dir === 'app->slack';
    const id = `wire-${entry.n}`;
    const refused = entry.response?.ok === false;
    // A payload's status may be a word: anything but a yes deserves a look.
    const bad =
      Boolean(entry.fault) ||
      refused || Number(entry.status) >= 400 || !/^(\d+|ok|ack.*)$/i.test(String(entry.status));
    const detail = h('div', { class: 'wire-detail', id, hidden: true });
    const button = h(
      'button',
      {
        type: 'button',
        class: 'wire-row',
        'aria-expanded': 'false',
        'aria-controls': id,
        on: {
          click: () => {
            const open = button.getAttribute('aria-expanded') !== 'true';
            button.setAttribute('aria-expanded', String(open));
            detail.hidden = !open;
            if (open && !detail.firstChild) detail.append(...this.#detail(entry));
          },
        },
      },
      h(
        'span',
        { class: out ? 'arrow arrow-out' : 'arrow arrow-in', 'aria-hidden': 'true' },
        out ? '→' : '←',
      ),
      h('span', { class: 'visually-hidden' }, out ? 'from the app: ' : 'to the app: '),
      h('span', { class: 'wire-what' }, entry.what),
      h(
        'span',
        { class: bad ? 'wire-status bad' : 'wire-status' },
        // What was set to go wrong is told apart from what went wrong by itself.
        entry.fault ? `set: ${entry.fault}` : refused ? entry.response.error : entry.status,
      ),
      h('span', { class: 'wire-ms' }, `${Math.round(entry.ms * 10) / 10} ms`),
    );
    return h('li', {}, button, detail);
  }

  #detail(entry) {
    const part = (title, value) =>
      h(
        'section',
        {},
        h(
          'div',
          { class: 'wire-part' },
          h('h3', {}, title),
          copyButton(`Copy the ${title.toLowerCase()}`, () => pretty(value)),
        ),
        h(
          'pre',
          { class: 'json', tabindex: '0', 'aria-label': `${title} of ${entry.what}` },
          pretty(value),
        ),
      );
    return [part('Request', entry.request), part('Response', entry.response)];
  }

  #matches(row) {
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    return words.every((word) => row.text.includes(word));
  }

  #filter() {
    for (const row of this.#rows) row.node.hidden = !this.#matches(row);
    this.#tally();
  }

  #tally() {
    const shown = this.#rows.filter((row) => !row.node.hidden).length;
    setText(
      this.count,
      `${shown} of ${this.#rows.length} exchanges. → from the app, ← to the app.`,
    );
  }
}
