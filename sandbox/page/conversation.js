/** The middle of the page: the start, or a conversation with its heading, tabs and message field. */

import { h, setText } from './dom.js';
import { Composer } from './composer.js';
import { icon } from './icons.js';
import { Intro } from './intro.js';
import { menuButton } from './menu.js';
import { MessageLog } from './messages.js';
import { Notices } from './notices.js';
import { channelName, kindWords, personOption } from './people.js';
import { openPicker } from './picker.js';
import { ViewPanel } from './viewpanel.js';

const KINDS = {
  channel: 'Channel',
  private: 'Private channel',
  im: 'Direct message',
  mpim: 'Group message',
};

export class Conversation {
  /** @type {ViewPanel|null} */
  #home = null;
  #tabs = '';
  #lastRead = '';

  /**
   * @param {import('./store.js').Store} store
   * @param {(user: string) => Promise<void>} openDirect
   */
  constructor(store, openDirect) {
    this.store = store;
    this.openDirect = openDirect;
    this.composer = new Composer(store);
    this.log = new MessageLog(store, (ts) => this.composer.reply(ts));
    this.notices = new Notices(store);
    this.intro = new Intro(store, (one) => this.try(one));
    this.heading = h('h1', { class: 'place-title' });
    this.about = h('p', { class: 'place-about' });
    this.more = menuButton({
      label: 'People and choices here',
      content: icon('more'),
      items: () => this.#choices(),
    });
    this.tabs = h('div', {
      class: 'tabs',
      role: 'tablist',
      'aria-label': 'Parts of the app',
      hidden: true,
    });
    this.home = h('div', {
      class: 'home',
      id: 'tab-home',
      role: 'tabpanel',
      tabindex: '0',
      'aria-labelledby': 'tab-home-button',
      hidden: true,
    });
    this.stream = h(
      'div',
      { class: 'stream', id: 'tab-messages' },
      this.log.root,
      this.composer.root,
    );
    this.frame = h(
      'div',
      { class: 'conversation' },
      h(
        'div',
        { class: 'place-head' },
        h('div', { class: 'place-words' }, this.heading, this.about),
        this.more,
      ),
      this.tabs,
      this.home,
      this.stream,
    );
    this.root = document.getElementById('main');
  }

  update() {
    const { snapshot, place, channel } = this.store;
    if (!snapshot) return;
    if (place.kind === 'channel' && !channel) {
      this.#mount(this.intro.root);
      this.intro.update();
      return;
    }
    if (!channel) {
      this.intro.update();
      this.#mount(this.intro.root);
      document.title = `${snapshot.team.name} (sandbox)`;
      return;
    }
    const name = channelName(channel, snapshot);
    this.#mount(this.frame);
    this.#head(channel, name);
    this.#drawTabs(channel);
    const home = place.kind === 'channel' && place.tab === 'home';
    this.home.hidden = !home;
    this.stream.hidden = home;
    if (this.notices.root.parentElement !== (home ? this.frame : this.stream)) {
      if (home) this.frame.append(this.notices.root);
      else this.composer.root.before(this.notices.root);
    }
    this.notices.update();
    if (home) {
      this.#drawHome(snapshot.home);
    } else {
      this.composer.update(channel, name);
      this.log.update(channel, name);
      this.#read(channel);
    }
    document.title = `${channel.kind === 'im' ? '' : '#'}${name} · ${snapshot.team.name} (sandbox)`;
  }

  /** Whoever looks at a conversation has read it, once the page itself is being looked at. */
  #read(channel) {
    const last = this.store.snapshot.messages[channel.id]?.at(-1)?.ts;
    const mark = `${this.store.as}/${channel.id}/${last}`;
    if (channel.unread === 0 || document.hidden || mark === this.#lastRead) return;
    this.#lastRead = mark;
    this.store.quietly({ do: 'read', channel: channel.id });
  }

