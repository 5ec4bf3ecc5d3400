/** A list offered while a word is typed: commands after /, people after @. */

import { announce, h, uid } from './dom.js';

/**
 * @typedef {{insert: string, text: string, note?: string, lead?: () => Node}} Offer
 * @typedef {{kind: '/'|'@', text: string, start: number}} Query
 */

export class Suggestions {
  /** @type {Offer[]} */
  #offers = [];
  /** @type {Query|null} */
  #query = null;
  #active = 0;

  /**
   * @param {HTMLTextAreaElement} field
   * @param {string} listId
   * @param {(query: Query) => Offer[]} find
   */
  constructor(field, listId, find) {
    this.field = field;
    this.find = find;
    this.list = h('ul', {
      role: 'listbox',
      id: listId,
      class: 'suggestions',
      'aria-label': 'Suggestions',
      hidden: true,
    });
    field.addEventListener('input', () => this.#refresh());
    field.addEventListener('blur', () => this.close());
    field.addEventListener('keydown', (event) => this.#key(event));
  }

  close() {
    this.list.hidden = true;
    this.field.removeAttribute('aria-activedescendant');
  }

  #refresh() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    const command = /^\/\S*$/.exec(before);
    const person = /(?:^|[\s(])(@[\w.-]*)$/.exec(before);
    this.#query = command
      ? { kind: '/', text: before, start: 0 }
      : person
        ? { kind: '@', text: person[1], start: before.length - person[1].length }
        : null;
    this.#offers = this.#query ? this.find(this.#query) : [];
    if (this.#offers.length === 0) {
      this.close();
      return;
    }
    const wasHidden = this.list.hidden;
    this.list.replaceChildren(
      ...this.#offers.map((offer, index) =>
        h(
          'li',
          {
            role: 'option',
            id: uid('offer'),
            class: 'option',
            'aria-selected': 'false',
            // On mouse down, before the field loses the focus.
            on: {
              pointerdown: (event) => {
                event.preventDefault();
                this.#take(index);
              },
            },
          },
          offer.lead?.(),
          h(
            'span',
            { class: 'option-text' },
            h('span', {}, offer.text),
            offer.note && h('span', { class: 'option-note' }, offer.note),
          ),
        ),
      ),
    );
    this.list.hidden = false;
    this.#mark(0);
    if (wasHidden) announce(`${this.#offers.length} suggestions, use the arrow keys`);
  }

  #mark(index) {
    const nodes = this.list.children;
    nodes[this.#active]?.classList.remove('active');
    nodes[this.#active]?.setAttribute('aria-selected', 'false');
    this.#active = index;
    nodes[index].classList.add('active');
    nodes[index].setAttribute('aria-selected', 'true');
    nodes[index].scrollIntoView({ block: 'nearest' });
    this.field.setAttribute('aria-activedescendant', nodes[index].id);
  }

  #key(event) {
    if (this.list.hidden || event.isComposing) return;
    const last = this.#offers.length - 1;
    const target = {
      ArrowDown: this.#active >= last ? 0 : this.#active + 1,
      ArrowUp: this.#active <= 0 ? last : this.#active - 1,
    }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      this.#mark(target);
    } else if (
      event.key === 'Tab' ||
      (event.key === 'Enter' && !event.shiftKey && !this.#complete())
    ) {
      event.preventDefault();
      this.#take(this.#active);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.close();
    }
  }

  /** A command typed out in full is sent by Enter, not completed. */
  #complete() {
    return (
      this.#query?.kind === '/' && this.#offers[this.#active].insert.trim() === this.#query.text
    );
  }

  #take(index) {
    const { insert } = this.#offers[index];
    const { start, text } = this.#query;
    this.field.setRangeText(insert, start, start + text.length, 'end');
    this.close();
    this.field.dispatchEvent(new Event('input', { bubbles: true }));
    this.close();
  }
}
