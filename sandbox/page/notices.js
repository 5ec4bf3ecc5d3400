/** What Slack itself would say to one person, and what stands above everything. */

import { h, reconcile } from './dom.js';
import { icon, iconButton } from './icons.js';
import { mrkdwn } from './render/mrkdwn.js';

export class Notices {
  #dismissed = new Set();
  #acts = 0;
  /** @type {string[]} */
  #shown = [];

  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.store = store;
    this.root = h('div', { class: 'notices', role: 'status' });
  }

  update() {
    const { snapshot, localNotice } = this.store;
    if (this.#acts !== this.store.acts) {
      // Whoever does the next thing has seen these.
      this.#acts = this.store.acts;
      for (const key of this.#shown) this.#dismissed.add(key);
    }
    const all = [snapshot?.notice, localNotice].filter(
      (one) => one && !this.#dismissed.has(this.#key(one)),
    );
    this.#shown = all.map((one) => this.#key(one));
    reconcile(
      this.root,
      all.map((one) => ({ key: this.#key(one), sig: one.text, build: () => this.#draw(one) })),
    );
  }

  #key(notice) {
    return `${this.store.snapshot?.me} ${notice.at} ${notice.text}`;
  }

  #draw(notice) {
    return h(
      'div',
      { class: 'notice' },
      h(
        'div',
        {},
        h('p', { class: 'only-you' }, icon('eye'), 'Only visible to you'),
        h('p', { class: 'notice-text' }, mrkdwn(notice.text, this.store.snapshot)),
      ),
      iconButton('close', 'Dismiss', () => {
        this.#dismissed.add(this.#key(notice));
        this.store.changed();
      }),
    );
  }
}

/** Lines across the page: the app or the sandbox is away. */
export class Banners {
  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.store = store;
    this.root = document.getElementById('banners');
  }

  update() {
    const { snapshot, live } = this.store;
    const lines = [];
    if (!live) lines.push('The sandbox does not answer. Trying again; what you wrote is kept.');
    else if (snapshot && !snapshot.app.connected) {
      lines.push(
        `${snapshot.app.name} is not connected. Commands and clicks will fail until it is.`,
      );
    }
    reconcile(
      this.root,
      lines.map((line) => ({
        key: line,
        sig: line,
        build: () => h('p', { class: 'banner' }, icon('warn'), line),
      })),
    );
  }
}
