/** The app's modals: a stack of views, the top one shown in a dialog. */

import { announce, focusRef, h, hush, refocus, tabbable } from './dom.js';
import { iconButton } from './icons.js';
import { withEmoji } from './render/emoji.js';
import { ViewPanel } from './viewpanel.js';

export class Modals {
  /** @type {Map<string, ViewPanel>} */
  #panels = new Map();
  #top = '';
  #pending = new Set();
  /** The view that is to be sent as soon as what was done in it before is through. */
  #wanted = '';
  #leaving = '';
  #back = focusRef(null);
  #notice = null;

  /**
   * @param {import('./store.js').Store} store
   * @param {() => HTMLElement|null} fallback what takes the focus when its old place is gone
   */
  constructor(store, fallback) {
    this.store = store;
    this.fallback = fallback;
    this.title = h('h2', { id: 'modal-title', tabindex: '-1' });
    this.backButton = iconButton('back', 'Back', () => this.#close());
    this.body = h('div', { class: 'modal-body' });
    this.banner = h('p', { class: 'modal-banner', role: 'alert', hidden: true });
    this.closeButton = h('button', {
      type: 'button',
      class: 'button',
      on: { click: () => this.#close() },
    });
    this.submitButton = h('button', { type: 'submit', class: 'button button-primary' });
    this.form = h(
      'form',
      {
        class: 'modal-form',
        novalidate: true,
        'aria-labelledby': 'modal-title',
        on: { submit: (event) => this.#submit(event) },
      },
      h(
        'div',
        { class: 'dialog-head' },
        this.backButton,
        this.title,
        iconButton('close', 'Close', () => this.#close(true)),
      ),
      this.banner,
      this.body,
      h('div', { class: 'dialog-buttons' }, this.closeButton, this.submitButton),
    );
    this.dialog = /** @type {HTMLDialogElement} */ (
      h(
        'dialog',
        { class: 'dialog modal', 'aria-labelledby': 'modal-title', data: { focus: 'modal' } },
        this.form,
      )
    );
    this.dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      // A back gesture, or asking twice, closes whatever the page says: then it must not come
      // back while the sandbox hears of it.
      if (!event.cancelable) this.#leaving = this.#top;
      this.#close();
    });
    this.dialog.addEventListener('close', () => {
      if (this.#leaving && !this.dialog.open) refocus(this.#back, this.fallback());
    });
    this.dialog.addEventListener('keydown', (event) => this.#keys(event));
    document.body.append(this.dialog);
  }

  update() {
    const views = this.store.snapshot?.views ?? [];
    const open = new Set(views.map((view) => view.id));
    for (const [id, panel] of this.#panels) {
      if (!open.has(id)) {
        panel.root.remove();
        this.#panels.delete(id);
      }
    }
    const top = views.at(-1);
    if (!top) {
      this.#shut();
      return;
    }
    for (const view of views) this.#panel(view);
    if (this.#wanted && this.#wanted !== top.id) this.#wanted = '';
    this.#show(top, views.length);
    if (this.#wanted && !top.busy) {
      this.#wanted = '';
      /** @type {HTMLFormElement} */ (this.form).requestSubmit();
    }
  }

  #panel(view) {
    const known = this.#panels.get(view.id);
    if (known) {
      if (known.view.hash !== view.hash || JSON.stringify(known.view) !== JSON.stringify(view))
        known.update(view);
      return;
    }
    const panel = new ViewPanel(this.store, view);
    this.#panels.set(view.id, panel);
    this.body.append(panel.root);
  }

  #show(top, depth) {
    const covered = this.#panels.get(this.#top);
    if (covered && this.#top !== top.id && covered.root.contains(document.activeElement))
      covered.back = focusRef();
    for (const [id, panel] of this.#panels) panel.root.hidden = id !== top.id;
    const text = (object, otherwise) => withEmoji(object?.text ?? otherwise);
    const sending = this.#pending.has(top.id) || this.#wanted === top.id;
    const busy = Boolean(top.busy) || sending;
    this.title.textContent = text(top.title, 'Dialog');
    this.backButton.hidden = depth < 2;
    this.closeButton.textContent = text(top.close, top.submit ? 'Cancel' : 'Close');
    this.submitButton.hidden = !top.submit;
    this.submitButton.textContent = sending ? 'Sending ...' : text(top.submit, 'Submit');
    // Not `disabled`: that would throw the focus out of the dialog.
    this.submitButton.setAttribute('aria-disabled', String(busy));
    this.form.setAttribute('aria-busy', String(busy));
    this.banner.hidden = !this.#notice;
    if (this.banner.textContent !== (this.#notice ?? ''))
      this.banner.textContent = this.#notice ?? '';
    if (!this.dialog.open) {
      if (top.id === this.#leaving) return;
      this.#back = focusRef();
      this.dialog.showModal();
    }
    const switched = this.#top !== top.id;
    this.#top = top.id;
    if (switched) {
      this.#notice = null;
      this.banner.hidden = true;
      this.body.scrollTop = 0;
    }
    // A view that came as "loading" gets its fields later; go there unless the person is at work.
    const idle =
      !this.body.contains(document.activeElement) && document.activeElement !== this.submitButton;
    const panel = this.#panels.get(top.id);
    if (switched && panel?.back) refocus(panel.back, panel.first() ?? this.title);
    else if (switched || (idle && this.#restless())) (panel?.first() ?? this.title).focus();
  }

  /** Is the focus somewhere nobody put it? */
  #restless() {
    const active = document.activeElement;
    return active === document.body || active === this.dialog || active === this.title;
  }

  #shut() {
    this.#top = '';
    this.#wanted = '';
    this.#notice = null;
    if (!this.dialog.open) return;
    hush(this.dialog);
    this.dialog.close();
    refocus(this.#back, this.fallback());
  }

  async #submit(event) {
    event.preventDefault();
    const panel = this.#panels.get(this.#top);
    if (!panel || !panel.view.submit || this.#pending.has(panel.view.id)) return;
    const { id } = panel.view;
    // A click is never lost: the app still answers to a choice made just before.
    this.#wanted = panel.view.busy ? id : '';
    if (this.#wanted) {
      this.update();
      return;
    }
    this.#notice = null;
    hush(this.dialog);
    this.#pending.add(id);
    this.update();
    const at = document.activeElement;
    const answer = await this.store.act({ do: 'submit', view_id: id, values: panel.values() });
    this.#pending.delete(id);
    this.#notice = answer.notice ?? (answer.ok ? null : (answer.message ?? answer.error)) ?? null;
    this.update();
    if (!this.#panels.has(id)) return;
    this.#pointOut(panel, document.activeElement === at || this.#restless());
  }

  /** Say what is wrong; go there, too, unless the person went elsewhere meanwhile. */
  #pointOut(panel, go) {
    const first = panel.showErrors();
    if (!first) return;
    const words = [...panel.root.querySelectorAll('.error:not([hidden])')].map(
      (slot) => slot.textContent,
    );
    announce(
      `${words.length === 1 ? 'One field needs' : `${words.length} fields need`} your attention: ${words.join(' ')}`,
      true,
    );
    if (go) first.focus();
  }

  #close(all = false) {
    const view = this.#panels.get(this.#top)?.view;
    if (view) this.store.act({ do: 'close', view_id: view.id, ...(all ? { all } : {}) });
  }

  /** Tab stays inside, Escape closes, Control and Enter sends from a long text. */
  #keys(event) {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault();
      this.#close();
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !this.submitButton.hidden) {
      event.preventDefault();
      /** @type {HTMLFormElement} */ (this.form).requestSubmit();
    }
    if (event.key !== 'Tab' || event.defaultPrevented) return;
    const stops = tabbable(this.dialog);
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement === edge || !this.dialog.contains(document.activeElement)) {
      event.preventDefault();
      (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
    }
  }
}
