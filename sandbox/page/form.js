/**
 * What a person has typed and picked in one view or message, kept apart from the DOM so that
 * drawing again never loses a word.
 */

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

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
  const elements = block.type === 'input' ? [block.element]
    : [...(block.elements ?? []), ...(block.accessory ? [block.accessory] : [])];
  return elements.filter((element) => element && element.type in STARTS);
}

const isEmpty = (value) => value === null || value === undefined || value === ''
  || (Array.isArray(value) && value.length === 0);

export class Form {
  #values = new Map();

  #key(block, element) {
    // The type is part of the key: a picker that replaces a text field starts afresh.
    return `${block.block_id}\u0000${element.action_id}\u0000${element.type}`;
  }

  /** What was typed or picked, else what the app put there. */
  get(block, element) {
    const key = this.#key(block, element);
    return this.#values.has(key) ? this.#values.get(key) : STARTS[element.type]?.(element) ?? null;
  }

  /** Remember a value. */
  set(block, element, value) {
    this.#values.set(this.#key(block, element), value);
  }

  /** Has anybody touched anything? */
  get touched() {
    return this.#values.size > 0;
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

  /**
   * What must be mended before this can be sent: the checks Slack's own client makes, so the app
   * never sees these.
   * @param {object[]} blocks
   * @returns {Record<string, string>} by block id
   */
  problems(blocks) {
    const problems = {};
    for (const block of blocks) {
      if (block.type !== 'input') continue;
      const problem = problemOf(block.element, this.get(block, block.element), block.optional);
      if (problem) problems[block.block_id] = problem;
    }
    return problems;
  }
}

function problemOf(element, value, optional) {
  if (isEmpty(value)) return optional ? null : 'Please complete this required field.';
  const text = String(value);
  if (element.min_length && text.length < element.min_length) {
    return `Please write at least ${element.min_length} characters.`;
  }
  if (element.max_length && text.length > element.max_length) {
    return `Please write at most ${element.max_length} characters.`;
  }
  if (element.type === 'email_text_input' && !EMAIL.test(text)) {
    return 'Please enter an e-mail address, like name@example.com.';
  }
  if (element.type === 'url_text_input' && !URL.canParse(text)) {
    return 'Please enter a web address, like https://example.com.';
  }
  return element.type === 'number_input' ? numberProblem(element, text) : null;
}

function numberProblem(element, text) {
  const number = Number(text);
  if (Number.isNaN(number)) return 'Please enter a number.';
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return 'Please enter a whole number.';
  if (element.min_value !== undefined && number < Number(element.min_value)) {
    return `Please enter ${element.min_value} or more.`;
  }
  if (element.max_value !== undefined && number > Number(element.max_value)) {
    return `Please enter ${element.max_value} or less.`;
  }
  return null;
}
