/** Block Kit to DOM: one function a block type. */

import { h, reconcile, uid } from '../dom.js';
import { drawElement } from './elements.js';
import { image, plain, textObject } from './objects.js';
import { richText } from './richtext.js';

/** @typedef {import('../types.js').Surface} Surface */

const DRAW = {
  section,
  header: (block) => h('h3', { class: 'block block-header' }, plain(block.text)),
  divider: () => h('hr', { class: 'block divider' }),
  context,
  actions,
  input,
  image: (block) =>
    h(
      'figure',
      { class: 'block figure' },
      block.title && h('figcaption', {}, plain(block.title)),
      image(block, 'picture'),
    ),
  rich_text: (block, surface) => richText(block, surface.snapshot()),
};

/**
 * Draw one block.
 * @param {object} block
 * @param {Surface} surface
 * @returns {HTMLElement}
 */
export function drawBlock(block, surface) {
  const draw = DRAW[block.type];
  return draw
    ? draw(block, surface)
    : h('p', { class: 'block unknown' }, `[${block.type} block: not drawn in the sandbox]`);
}

/**
 * Bring a container in step with a list of blocks. Unchanged blocks are not touched.
 * @param {HTMLElement} parent
 * @param {object[]} blocks
 * @param {Surface} surface
 */
export function drawBlocks(parent, blocks, surface) {
  const seen = new Map();
  reconcile(
    parent,
    (blocks ?? []).map((block, index) => {
      const id = block.block_id ?? `#${index}`;
      const times = seen.get(id) ?? 0;
      seen.set(id, times + 1);
      return {
        key: times ? `${id}~${times}` : id,
        sig: JSON.stringify(block),
        build: () => drawBlock(block, surface),
      };
    }),
  );
}

function section(block, surface) {
  const snapshot = surface.snapshot();
  const words = h(
    'div',
    { class: 'section-words' },
    block.text && h('div', { class: 'text' }, textObject(block.text, snapshot)),
    block.fields &&
      h(
        'div',
        { class: 'fields' },
        block.fields.map((field) => h('div', { class: 'text' }, textObject(field, snapshot))),
      ),
  );
  if (!block.accessory) return h('div', { class: 'block section' }, words);
  const accessory = drawElement(block.accessory, block, surface, {
    label: firstLine(words),
    send: true,
  });
  const wide = /_select$|radio|check|input$|picker$/.test(block.accessory.type);
  return h(
    'div',
    { class: wide ? 'block section section-wide' : 'block section' },
    words,
    h('div', { class: 'accessory' }, accessory),
  );
}

/** What the element beside some words is about, for those who cannot see that it stands there. */
function firstLine(words) {
  const copy = /** @type {Element} */ (words.cloneNode(true));
  for (const end of copy.querySelectorAll('br')) end.replaceWith('\n');
  return (copy.textContent ?? '').trim().split('\n', 1)[0].slice(0, 80);
}

function context(block, surface) {
  return h(
    'div',
    { class: 'block context' },
    (block.elements ?? []).map((element) =>
      element.type === 'image'
        ? image(element, 'context-image')
        : h('span', { class: 'text' }, textObject(element, surface.snapshot())),
    ),
  );
}

function actions(block, surface) {
  return h(
    'div',
    { class: 'block actions' },
    (block.elements ?? []).map((element) => drawElement(element, block, surface, { send: true })),
  );
}

/** A labelled field, with its hint and a place for its error. */
function input(block, surface) {
  const { element } = block;
  const labelText = plain(block.label);
  const hintId = block.hint ? uid('hint') : null;
  const errorId = uid('error');
  const grouped = /radio|check/.test(element.type);
  const optional = block.optional ? h('span', { class: 'optional' }, ' (optional)') : null;
  const control = drawElement(element, block, surface, {
    label: labelText,
    describedBy: [hintId, errorId].filter(Boolean).join(' '),
    required: !block.optional,
    send: Boolean(block.dispatch_action) || surface.kind === 'message',
  });
  const label = h(grouped ? 'div' : 'label', { class: 'input-label' }, labelText, optional);
  const field = control.matches('input,textarea')
    ? control
    : control.querySelector('input,textarea');
  if (!grouped && field) {
    field.id = uid('field');
    label.setAttribute('for', field.id);
  }
  return h(
    'div',
    { class: 'block input-block', data: { block: block.block_id } },
    label,
    control,
    hintId && h('div', { class: 'hint', id: hintId }, plain(block.hint)),
    h('div', { class: 'error', id: errorId, hidden: true }),
  );
}

/**
 * Show which inputs must be mended, under each of them.
 * @param {HTMLElement} parent where blocks were drawn
 * @param {Record<string, string>} errors by block id
 * @returns {HTMLElement|null} the first control in error
 */
export function showErrors(parent, errors) {
  let first = null;
  for (const block of parent.querySelectorAll('.input-block')) {
    const message = errors[/** @type {HTMLElement} */ (block).dataset.block ?? ''];
    const slot = block.querySelector('.error');
    slot.textContent = message ?? '';
    slot.hidden = !message;
    const controls = block.querySelectorAll('input,textarea,.picker');
    for (const control of controls) {
      if (message) control.setAttribute('aria-invalid', 'true');
      else control.removeAttribute('aria-invalid');
    }
    if (message && !first) first = /** @type {HTMLElement} */ (controls[0] ?? null);
  }
  return first;
}
