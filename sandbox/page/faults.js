/** What is to go wrong between the app and the sandbox: a form to set it, a list of what is set. */

import { changeFaults, fetchFaults } from './api.js';
import { h, setText, uid } from './dom.js';

/** Every kind of fault, in words, with the method it most often concerns. */
const KINDS = {
  rate_limited: ['refused as too many (429)', 'chat.postMessage'],
  lost_reply: ['done, but the answer is lost', 'chat.postMessage'],
  lost_request: ['lost before it is done', 'chat.postMessage'],
  slow: ['answered late', 'views.open'],
  fails: ['answered with a broken page (503)', '*'],
  refused: ['refused (internal_error)', '*'],
  lost_ack: ['acknowledgement lost', 'events_api'],
  twice: ['delivered twice', 'interactive'],
};
const SLOW_SECONDS = 4;
const METHODS = [
  '*',
  'chat.postMessage',
  'chat.update',
  'views.open',
  'views.update',
  'conversations.open',
  'response_url',
  'events_api',
  'interactive',
  'slash_commands',
];

export class FaultPanel {
  /** @param {import('./store.js').Store} store @param {() => boolean} isOpen */
  constructor(store, isOpen) {
    this.store = store;
    this.isOpen = isOpen;
    const names = uid('methods');
    this.kind = h(
      'select',
      { class: 'input', on: { change: () => this.#suggest() } },
      Object.entries(KINDS).map(([value, [words]]) => h('option', { value }, words)),
    );
    this.method = h('input', {
      type: 'text',
      class: 'input',
      list: names,
      value: 'chat.postMessage',
      spellcheck: 'false',
      autocomplete: 'off',
    });
    this.times = h('input', { type: 'number', class: 'input', min: '1', value: '1' });
    this.limit = h('input', {
      type: 'checkbox',
      on: { change: () => this.#change({ limit: this.limit.checked }) },
    });
    this.summary = h('summary', {}, 'What goes wrong');
    this.list = h('ul', { class: 'fault-list', 'aria-label': 'Set to go wrong' });
    this.root = h(
      'details',
      { class: 'faults' },
      this.summary,
      h(
        'form',
        {
          class: 'fault-form',
          'aria-label': 'What goes wrong',
          on: { submit: (event) => this.#add(event) },
        },
        labelled('What happens', this.kind),
        labelled('Call or payload', this.method),
        labelled('Times', this.times),
        h(
          'datalist',
          { id: names },
          METHODS.map((value) => h('option', { value })),
        ),
        h('button', { type: 'submit', class: 'button button-small' }, 'Let it go wrong'),
      ),
      this.list,
      h(
        'label',
        { class: 'choice' },
        this.limit,
        h('span', {}, 'One message a second a conversation'),
      ),
      h(
        'div',
        { class: 'fault-tools' },
        this.#tool('Break the connections', { disconnect: 'abrupt' }),
        this.#tool('Ask to reconnect', { disconnect: 'refresh_requested' }),
        this.#tool('All well again', { clear: true }),
      ),
    );
    this.root.addEventListener('toggle', () => this.refresh());
    store.watchWire(() => this.refresh());
  }

  #tool(label, change) {
    return h(
      'button',
      { type: 'button', class: 'button button-small', on: { click: () => this.#change(change) } },
      label,
    );
  }

  /** Calls and payloads go wrong in different ways: another kind, another method. */
  #suggest() {
    this.method.value = KINDS[this.kind.value][1];
  }

  #add(event) {
    event.preventDefault();
    const kind = this.kind.value;
    const method = this.method.value.trim() || '*';
    const fault = { method, kind, times: Number(this.times.value) || 1 };
    this.#change({ add: kind === 'slow' ? { ...fault, seconds: SLOW_SECONDS } : fault });
  }

  async #change(change) {
    try {
      this.#show(await changeFaults(change));
    } catch (error) {
      this.store.tell(error.message);
    }
  }

  /** Fetch what is set, if anybody is looking. */
  async refresh() {
    if (!this.isOpen() || !this.root.open) return;
    const held = await fetchFaults().catch(() => null);
    if (held) this.#show(held);
  }

  #show({ faults, limited }) {
    this.limit.checked = limited;
    const count = faults.length ? ` (${faults.length} set)` : '';
    setText(this.summary, `What goes wrong${count}`);
    this.list.replaceChildren(
      ...faults.map((fault) => {
        const often = fault.times === null ? 'always' : `${fault.times} more`;
        return h('li', {}, `${fault.method}: ${KINDS[fault.kind][0]}, ${often}`);
      }),
    );
  }
}

function labelled(words, control) {
  control.id = uid('fault');
  return h('div', { class: 'fault-field' }, h('label', { for: control.id }, words), control);
}
