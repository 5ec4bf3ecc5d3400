/** "Are you sure?", as an app may ask before a button or a choice is sent. */

import { focusRef, h, refocus, uid } from './dom.js';
import { mrkdwn } from './render/mrkdwn.js';

/**
 * Ask with an app's confirmation object.
 * @param {object|undefined} confirm Block Kit's; undefined is a yes
 * @param {import('./types.js').Snapshot} snapshot
 * @returns {Promise<boolean>}
 */
export function confirmed(confirm, snapshot) {
  if (!confirm) return Promise.resolve(true);
  const body =
    confirm.text?.type === 'mrkdwn'
      ? mrkdwn(confirm.text.text, snapshot)
      : (confirm.text?.text ?? '');
  return ask({
    title: confirm.title?.text ?? 'Are you sure?',
    body,
    yes: confirm.confirm?.text ?? 'Yes',
    no: confirm.deny?.text ?? 'No',
    danger: confirm.style === 'danger',
  });
}

/**
 * Put a yes-or-no question in a dialog of its own.
 * @param {{title: string, body: Node|string, yes: string, no: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export function ask({ title, body, yes, no, danger = false }) {
  const back = focusRef();
  const titleId = uid('confirm');
  const bodyId = uid('confirm');
  const dialog = /** @type {HTMLDialogElement} */ (
    h('dialog', {
      class: 'dialog dialog-small',
      role: 'alertdialog',
      'aria-labelledby': titleId,
      'aria-describedby': bodyId,
    })
  );
  dialog.append(
    h(
      'form',
      { method: 'dialog', class: 'confirm' },
      h('h2', { id: titleId }, title),
      h('div', { id: bodyId, class: 'confirm-body' }, body),
      h(
        'div',
        { class: 'dialog-buttons' },
        h('button', { class: 'button', value: 'no' }, no),
        h(
          'button',
          { class: danger ? 'button button-danger' : 'button button-primary', value: 'yes' },
          yes,
        ),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      refocus(back);
      resolve(dialog.returnValue === 'yes');
    });
  });
}
