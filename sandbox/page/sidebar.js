/** Where one can go: the start, the app, channels, direct messages. */

import { h, reconcile } from './dom.js';
import { icon, iconButton } from './icons.js';
import { avatar, channelName, kindBadge, personOption } from './people.js';
import { openPicker } from './picker.js';

export class Sidebar {
  /**
   * @param {import('./store.js').Store} store
   * @param {import('./drawers.js').Drawer} drawer
   */
  constructor(store, drawer) {
    this.store = store;
    this.drawer = drawer;
    const root = document.getElementById('sidebar');
    this.lists = {};
    const part = (name, title, tool) => {
      this.lists[name] = h('ul', { class: 'places' });
      return h(
        'section',
        { class: 'places-part', 'aria-label': title },
        title && h('div', { class: 'places-head' }, h('h2', {}, title), tool),
        this.lists[name],
      );
    };
    this.newButton = iconButton('plus', 'New direct message', () => this.#write(), {
      'aria-haspopup': 'listbox',
      'aria-expanded': 'false',
    });
    this.lists.start = h('ul', { class: 'places' });
    root.append(
      iconButton('close', 'Close', () => drawer.set(false), { class: 'icon-button drawer-close' }),
      this.lists.start,
      part('app', 'App'),
      part('channels', 'Channels'),
      part('direct', 'Direct messages', this.newButton),
    );
  }

  update() {
    const { snapshot } = this.store;
    if (!snapshot) return;
    const bot = snapshot.app.bot_user_id;
    const isDirect = (one) => one.kind === 'im' || one.kind === 'mpim';
    const byName = (one, other) =>
      channelName(one, snapshot).localeCompare(channelName(other, snapshot));
    const channels = snapshot.channels;
    const appChannel = channels.find((one) => one.kind === 'im' && one.with === bot);
    reconcile(this.lists.start, [
      this.#entry({
        key: 'start',
        text: 'Start here',
        lead: 'spark',
        current: this.store.place.kind === 'start',
        go: () => this.store.go({ kind: 'start' }),
      }),
    ]);
    reconcile(this.lists.app, [
      this.#entry({
        key: 'app',
        text: snapshot.app.name,
        user: this.store.user(bot),
        unread: appChannel?.unread ?? 0,
        current: Boolean(appChannel) && this.#isHere(appChannel.id),
        go: () => this.openDirect(bot),
      }),
    ]);
    reconcile(
      this.lists.channels,
      channels
        .filter((one) => !isDirect(one) && !one.is_archived)
        .sort(byName)
        .map((one) => this.#channel(one)),
    );
    reconcile(
      this.lists.direct,
      channels
        .filter((one) => isDirect(one) && one.with !== bot)
        .sort(byName)
        .map((one) => this.#channel(one)),
    );
  }

  #isHere(id) {
    const { place } = this.store;
    return place.kind === 'channel' && place.id === id;
  }

  #channel(channel) {
    const { snapshot } = this.store;
    const outside = channel.kind === 'channel' && !channel.members.includes(snapshot.me);
    return this.#entry({
      key: channel.id,
      text: channelName(channel, snapshot),
      lead: { channel: 'hash', private: 'lock' }[channel.kind],
      user: channel.with ? this.store.user(channel.with) : undefined,
      unread: channel.unread,
      note: channel.is_shared ? 'shared' : '',
      current: this.#isHere(channel.id),
      faint: outside,
      go: () => this.store.go({ kind: 'channel', id: channel.id, tab: 'messages' }),
    });
  }

  /** @param {Record<string, any>} entry */
  #entry({ key, text, lead, user, unread = 0, note = '', current, faint = false, go }) {
    const build = () =>
      h(
        'li',
        {},
        h(
          'button',
          {
            type: 'button',
            class: ['place', current && 'current', unread > 0 && 'unread', faint && 'faint']
              .filter(Boolean)
              .join(' '),
            'aria-current': current ? 'page' : null,
            data: { focus: `place|${key}` },
            on: {
              click: () => {
                this.drawer.tuck();
                go();
              },
            },
          },
          user ? avatar(user, 'small') : icon(lead ?? 'hash'),
          h('span', { class: 'place-name' }, text),
          note && h('span', { class: 'badge' }, note),
          user?.kind !== 'bot' && kindBadge(user),
          unread > 0 &&
            h(
              'span',
              { class: 'count-badge' },
              unread,
              h('span', { class: 'visually-hidden' }, ' unread'),
            ),
        ),
      );
    return { key, sig: JSON.stringify([text, lead, user, unread, note, current, faint]), build };
  }

  #write() {
    const { snapshot } = this.store;
    openPicker(this.newButton, {
      label: 'Write to',
      options: snapshot.users
        .filter((user) => user.id !== snapshot.me && user.kind !== 'deactivated')
        .map(personOption),
      selected: [],
      onPick: ([id]) => {
        this.drawer.tuck();
        this.openDirect(id);
      },
    });
  }

  /** Go to the direct messages with somebody, opening them if need be. @param {string} user */
  async openDirect(user) {
    const known = this.store.snapshot.channels.find(
      (one) => one.kind === 'im' && one.with === user,
    );
    const id = known?.id ?? (await this.store.act({ do: 'open_dm', user })).channel;
    if (id) await this.store.go({ kind: 'channel', id, tab: 'messages' });
  }
}
