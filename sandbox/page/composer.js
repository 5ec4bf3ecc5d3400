/** The message field: drafts per person and place, commands and names offered while typing. */

import { announce, h, uid } from './dom.js';
import { icon } from './icons.js';
import { menuButton } from './menu.js';
import { avatar, kindWords } from './people.js';
import { Suggestions } from './suggestions.js';

const DRAFTS = 'sandbox-drafts';

export class Composer {
  #key = '';
  #thread = null;
  #underway = 0;

  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.store = store;
    this.drafts = new Map(JSON.parse(sessionStorage.getItem(DRAFTS) ?? '[]'));
    const listId = uid('suggestions');
    this.hint = h('div', { class: 'composer-hint', id: uid('hint') });
    this.text = /** @type {HTMLTextAreaElement} */ (
      h('textarea', {
        id: 'composer-text',
        class: 'composer-text',
        rows: 1,
        autocomplete: 'off',
        'aria-describedby': this.hint.id,
        'aria-controls': listId,
        'aria-autocomplete': 'list',
        data: { focus: 'composer' },
      })
    );
    this.suggestions = new Suggestions(this.text, listId, (query) => this.#offers(query));
    this.threadBar = h(
      'div',
      { class: 'thread-bar', hidden: true },
      h('span', {}, 'Replying in a thread'),
      h(
        'button',
        { type: 'button', class: 'link-button', on: { click: () => this.reply(null) } },
        'Back to the conversation',
      ),
    );
    this.send = h(
      'button',
      { type: 'submit', class: 'send', 'aria-label': 'Send', title: 'Send' },
      icon('send'),
    );
    this.form = h(
      'form',
      { class: 'composer', 'aria-label': 'Write a message' },
      this.threadBar,
      this.suggestions.list,
      h(
        'div',
        { class: 'composer-row' },
        menuButton({ label: 'Shortcuts', content: icon('bolt'), items: () => this.#shortcuts() }),
        this.text,
        this.send,
      ),
      this.hint,
    );
    this.note = h('div', { class: 'composer-note', hidden: true });
    this.root = h('div', { class: 'composer-frame' }, this.form, this.note);
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.text.addEventListener('input', () => this.#edited());
    this.text.addEventListener('keydown', (event) => {
      if (
        event.key === 'Enter' &&
        !event.shiftKey &&
        !event.isComposing &&
        !event.defaultPrevented
      ) {
        event.preventDefault();
        this.#submit();
      } else if (event.key === 'Escape' && this.#thread) {
        this.reply(null);
      }
    });
  }

  /** @param {import('./types.js').Channel} channel @param {string} name */
  update(channel, name) {
    const { snapshot, me } = this.store;
    const key = `${snapshot.me}/${channel.id}`;
    if (key !== this.#key) {
      this.#key = key;
      this.#thread = null;
      this.threadBar.hidden = true;
      this.#show(this.drafts.get(key) ?? '');
    }
    const label = `Message ${channel.kind === 'channel' || channel.kind === 'private' ? '#' : ''}${name}`;
    this.text.setAttribute('aria-label', label);
    this.text.placeholder = this.#thread ? 'Reply in the thread' : label;
    const reason = this.#closedBecause(channel, me);
    this.form.hidden = Boolean(reason);
    this.note.hidden = !reason;
    if (reason && this.note.dataset.reason !== reason) {
      this.note.dataset.reason = reason;
      this.note.replaceChildren(
        h('span', {}, reason),
        ...(reason.startsWith('You are not in')
          ? [
              h(
                'button',
                {
                  type: 'button',
                  class: 'button button-primary',
                  on: {
                    click: () =>
                      this.store.act({
                        do: 'join',
                        channel: this.store.channel?.id,
                        user: this.store.as,
                      }),
                  },
                },
                'Join',
              ),
            ]
          : []),
      );
    } else if (!reason) {
      delete this.note.dataset.reason;
    }
  }

  #closedBecause(channel, me) {
    if (me?.kind === 'deactivated') return `${me.real_name} is deactivated and can only look on.`;
    if (channel.is_archived) return 'This channel is archived: it can be read, not written to.';
    if (channel.kind === 'channel' && !channel.members.includes(this.store.snapshot.me))
      return 'You are not in this channel.';
    return null;
  }

  /** Put text in, ready to send. @param {string} text */
  put(text) {
    this.#show(text);
    this.#keep();
    this.focus();
    announce(`In the message field: ${text}`);
  }

  focus() {
    this.text.focus();
    this.text.setSelectionRange(this.text.value.length, this.text.value.length);
  }

  /** Answer in a thread, or with null in the conversation again. @param {string|null} ts */
  reply(ts) {
    this.#thread = ts;
    this.threadBar.hidden = !ts;
    this.text.placeholder = ts
      ? 'Reply in the thread'
      : (this.text.getAttribute('aria-label') ?? '');
    this.text.focus();
  }

  #show(text) {
    this.text.value = text;
    this.suggestions.close();
    this.#grow();
    this.#usage();
  }

  #edited() {
    this.#grow();
    this.#keep();
    this.#usage();
  }

