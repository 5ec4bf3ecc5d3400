/** One view of the app (a modal or its Home): its blocks, what was entered, what is wrong. */

import { h } from './dom.js';
import { Form } from './form.js';
import { drawBlocks, showErrors } from './render/blocks.js';

export class ViewPanel {
  /** Where the focus was when another view came on top. @type {object|null} */
  back = null;

  /**
   * @param {import('./store.js').Store} store
   * @param {import('./types.js').View} view
   */
  constructor(store, view) {
    this.store = store;
    this.view = view;
    this.form = new Form();
    this.root = h('div', { class: 'view', data: { view: view.id } });
    this.surface = {
      scope: view.id,
      kind: view.type,
      form: this.form,
      snapshot: () => store.snapshot,
      act: (block, element, payload) =>
        store.act({
          do: 'view_action',
          view_id: this.view.id,
          block_id: block.block_id,
          action_id: element.action_id,
          values: this.values(),
          ...payload,
        }),
    };
    this.update(view);
  }

  /** Draw what changed; what was typed stays. @param {import('./types.js').View} view */
  update(view) {
    this.view = view;
    drawBlocks(this.root, view.blocks, this.surface);
    this.showErrors();
  }

  /** @returns {HTMLElement|null} the first control in error */
  showErrors() {
    return showErrors(this.root, this.view.errors ?? {});
  }

  /** Everything entered, by block and action. */
  values() {
    return this.form.collect(this.view.blocks);
  }

  /** Where the focus goes when the view opens. */
  first() {
    return /** @type {HTMLElement|null} */ (
      this.root.querySelector('[data-first]') ??
        this.root.querySelector('.input-block input, .input-block textarea, .input-block .picker')
    );
  }
}
