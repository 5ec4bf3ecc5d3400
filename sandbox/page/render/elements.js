/** The elements of Block Kit that act at once: buttons, menus, pickers, dates. */

import { confirmed } from '../confirm.js';
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { actionPayload } from '../form.js';
import { menuButton } from '../menu.js';
import { personOption } from '../people.js';
import { pickerButton } from '../picker.js';
import { choices } from './choices.js';
import { textInput } from './inputs.js';
import { focusKey, image, plain } from './objects.js';

/**
 * @typedef {import('../types.js').Surface} Surface
 * @typedef {{label?: string, describedBy?: string, required?: boolean, send: boolean}} Setting
 *   how an element stands in its block: named by a label, described by a hint, and whether a
 *   change of its value goes to the app at once
 */

/**
 * Draw one element.
 * @param {object} element
 * @param {object} block
 * @param {Surface} surface
 * @param {Setting} setting
 * @returns {HTMLElement}
 */
export function drawElement(element, block, surface, setting) {
  switch (element.type) {
    case 'button':
    case 'workflow_button':
      return button(element, block, surface);
    case 'overflow':
      return overflow(element, block, surface, setting);
    case 'image':
      return image(element, 'thumb');
    case 'datepicker':
      return dateInput(element, block, surface, setting, 'date');
    case 'timepicker':
      return dateInput(element, block, surface, setting, 'time');
    case 'datetimepicker':
      return dateInput(element, block, surface, setting, 'datetime-local');
    case 'radio_buttons':
    case 'checkboxes':
      return choices(element, block, surface, setting, changed);
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return textInput(element, block, surface, setting, changed);
    default:
      return element.type.endsWith('_select')
        ? select(element, block, surface, setting)
        : h('span', { class: 'unknown' }, `[${element.type}: not drawn in the sandbox]`);
  }
}

/** A value was chosen: keep it, and tell the app when the element asks for that. */
export async function changed(element, block, surface, setting, value) {
  surface.form.set(block, element, value);
  if (setting.send && (await confirmed(element.confirm, surface.snapshot()))) {
    await surface.act(block, element, actionPayload(element, value));
  }
}

function button(element, block, surface) {
  const style = { primary: 'button-primary', danger: 'button-danger' }[element.style] ?? '';
  const label = plain(element.text);
  const props = {
    class: `button ${style}`,
    data: { focus: focusKey(surface, block, element) },
    'aria-label': element.accessibility_label ?? null,
  };
  const send = async (node) => {
    if (node.getAttribute('aria-busy') === 'true') return;
    node.setAttribute('aria-busy', 'true');
    await surface.act(block, element, {});
    node.removeAttribute('aria-busy');
  };
  if (element.url && /^(https?|mailto|tel):/i.test(element.url)) {
    return h(
      'a',
      {
        ...props,
        href: element.url,
        target: '_blank',
        rel: 'noopener noreferrer',
        on: {
          click: async (event) => {
            const node = event.currentTarget;
            if (element.confirm) {
              event.preventDefault();
              if (!(await confirmed(element.confirm, surface.snapshot()))) return;
              window.open(element.url, '_blank', 'noopener,noreferrer');
            }
            await send(node);
          },
        },
      },
      label,
    );
  }
  return h(
    'button',
    {
      ...props,
      type: 'button',
      on: {
        click: async (event) => {
          const node = event.currentTarget;
          if (await confirmed(element.confirm, surface.snapshot())) await send(node);
        },
      },
    },
    label,
  );
}

function overflow(element, block, surface, setting) {
  return menuButton({
    // A list has one beside each entry: alike to the ear unless they say whose they are.
    label: setting.label ? `More choices for ${setting.label}` : 'More choices',
    content: icon('more'),
    class: 'button button-icon',
    focus: focusKey(surface, block, element),
    items: () =>
      (element.options ?? []).map((option) => ({
        label: plain(option.text),
        description: option.description && plain(option.description),
        run: async () => {
          if (option.url && /^https?:/i.test(option.url))
            window.open(option.url, '_blank', 'noopener,noreferrer');
          if (await confirmed(element.confirm, surface.snapshot())) {
            await surface.act(block, element, actionPayload(element, option.value));
          }
        },
      })),
  });
}