  #grow() {
    this.text.style.height = 'auto';
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, 180)}px`;
  }

  #keep() {
    if (this.text.value) this.drafts.set(this.#key, this.text.value);
    else this.drafts.delete(this.#key);
    sessionStorage.setItem(DRAFTS, JSON.stringify([...this.drafts]));
  }

  /** Under the field: how the command being typed goes on. */
  #usage() {
    const word = this.text.value.split(/\s/, 1)[0];
    const command =
      word.startsWith('/') && this.store.snapshot?.commands.find((one) => one.command === word);
    this.hint.classList.toggle('idle', !command);
    this.hint.textContent = command
      ? [command.usage_hint && `${command.command} ${command.usage_hint}`, command.description]
          .filter(Boolean)
          .join(' · ')
      : 'Enter sends · Shift and Enter for a new line · / for commands';
  }

  #offers(query) {
    const { snapshot } = this.store;
    if (query.kind === '/') {
      return snapshot.commands
        .filter((one) => one.command.startsWith(query.text))
        .map((one) => ({
          insert: `${one.command} `,
          text: one.command,
          note: [one.usage_hint, one.description].filter(Boolean).join(' · '),
        }));
    }
    return snapshot.users
      .filter(
        (user) =>
          user.kind !== 'deactivated' &&
          `${user.name} ${user.real_name}`
            .toLowerCase()
            .includes(query.text.slice(1).toLowerCase()),
      )
      .slice(0, 8)
      .map((user) => ({
        insert: `@${user.name} `,
        text: user.real_name || user.name,
        note: [`@${user.name}`, user.title, kindWords(user)].filter(Boolean).join(' · '),
        lead: () => avatar(user, 'small'),
      }));
  }

  #shortcuts() {
    const global = this.store.snapshot.shortcuts.filter((one) => one.type === 'global');
    if (global.length === 0) return [{ label: 'The app has no global shortcuts', run: () => {} }];
    return global.map((one) => ({
      label: one.name,
      description: one.description,
      run: () => this.store.act({ do: 'shortcut', callback_id: one.callback_id }),
    }));
  }

  async #submit() {
    const text = this.text.value.trim();
    const channel = this.store.channel?.id;
    if (!text || !channel) return;
    if (text.startsWith('/') && this.#thread) {
      this.store.tell(
        'Commands do not work in threads. Go back to the conversation and send it there.',
      );
      return;
    }
    // The next message need not wait for the app to have taken this one.
    this.#underway += 1;
    this.send.setAttribute('aria-busy', 'true');
    const thread = this.#thread;
    this.#show('');
    this.#keep();
    const answer = await this.store.act(
      text.startsWith('/')
        ? { do: 'command', channel, text }
        : { do: 'say', channel, text, ...(thread ? { thread_ts: thread } : {}) },
    );
    this.#underway -= 1;
    if (this.#underway === 0) this.send.removeAttribute('aria-busy');
    // What could not be sent is given back, unless something new is being written already.
    if (!answer.ok && !this.text.value) this.#show(text);
  }
}
