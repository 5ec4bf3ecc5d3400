/** The first screen: what this is, and things to try in two clicks. */

import { h } from './dom.js';
import { icon } from './icons.js';
import { avatar, channelName } from './people.js';
import { mrkdwn } from './render/mrkdwn.js';

export class Intro {
  #shown = '';

  /**
   * @param {import('./store.js').Store} store
   * @param {(one: import('./types.js').Try) => void} onTry
   */
  constructor(store, onTry) {
    this.store = store;
    this.onTry = onTry;
    this.root = h('div', { class: 'intro', tabindex: '-1' });
  }

  update() {
    const { snapshot } = this.store;
    const intro = snapshot.intro ?? {
      title: `Try ${snapshot.app.name}`,
      lines: ['Choose whom to act as, open a channel or the app, and write.'],
      tries: [],
    };
    const sig = JSON.stringify([intro, snapshot.users.length, snapshot.channels.length]);
    if (sig === this.#shown) return;
    this.#shown = sig;
    this.root.replaceChildren(
      h(
        'div',
        { class: 'intro-inner' },
        h('h1', {}, intro.title),
        intro.lines.map((line) => h('p', { class: 'intro-line' }, mrkdwn(line, snapshot))),
        intro.tries.length > 0 && h('h2', { class: 'intro-heading' }, 'Things to try'),
        h(
          'ol',
          { class: 'tries' },
          intro.tries.map((one, index) => h('li', {}, this.#card(one, index))),
        ),
        h(
          'p',
          { class: 'intro-foot' },
          'Each puts the words into the message field; ',
          h('kbd', {}, 'Enter'),
          ' sends them. Open the inspector, ',
          icon('wire'),
          ', to see what goes over the wire.',
        ),
      ),
    );
  }

  #card(one, index) {
    const { snapshot } = this.store;
    const user = this.store.user(one.as);
    const channel = snapshot.channels.find((each) => each.id === one.where);
    const where = channel
      ? `${channel.kind === 'im' || channel.kind === 'mpim' ? '' : '#'}${channelName(channel, snapshot)}`
      : '';
    return h(
      'button',
      {
        type: 'button',
        class: 'try',
        data: { focus: `try|${index}` },
        on: { click: () => this.onTry(one) },
      },
      avatar(user),
      h(
        'span',
        { class: 'try-words' },
        h('span', { class: 'try-say' }, one.say),
        h('code', { class: 'try-do' }, one.do),
        h(
          'span',
          { class: 'try-who' },
          [user?.real_name ?? one.as, user?.title, where].filter(Boolean).join(' · '),
        ),
      ),
    );
  }
}