/** What a select offers: the app's options, people, or places. */
function selectOptions(element, surface) {
  const snapshot = surface.snapshot();
  if (element.type.includes('users')) {
    return snapshot.users.filter((user) => user.kind !== 'deactivated').map(personOption);
  }
  if (element.type.includes('conversations') || element.type.includes('channels')) {
    const only = element.type.includes('channels') ? ['channel'] : null;
    return snapshot.channels
      .filter((channel) => !channel.is_archived && (!only || only.includes(channel.kind)))
      .map((channel) => ({ value: channel.id, text: channelLabel(channel, snapshot) }));
  }
  const flat = (options, group) =>
    (options ?? []).map((option) => ({
      value: option.value,
      text: plain(option.text),
      note: option.description && plain(option.description),
      group,
    }));
  return element.option_groups
    ? element.option_groups.flatMap((group) => flat(group.options, plain(group.label)))
    : flat(element.options);
}

function channelLabel(channel, snapshot) {
  const other = channel.with && snapshot.users.find((user) => user.id === channel.with);
  return other ? other.real_name : `#${channel.name}`;
}

function select(element, block, surface, setting) {
  const multi = element.type.startsWith('multi_');
  const value = surface.form.get(block, element);
  let picked = null;
  return pickerButton({
    label: setting.label || (element.placeholder ? plain(element.placeholder) : 'Choose'),
    placeholder: element.placeholder ? plain(element.placeholder) : 'Choose ...',
    options: () => selectOptions(element, surface),
    selected: multi ? (value ?? []) : [value].filter((one) => one !== null && one !== undefined),
    multi,
    max: element.max_selected_items,
    focus: focusKey(surface, block, element),
    attributes: { 'aria-describedby': setting.describedBy ?? null },
    onPick: (values) => {
      if (multi) {
        picked = values;
        surface.form.set(block, element, values);
      } else {
        changed(element, block, surface, setting, values[0]);
      }
    },
    // Several values are sent once, when the list closes.
    onClose: () => {
      if (picked && setting.send) changed(element, block, surface, setting, picked);
      picked = null;
    },
  });
}

const DATE_NAMES = { date: 'Date', time: 'Time', 'datetime-local': 'Date and time' };

/** What the browser's field holds (local words) to what Slack holds (unix seconds), and back. */
const MOMENTS = {
  read: (words) => Math.floor(new Date(words).getTime() / 1000),
  show: (seconds) => {
    const date = new Date(seconds * 1000);
    return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  },
};

function dateInput(element, block, surface, setting, type) {
  const held = surface.form.get(block, element);
  const isMoment = type === 'datetime-local';
  const read = () => (isMoment && input.value ? MOMENTS.read(input.value) : input.value || null);
  const input = h('input', {
    type,
    class: 'input input-short',
    value: isMoment && held ? MOMENTS.show(held) : (held ?? ''),
    'aria-label':
      setting.label || (element.placeholder ? plain(element.placeholder) : DATE_NAMES[type]),
    'aria-describedby': setting.describedBy ?? null,
    'aria-required': setting.required ? 'true' : null,
    data: { focus: focusKey(surface, block, element) },
  });
  input.addEventListener('input', () => surface.form.set(block, element, read()));
  // Each key in a date field is a change; the app hears of the date when the field is left.
  let sent = input.value;
  const settle = () => {
    if (!setting.send || input.value === sent || !input.value) return;
    sent = input.value;
    changed(element, block, surface, setting, read());
  };
  input.addEventListener('blur', settle);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && setting.send) settle();
  });
  // A date field shows its format, not the app's placeholder: the words go in front.
  return setting.label || !element.placeholder
    ? input
    : h('label', { class: 'dated' }, h('span', {}, plain(element.placeholder)), input);
}
