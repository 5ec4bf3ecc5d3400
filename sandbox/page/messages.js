/** The conversation: messages in order, by day, with their threads and their menus. */

import { h, reconcile } from './dom.js';
import { Form } from './form.js';
import { icon } from './icons.js';
import { copy, showJson } from './json.js';
import { menuButton } from './menu.js';
import { avatar, kindBadge } from './people.js';
import { drawBlocks } from './render/blocks.js';
import { clock, dayDivider } from './render/dates.js';
import { mrkdwn } from './render/mrkdwn.js';
import { image } from './render/objects.js';

const NEAR_END = 60;
const SAME_RUN_SECONDS = 300;

const dateOf = (ts) => new Date(Number(ts) * 1000);

export class MessageLog {
  /** @type {Map<string, Form>} what was picked in a message, kept over being drawn again */
  #forms = new Map();
  #place = '';
  #firstUnread = null;

  /**
   * @param {import('./store.js').Store} store
   * @param {(ts: string) => void} onReply opens the message field for a reply in a thread
   */
  constructor(store, onReply) {
    this.store = store;
    this.onReply = onReply;
    this.inner = h('div', { class: 'log-inner' });
    this.list = h('div', { class: 'log', role: 'log', tabindex: '0' }, this.inner);
    this.jump = h(
      'button',
      { type: 'button', class: 'jump', hidden: true, on: { click: () => this.toEnd() } },
      icon('down'),
      'New messages',
    );
    this.root = h('div', { class: 'log-frame' }, this.list, this.jump);
    this.sticky = true;
    this.list.addEventListener('scroll', () => {
      this.sticky = this.#atEnd();
      if (this.sticky) this.jump.hidden = true;
    });
    // Pictures and the growing message field change the heights after the fact.
    const sizes = new ResizeObserver(() => {
      if (this.sticky) this.toEnd();
    });
    sizes.observe(this.list);
    sizes.observe(this.inner);
  }

