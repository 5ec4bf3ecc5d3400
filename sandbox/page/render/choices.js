/** Radio buttons and check boxes. */

import { h, uid } from '../dom.js';
import { focusKey, textObject } from './objects.js';

/**
 * Draw a group of options.
 * @param {object} element
 * @param {object} block
 * @param {import('../types.js').Surface} surface
 * @param {import('./elements.js').Setting} setting
 * @param {Function} changed keeps the value and tells the app when asked to
 */
export function choices(element, block, surface, setting, changed) {
  const several = element.type === 'checkboxes';
  const name = uid('choice');
  const value = surface.form.get(block, element);
  const isOn = (option) =>
    several ? (value ?? []).includes(option.value) : value === option.value;
  const group = h('div', {
    role: several ? 'group' : 'radiogroup',
    class: 'choices',
    'aria-label': setting.label || 'Choose',
    'aria-describedby': setting.describedBy ?? null,
    'aria-required': setting.required && !several ? 'true' : null,
  });
  const read = () => {
    const on = [...group.querySelectorAll('input:checked')].map((input) => input.value);
    return several ? on : (on[0] ?? null);
  };
  (element.options ?? []).forEach((option, index) => {
    const noteId = option.description ? uid('note') : null;
    const input = h('input', {
      type: several ? 'checkbox' : 'radio',
      name,
      value: option.value,
      checked: isOn(option),
      'aria-describedby': noteId,
      data: { focus: focusKey(surface, block, element, String(index)) },
      on: { change: () => changed(element, block, surface, setting, read()) },
    });
    group.append(
      h(
        'label',
        { class: 'choice' },
        input,
        h(
          'span',
          { class: 'choice-text' },
          h('span', {}, textObject(option.text, surface.snapshot())),
          option.description &&
            h(
              'span',
              { class: 'choice-note', id: noteId },
              textObject(option.description, surface.snapshot()),
            ),
        ),
      ),
    );
  });
  return group;
}
