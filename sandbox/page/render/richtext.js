/** `rich_text` blocks: what people's own messages are made of, and some apps'. */

import { h } from '../dom.js';
import { emoji } from './emoji.js';
import { formatDate } from './dates.js';
import { link, mention, userName } from './mrkdwn.js';

/** @param {object} block @param {import('../types.js').Snapshot} snapshot */
export function richText(block, snapshot) {
  return h(
    'div',
    { class: 'block rich-text' },
    (block.elements ?? []).map((element) => part(element, snapshot)),
  );
}

function part(element, snapshot) {
  const inner = () => (element.elements ?? []).map((leaf) => piece(leaf, snapshot));
  switch (element.type) {
    case 'rich_text_preformatted':
      return h('pre', { class: 'pre' }, inner());
    case 'rich_text_quote':
      return h('blockquote', { class: 'quote' }, inner());
    case 'rich_text_list':
      return h(
        element.style === 'ordered' ? 'ol' : 'ul',
        {
          class: `list indent-${Math.min(element.indent ?? 0, 4)}`,
          start: element.offset ? element.offset + 1 : null,
        },
        (element.elements ?? []).map((item) => h('li', {}, part(item, snapshot))),
      );
    default:
      return h('div', {}, inner());
  }
}

/** Text keeps its own line breaks. */
function lines(text) {
  return String(text)
    .split('\n')
    .flatMap((line, index) => (index ? [h('br'), line] : [line]));
}

function piece(leaf, snapshot) {
  const style = leaf.style ?? {};
  let node = bare(leaf, snapshot);
  if (style.code) node = h('code', { class: 'code' }, node);
  if (style.strike) node = h('s', {}, node);
  if (style.italic) node = h('em', {}, node);
  if (style.bold) node = h('strong', {}, node);
  return node;
}

function bare(leaf, snapshot) {
  switch (leaf.type) {
    case 'text':
      return h('span', {}, lines(leaf.text));
    case 'link':
      return link(leaf.url, leaf.text ?? leaf.url);
    case 'user':
      return mention(userName(leaf.user_id, '', snapshot), leaf.user_id === snapshot.me);
    case 'channel': {
      const channel = snapshot.channels.find((one) => one.id === leaf.channel_id);
      return mention(`#${channel?.name ?? 'private-channel'}`);
    }
    case 'broadcast':
      return mention(`@${leaf.range}`, true);
    case 'usergroup':
      return mention('@group');
    case 'emoji':
      return document.createTextNode(emoji(leaf.name ?? '') ?? `:${leaf.name}:`);
    case 'date':
      return document.createTextNode(
        formatDate(
          new Date(leaf.timestamp * 1000),
          leaf.format ?? '{date}',
          new Date(snapshot.now * 1000),
        ),
      );
    case 'color':
      return document.createTextNode(leaf.value);
    default:
      return document.createTextNode(leaf.text ?? '');
  }
}