  #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  /** Scroll to the latest message. */
  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.jump.hidden = true;
    this.sticky = true;
  }

  /** @param {import('./types.js').Channel} channel @param {string} name */
  update(channel, name) {
    const { snapshot } = this.store;
    const messages = inThreads(snapshot.messages[channel.id] ?? []);
    const place = `${snapshot.me}/${channel.id}`;
    const moved = place !== this.#place;
    if (moved) {
      this.#place = place;
      this.#firstUnread =
        channel.unread > 0
          ? (messages.filter((one) => one.user !== snapshot.me).at(-channel.unread)?.ts ?? null)
          : null;
      this.list.setAttribute('aria-label', `Messages: ${name}`);
      // A whole conversation that comes in at once must not be read out.
      this.list.setAttribute('aria-busy', 'true');
      this.inner.replaceChildren();
    }
    const last = messages.at(-1);
    const lastBefore = this.inner.lastElementChild?.dataset.key;
    const hadFocus = this.list.contains(document.activeElement);
    reconcile(this.inner, this.#items(messages, channel));
    if (hadFocus && document.activeElement === document.body)
      this.list.focus({ preventScroll: true });
    if (moved || this.sticky || last?.user === snapshot.me) this.toEnd();
    else if (last && last.ts !== lastBefore) this.jump.hidden = false;
    if (moved) setTimeout(() => this.list.removeAttribute('aria-busy'), 500);
  }

  #items(messages, channel) {
    const { snapshot } = this.store;
    const now = new Date(snapshot.now * 1000);
    const people = snapshot.users
      .map((user) => `${user.id}${user.real_name}${user.kind}${user.color}`)
      .join();
    const context = `${snapshot.me}${now.toDateString()}${people}`;
    const items = [];
    let before = null;
    let day = null;
    if (messages.length === 0) {
      items.push({
        key: 'empty',
        sig: channel.id,
        build: () => h('p', { class: 'log-empty' }, 'Nothing has been said here yet.'),
      });
    }
    for (const message of messages) {
      const label = dayDivider(dateOf(message.ts), now);
      if (!message.reply && label !== day) {
        day = label;
        before = null;
        items.push({
          key: `day ${dateOf(message.ts).toDateString()}`,
          sig: label,
          build: () => h('h2', { class: 'day' }, h('span', {}, label)),
        });
      }
      if (message.ts === this.#firstUnread) {
        before = null;
        items.push({
          key: 'new',
          sig: '',
          build: () => h('p', { class: 'new-mark' }, h('span', {}, 'New')),
        });
      }
      const run = continues(before, message);
      items.push({
        key: message.ts,
        sig: JSON.stringify([message, run, context]),
        build: () => this.#message(message, channel, run),
      });
      before = message;
    }
    return items;
  }

  #message(message, channel, run) {
    const { snapshot } = this.store;
    const user = this.store.user(message.user);
    const name = message.username ?? user?.real_name ?? message.user;
    const date = dateOf(message.ts);
    const id = `who-${channel.id}-${message.ts}`;
    const body = h('div', { class: 'message-body' });
    if (message.blocks?.length) drawBlocks(body, message.blocks, this.#surface(message, channel));
    else body.append(h('div', { class: 'text' }, mrkdwn(message.text, snapshot)));
    for (const file of message.files ?? []) {
      const url = file.url_private ?? '';
      const title = file.title ?? file.name ?? '';
      body.append(
        h(
          'figure',
          { class: 'block figure' },
          h(
            'figcaption',
            {},
            h('a', { href: url, target: '_blank', rel: 'noopener' }, `${title} (opens in a new tab)`),
          ),
          image({ image_url: url, alt_text: file.alt_txt || title || 'picture' }, 'picture'),
        ),
      );
    }
    const classes = [
      'message',
      message.ephemeral && 'ephemeral',
      run && 'run',
      message.reply && 'reply',
    ];
    return h(
      'article',
      { class: classes.filter(Boolean).join(' '), 'aria-labelledby': id },
      run ? h('span', { class: 'gutter' }) : avatar(user),
      h(
        'div',
        { class: 'message-main' },
        message.ephemeral && h('p', { class: 'only-you' }, icon('eye'), 'Only visible to you'),
        h(
          'div',
          { class: run ? 'message-head visually-hidden' : 'message-head', id },
          h('span', { class: 'who' }, name),
          kindBadge(user),
          h('time', { datetime: date.toISOString(), title: date.toLocaleString() }, clock(date)),
          message.reply && h('span', { class: 'visually-hidden' }, 'in a thread'),
        ),
        body,
        message.edited && h('span', { class: 'edited' }, '(edited)'),
      ),
      this.#tools(message, channel, name),
    );
  }

  #tools(message, channel, name) {
    const { store } = this;
    return h(
      'div',
      { class: 'message-tools' },
      menuButton({
        label: `More for the message from ${name}, ${clock(dateOf(message.ts))}`,
        content: icon('more'),
        focus: `tools|${channel.id}|${message.ts}`,
        items: () => [
          ...(message.ephemeral
            ? []
            : store.snapshot.shortcuts
                .filter((one) => one.type === 'message')
                .map((one) => ({
                  label: one.name,
                  description: one.description,
                  run: () =>
                    store.act({
                      do: 'message_shortcut',
                      callback_id: one.callback_id,
                      channel: channel.id,
                      ts: message.ts,
                    }),
                }))),
          ...(message.ephemeral
            ? []
            : [
                {
                  label: 'Reply in thread',
                  run: () => this.onReply(message.thread_ts ?? message.ts),
                },
              ]),
          { label: 'Copy text', run: () => copy(message.text ?? '') },
          { label: 'Show as JSON', run: () => showJson('Message', message) },
        ],
      }),
    );
  }

  #surface(message, channel) {
    const scope = `${this.#place}/${message.ts}`;
    let form = this.#forms.get(scope);
    if (!form) {
      form = new Form();
      this.#forms.set(scope, form);
    }
    return {
      scope,
      kind: 'message',
      form,
      snapshot: () => this.store.snapshot,
      act: (block, element, payload) =>
        this.store.act({
          do: 'click',
          channel: channel.id,
          ts: message.ts,
          block_id: block.block_id,
          action_id: element.action_id,
          ...payload,
        }),
    };
  }
}

/** Replies directly under the message they answer. */
function inThreads(messages) {
  const stamps = new Set(messages.map((one) => one.ts));
  const isReply = (one) => one.thread_ts && one.thread_ts !== one.ts && stamps.has(one.thread_ts);
  const replies = new Map();
  for (const one of messages.filter(isReply))
    replies.set(one.thread_ts, [...(replies.get(one.thread_ts) ?? []), one]);
  return messages
    .filter((one) => !isReply(one))
    .flatMap((one) => [
      one,
      ...(replies.get(one.ts) ?? []).map((reply) => ({ ...reply, reply: true })),
    ]);
}

/** Does a message go on where the same person stopped a moment ago? */
function continues(before, message) {
  return (
    Boolean(before) &&
    before.user === message.user &&
    before.username === message.username &&
    !message.ephemeral &&
    !before.ephemeral &&
    Boolean(before.reply) === Boolean(message.reply) &&
    Number(message.ts) - Number(before.ts) < SAME_RUN_SECONDS
  );
}
