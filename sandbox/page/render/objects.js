/** Text objects, pictures, and the marks by which controls are found again. */

import { h } from '../dom.js';
import { mrkdwn } from './mrkdwn.js';
import { withEmoji } from './emoji.js';

/**
 * A text object, plain or marked up.
 * @param {object|undefined} text
 * @param {import('../types.js').Snapshot} snapshot
 * @returns {Node}
 */
export function textObject(text, snapshot) {
  if (!text) return document.createTextNode('');
  if (text.type === 'mrkdwn') return mrkdwn(text.text, snapshot, { verbatim: text.verbatim });
  const fragment = document.createDocumentFragment();
  withEmoji(text.text ?? '')
    .split('\n')
    .forEach((line, index) => {
      if (index) fragment.append(h('br'));
      fragment.append(line);
    });
  return fragment;
}

/** Plain text with its emoji. */
export function plain(text) {
  return withEmoji(text?.text ?? '');
}

/** The mark by which a control is found again after it was drawn anew. */
export function focusKey(surface, block, element, part = '') {
  return [surface.scope, block.block_id, element.action_id, part].join('|');
}

/** Where a picture comes from: a web address, or a file given to the sandbox. */
function source(element) {
  const held = element.slack_file ?? {};
  const url = element.image_url ?? (held.id ? `/sandbox/file/${held.id}` : (held.url ?? ''));
  return /^(https?:\/\/|\/(?!\/))/i.test(url) ? url : '';
}

/**
 * A picture with its alternative text; the text alone when the picture cannot be had.
 * @param {object} element
 * @param {string} name class
 */
export function image(element, name) {
  const picture = h('img', {
    class: name,
    src: source(element),
    alt: element.alt_text ?? '',
    loading: 'lazy',
  });
  picture.addEventListener(
    'error',
    () => {
      picture.replaceWith(h('span', { class: 'no-image' }, element.alt_text || 'picture'));
    },
    { once: true },
  );
  return picture;
}
