/**
 * What a person has typed and picked in one view or message, kept apart from the DOM so that
 * drawing again never loses a word.
 */

/** Element types that hold a value, and how each says what it starts with. */
const STARTS = {
  plain_text_input: (e) => e.initial_value ?? null,
  email_text_input: (e) => e.initial_value ?? null,
  url_text_input: (e) => e.initial_value ?? null,
  number_input: (e) => e.initial_value ?? null,
  static_select: (e) => e.initial_option?.value ?? null,
  external_select: (e) => e.initial_option?.value ?? null,
  multi_static_select: (e) => (e.initial_options ?? []).map((option) => option.value),
  multi_external_select: (e) => (e.initial_options ?? []).map((option) => option.value),
  users_select: (e) => e.initial_user ?? null,
  multi_users_select: (e) => e.initial_users ?? [],
  conversations_select: (e) => e.initial_conversation ?? null,
  multi_conversations_select: (e) => e.initial_conversations ?? [],
  channels_select: (e) => e.initial_channel ?? null,
  multi_channels_select: (e) => e.initial_channels ?? [],
  datepicker: (e) => e.initial_date ?? null,
  timepicker: (e) => e.initial_time ?? null,
  datetimepicker: (e) => e.initial_date_time ?? null,
  radio_buttons: (e) => e.initial_option?.value ?? null,
  checkboxes: (e) => (e.initial_options ?? []).map((option) => option.value),
};

/** Under which name an action carries the value of each type. */
const PAYLOAD_KEYS = {
  static_select: 'selected_option',
  external_select: 'selected_option',
  overflow: 'selected_option',
  radio_buttons: 'selected_option',
  multi_static_select: 'selected_options',
  multi_external_select: 'selected_options',
  checkboxes: 'selected_options',
  users_select: 'selected_user',
  multi_users_select: 'selected_users',
  conversations_select: 'selected_conversation',
  multi_conversations_select: 'selected_conversations',
  channels_select: 'selected_channel',
  multi_channels_select: 'selected_channels',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
};

/** What an action on an element says about its value. */
export function actionPayload(element, value) {
  return { [PAYLOAD_KEYS[element.type] ?? 'value']: value };
}

/** Every element of a block which holds a value. */
function holders(block) {
  const elements =
    block.type === 'input'
      ? [block.element]
      : [...(block.elements ?? []), ...(block.accessory ? [block.accessory] : [])];
  return elements.filter((element) => element && element.type in STARTS);
}

export class Form {
  #values = new Map();

  #key(block, element) {
    // The type is part of the key: a picker that replaces a text field starts afresh.
    return `${block.block_id}\u0000${element.action_id}\u0000${element.type}`;
  }

  /** What was typed or picked, else what the app put there. */
  get(block, element) {
    const key = this.#key(block, element);
    return this.#values.has(key)
      ? this.#values.get(key)
      : (STARTS[element.type]?.(element) ?? null);
  }

  /** Remember a value. */
  set(block, element, value) {
    this.#values.set(this.#key(block, element), value);
  }

  /** All values, by block and action. @param {object[]} blocks */
  collect(blocks) {
    const values = {};
    for (const block of blocks) {
      for (const element of holders(block)) {
        const value = this.get(block, element);
        (values[block.block_id] ??= {})[element.action_id] = value === '' ? null : value;
      }
    }
    return values;
  }
}
