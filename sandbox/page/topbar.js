/** The bar on top: what this is, whom one acts as, and the way to the side panels. */

import { h, setText } from './dom.js';
import { icon } from './icons.js';
import { avatar, kindBadge, kindWords, personOption } from './people.js';
import { openPicker } from './picker.js';

const ORDER = ['member', 'guest', 'stranger', 'deactivated'];
const GROUPS = {
  member: 'Colleagues',
  guest: 'Guests',
  stranger: 'Other companies',
  deactivated: 'Deactivated',
};

export class TopBar {
  #shown = '';

  /**
   * @param {import('./store.js').Store} store
   * @param {{sidebar: import('./drawers.js').Drawer, inspector: import('./drawers.js').Drawer}} drawers
   */
  constructor(store, drawers) {
    this.store = store;
    this.team = h('span', { class: 'team' });
    this.actor = h('button', {
      type: 'button',
      class: 'actor',
      'aria-haspopup': 'listbox',
      'aria-expanded': 'false',
      data: { focus: 'actor' },
      on: { click: () => this.#choose() },
    });
    const root = document.getElementById('topbar');
    root.append(
      drawers.sidebar.button('menu', 'Conversations'),
      h(
        'div',
        { class: 'brand' },
        h('strong', { class: 'stamp' }, 'Sandbox'),
        this.team,
        h('span', { class: 'brand-note' }, 'A stand-in for Slack. Nothing leaves this machine.'),
      ),
      this.actor,
      drawers.inspector.button('wire', 'Inspector'),
    );
  }

  update() {
    const { snapshot, me } = this.store;
    if (!snapshot || !me) return;
    setText(this.team, snapshot.team.name);
    const sig = JSON.stringify(me);
    if (sig === this.#shown) return;
    this.#shown = sig;
    const about = [me.real_name, me.title, kindWords(me)].filter(Boolean).join(', ');
    this.actor.setAttribute('aria-label', `Acting as ${about}. Switch person`);
    this.actor.replaceChildren(
      avatar(me, 'small'),
      h(
        'span',
        { class: 'actor-words' },
        h('span', { class: 'actor-as' }, h('span', {}, 'Acting as'), kindBadge(me)),
        h('span', { class: 'actor-name' }, me.real_name || me.name),
        me.title && h('span', { class: 'actor-title' }, me.title),
      ),
      icon('down'),
    );
  }

  #choose() {
    const { store } = this;
    const people = store.snapshot.users
      .filter((user) => ORDER.includes(user.kind))
      .sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
    openPicker(this.actor, {
      label: 'Act as',
      options: people.map((user) => ({ ...personOption(user), group: GROUPS[user.kind] })),
      selected: [store.as ?? ''],
      onPick: ([id]) => this.#become(id),
    });
  }

  /** Stay where one is if the new person sees it too. */
  async #become(id) {
    const { store } = this;
    await store.go(store.place, id);
    if (store.place.kind === 'channel' && !store.channel) await store.go({ kind: 'start' });
  }
}
