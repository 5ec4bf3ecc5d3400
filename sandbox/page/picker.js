/**
 * Choosing from a list: a button that opens a filter field and a list box. One or several values;
 * works by mouse, finger, keyboard and screen reader alike.
 */

import { h, uid } from './dom.js';
import { icon } from './icons.js';
import { openPopup } from './popup.js';

/**
 * @typedef {object} Option
 * @property {string} value
 * @property {string} text
 * @property {string} [note]      a second line
 * @property {string} [group]
 * @property {() => Node} [lead]  a picture before the text
 */

/**
 * Open the list at a control.
 * @param {HTMLElement} anchor
 * @param {object} settings
 * @param {string} settings.label
 * @param {Option[]} settings.options
 * @param {string[]} settings.selected
 * @param {boolean} [settings.multi]
 * @param {number} [settings.max]
 * @param {(values: string[]) => void} settings.onPick after each pick
 * @param {() => void} [settings.onClose]
 */
export function openPicker(anchor, settings) {
  const { label, options, multi = false, max = Infinity, onPick, onClose } = settings;
  const chosen = new Set(settings.selected);
  openPopup(
    anchor,
    (close) => {
      const listId = uid('list');
      const list = h('ul', {
        role: 'listbox',
        id: listId,
        'aria-label': label,
        class: 'options',
        'aria-multiselectable': multi ? 'true' : null,
      });
      const input = h('input', {
        type: 'text',
        role: 'combobox',
        class: 'filter',
        'aria-label': `Find in: ${label}`,
        placeholder: 'Type to find',
        'aria-expanded': 'true',
        'aria-controls': listId,
        'aria-autocomplete': 'list',
        autocomplete: 'off',
        spellcheck: 'false',
      });
      let shown = [];
      let active = 0;
      const draw = () => {
        const found = matching(options, input.value);
        shown = found.map((option) =>
          optionNode(option, chosen.has(option.value), () => pick(option)),
        );
        list.replaceChildren(...withGroups(found, shown));
        if (shown.length === 0)
          list.append(
            h(
              'li',
              { class: 'options-none', role: 'option', 'aria-disabled': 'true' },
              'Nothing matches',
            ),
          );
        mark(
          Math.max(
            0,
            found.findIndex((option) => chosen.has(option.value)),
          ),
        );
      };
      const mark = (index) => {
        shown[active]?.classList.remove('active');
        active = index;
        const node = shown[active];
        node?.classList.add('active');
        node?.scrollIntoView({ block: 'nearest' });
        if (node) input.setAttribute('aria-activedescendant', node.id);
        else input.removeAttribute('aria-activedescendant');
      };
      const pick = (option) => {
        if (multi) {
          if (!chosen.delete(option.value) && chosen.size < max) chosen.add(option.value);
          const at = active;
          draw();
          mark(at);
        } else {
          chosen.clear();
          chosen.add(option.value);
          close();
        }
        onPick([...chosen]);
      };
      // Pressing on an option must not take the focus out of the field: that would close the list.
      list.addEventListener('mousedown', (event) => event.preventDefault());
      input.addEventListener('input', draw);
      input.addEventListener('keydown', (event) => {
        const last = shown.length - 1;
        const target = {
          ArrowDown: active >= last ? 0 : active + 1,
          ArrowUp: active <= 0 ? last : active - 1,
        }[event.key];
        if (target !== undefined) {
          event.preventDefault();
          mark(target);
        } else if (event.key === 'Enter') {
          event.preventDefault();
          shown[active]?.click();
        } else if (event.key === 'Tab') {
          event.preventDefault();
          close();
        }
      });
      draw();
      return h('div', { class: 'picker-panel' }, input, list);
    },
    { onClose, wide: true },
  );
}

function matching(options, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return options.filter((option) => {
    const text = `${option.text} ${option.note ?? ''} ${option.group ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function optionNode(option, selected, pick) {
  return h(
    'li',
    {
      role: 'option',
      id: uid('option'),
      class: 'option',
      'aria-selected': String(selected),
      data: { value: option.value },
      on: { click: pick },
    },
    option.lead?.(),
    h(
      'span',
      { class: 'option-text' },
      h('span', {}, option.text),
      option.note && h('span', { class: 'option-note' }, option.note),
    ),
    selected ? icon('check') : null,
  );
}

function withGroups(options, nodes) {
  const result = [];
  let group;
  options.forEach((option, index) => {
    if (option.group !== group && option.group) {
      result.push(h('li', { role: 'presentation', class: 'options-group' }, option.group));
    }
    ({ group } = option);
    result.push(nodes[index]);
  });
  return result;
}

/**
 * A button that shows what is picked and opens the list.
 * @param {object} settings
 * @param {string} settings.label
 * @param {string} [settings.placeholder]
 * @param {() => Option[]} settings.options
 * @param {string[]} settings.selected
 * @param {boolean} [settings.multi]
 * @param {number} [settings.max]
 * @param {string} settings.focus
 * @param {Record<string, string|null>} [settings.attributes]
 * @param {(values: string[]) => void} settings.onPick
 * @param {() => void} [settings.onClose]
 */
export function pickerButton(settings) {
  let { selected } = settings;
  const text = h('span', { class: 'picker-text' });
  const show = () => {
    const byValue = new Map(settings.options().map((option) => [option.value, option.text]));
    const names = selected.map((value) => byValue.get(value) ?? value);
    text.textContent = names.length ? names.join(', ') : (settings.placeholder ?? 'Choose ...');
    text.classList.toggle('placeholder', names.length === 0);
    button.setAttribute('aria-label', `${settings.label}: ${text.textContent}`);
  };
  const button = h(
    'button',
    {
      type: 'button',
      class: 'picker',
      'aria-haspopup': 'listbox',
      'aria-expanded': 'false',
      data: { focus: settings.focus },
      ...settings.attributes,
      on: {
        click: () =>
          openPicker(button, {
            ...settings,
            options: settings.options(),
            selected,
            onPick: (values) => {
              selected = values;
              show();
              settings.onPick(values);
            },
          }),
      },
    },
    text,
    icon('down'),
  );
  show();
  return button;
}
