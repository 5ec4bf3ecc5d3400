/** Fields to write in. */

import { h } from '../dom.js';
import { focusKey, plain } from './objects.js';

const TYPES = {
  plain_text_input: { type: 'text' },
  email_text_input: { type: 'email', inputmode: 'email', autocomplete: 'off' },
  url_text_input: { type: 'url', inputmode: 'url', autocomplete: 'off' },
  number_input: { type: 'text', inputmode: 'decimal', autocomplete: 'off' },
};

/** From which share of its limit on a field counts: before, the count would only be in the way. */
const NEARLY_FULL = 0.8;

/**
 * Draw a text field, with a count where its limit is near.
 * @param {object} element
 * @param {object} block
 * @param {import('../types.js').Surface} surface
 * @param {import('./elements.js').Setting} setting
 * @param {Function} changed keeps the value and tells the app when asked to
 */
export function textInput(element, block, surface, setting, changed) {
  const multiline = Boolean(element.multiline);
  const field = /** @type {HTMLInputElement} */ (
    h(multiline ? 'textarea' : 'input', {
      ...(multiline ? { rows: 4 } : TYPES[element.type]),
      class: 'input',
      value: surface.form.get(block, element) ?? '',
      placeholder: element.placeholder ? plain(element.placeholder) : null,
      'aria-label': setting.label || 'Text',
      'aria-describedby': setting.describedBy ?? null,
      'aria-required': setting.required ? 'true' : null,
      data: {
        focus: focusKey(surface, block, element),
        ...(element.focus_on_load ? { first: '1' } : {}),
      },
    })
  );
  const count = element.max_length ? h('span', { class: 'count', 'aria-hidden': 'true' }) : null;
  const tally = () => {
    if (!count) return;
    count.textContent = `${field.value.length} of ${element.max_length}`;
    count.hidden = field.value.length < element.max_length * NEARLY_FULL;
    count.classList.toggle('count-over', field.value.length > element.max_length);
  };
  const when = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  let timer;
  field.addEventListener('input', () => {
    surface.form.set(block, element, field.value);
    tally();
    if (!setting.send || !when.includes('on_character_entered')) return;
    // Slack, too, waits for a pause in the typing.
    clearTimeout(timer);
    timer = setTimeout(() => changed(element, block, surface, setting, field.value), 350);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || (multiline && !event.ctrlKey)) return;
    if (setting.send && when.includes('on_enter_pressed')) {
      event.preventDefault();
      changed(element, block, surface, setting, field.value);
    }
  });
  if (surface.kind === 'message') {
    // A message has no button that sends the whole form: what is entered is told when it is done.
    field.addEventListener('change', () => surface.act(block, element, { value: field.value }));
  }
  tally();
  return h('div', { class: 'field' }, field, count);
}