  #mount(node) {
    if (this.root.firstElementChild !== node) this.root.replaceChildren(node);
  }

  /** Where the focus may go when it has no better place. */
  restingPlace() {
    return this.composer.text.isConnected ? this.composer.text : this.root;
  }

  /** Go where a thing to try happens, as the right person, with the words ready to send. */
  async try(one) {
    const { store } = this;
    const bot = store.snapshot.app.bot_user_id;
    if (store.as !== one.as) await store.go({ kind: 'start' }, one.as);
    if (one.where && store.snapshot.channels.some((each) => each.id === one.where)) {
      await store.go({ kind: 'channel', id: one.where, tab: 'messages' });
    } else {
      await this.openDirect(bot);
    }
    this.composer.put(one.do);
  }

  #head(channel, name) {
    const { snapshot } = this.store;
    const mark = { channel: '#', private: '#' }[channel.kind] ?? '';
    setText(this.heading, mark + name);
    const people = channel.members.length;
    const other = channel.with && this.store.user(channel.with);
    setText(
      this.about,
      (other
        ? [
            other.kind === 'bot' ? 'Write to the app as you would to a person' : other.title,
            other.kind !== 'bot' && kindWords(other),
          ]
        : [
            KINDS[channel.kind],
            `${people} ${people === 1 ? 'member' : 'members'}`,
            channel.is_shared && 'shared with another company',
            channel.is_archived && 'archived',
            channel.members.includes(snapshot.app.bot_user_id) && `${snapshot.app.name} is here`,
          ]
      )
        .filter(Boolean)
        .join(' · '),
    );
  }

  #choices() {
    const { store } = this;
    const { channel, snapshot } = store;
    const items = [];
    if (channel.kind === 'channel' || channel.kind === 'private') {
      items.push({ label: 'Add somebody ...', run: () => this.#invite(channel) });
      if (channel.members.includes(snapshot.me)) {
        items.push({
          label: 'Leave this channel',
          run: () => store.act({ do: 'leave', channel: channel.id, user: snapshot.me }),
        });
      }
    }
    const people = channel.members
      .map((id) => store.user(id))
      .filter((user) => user && user.id !== snapshot.me);
    return [
      ...items,
      ...people.map((user) => ({
        label: `Write to ${user.real_name || user.name}`,
        description: [user.title, kindWords(user)].filter(Boolean).join(' · '),
        run: () => this.openDirect(user.id),
      })),
    ];
  }

  #invite(channel) {
    openPicker(this.more, {
      label: 'Add to the channel',
      options: this.store.snapshot.users
        .filter((user) => !channel.members.includes(user.id) && user.kind !== 'deactivated')
        .map(personOption),
      selected: [],
      onPick: ([user]) => this.store.act({ do: 'invite', channel: channel.id, user }),
    });
  }

  #drawTabs(channel) {
    const { snapshot, place } = this.store;
    // As in Slack, an app without a Home has no tabs.
    const isApp = snapshot.app.home && channel.with === snapshot.app.bot_user_id;
    this.tabs.hidden = !isApp;
    if (isApp) {
      this.stream.setAttribute('role', 'tabpanel');
      this.stream.setAttribute('aria-labelledby', 'tab-messages-button');
    } else {
      this.stream.removeAttribute('role');
      this.stream.removeAttribute('aria-labelledby');
    }
    const sig = `${channel.id}/${place.tab}`;
    if (!isApp || sig === this.#tabs) return;
    const hadFocus = this.tabs.contains(document.activeElement);
    this.#tabs = sig;
    const tab = (name, label) =>
      h(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${name}-button`,
          class: 'tab',
          'aria-selected': String(place.tab === name),
          'aria-controls': `tab-${name}`,
          tabindex: place.tab === name ? '0' : '-1',
          on: {
            click: () => this.store.go({ kind: 'channel', id: channel.id, tab: name }),
            keydown: (event) => {
              if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
              event.preventDefault();
              this.store.go({
                kind: 'channel',
                id: channel.id,
                tab: name === 'home' ? 'messages' : 'home',
              });
            },
          },
        },
        label,
      );
    this.tabs.replaceChildren(tab('messages', 'Messages'), tab('home', 'Home'));
    if (hadFocus) this.tabs.querySelector('[aria-selected=true]')?.focus();
  }

  #drawHome(view) {
    if (!view) {
      this.#home = null;
      this.home.replaceChildren(
        h('p', { class: 'log-empty' }, 'The app has not put anything here yet.'),
      );
    } else if (this.#home?.view.id === view.id && this.home.contains(this.#home.root)) {
      this.#home.update(view);
    } else {
      this.#home = new ViewPanel(this.store, view);
      this.home.replaceChildren(this.#home.root);
    }
  }
}
