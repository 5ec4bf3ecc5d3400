/**
 * Slack's message markup to DOM nodes. Text is only ever a text node; a link only ever leads to
 * http, https, mailto, tel or slack addresses.
 */

import { h } from '../dom.js';
import { emoji, withEmoji } from './emoji.js';
import { formatDate } from './dates.js';

const SAFE_LINK = /^(https?:\/\/|mailto:|tel:|slack:\/\/)/i;
// Finished pieces stand in the text as one private-use character each while styles are looked for.
const FIRST = 0xe000;
const LAST = 0xf8ff;
const PIECE = /[\ue000-\uf8ff]/;
const PIECES = /[\ue000-\uf8ff]/g;

/** `&lt;` `&gt;` `&amp;` to characters: the only three Slack escapes. */
export function unescape(text) {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

/**
 * A link that cannot run anything.
 * @param {string} url
 * @param {string} label
 */
export function link(url, label) {
  if (!SAFE_LINK.test(url)) return document.createTextNode(label);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer', class: 'link' }, label);
}

/**
 * @param {string} text mrkdwn
 * @param {import('../types.js').Snapshot} snapshot for the names behind ids
 * @param {{verbatim?: boolean}} [options] verbatim: bare addresses are not made into links
 * @returns {DocumentFragment}
 */
export function mrkdwn(text, snapshot, options = {}) {
  const fragment = document.createDocumentFragment();
  const parts = String(text ?? '')
    .replace(PIECES, '')
    .split('```');
  if (parts.length % 2 === 0) {
    // A fence without its partner is just three backticks.
    const tail = parts.pop();
    parts[parts.length - 1] += `\`\`\`${tail}`;
  }
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) {
      fragment.append(
        h('pre', { class: 'pre' }, entitiesAsText(part.replace(/^\n|\n$/g, ''), snapshot)),
      );
    } else {
      appendLines(fragment, index > 0 ? part.replace(/^\n/, '') : part, snapshot, options);
    }
  }
  return fragment;
}

/** Quotes are runs of lines; everything else flows. */
function appendLines(fragment, text, snapshot, options) {
  const rest = /^(?:>>>|&gt;&gt;&gt;)/m.exec(text);
  const head = rest ? text.slice(0, rest.index).replace(/\n$/, '') : text;
  let run = [];
  let quoted = false;
  const flush = () => {
    if (run.length === 0) return;
    const nodes = inline(run.join('\n'), snapshot, options);
    fragment.append(...(quoted ? [h('blockquote', { class: 'quote' }, nodes)] : nodes));
    run = [];
  };
  for (const line of !rest || rest.index > 0 ? head.split('\n') : []) {
    const quote = /^(?:>|&gt;) ?/.exec(line);
    if (Boolean(quote) !== quoted) {
      flush();
      quoted = Boolean(quote);
    }
    run.push(quote ? line.slice(quote[0].length) : line);
  }
  flush();
  if (rest) {
    const quotedText = text.slice(rest.index + rest[0].length).replace(/^ /, '');
    fragment.append(h('blockquote', { class: 'quote' }, inline(quotedText, snapshot, options)));
  }
}

/** One flow of text: pieces first (entities, code, emoji), then styles around them. */
function inline(text, snapshot, { verbatim = false } = {}) {
  /** @type {Node[]} */
  const pieces = [];
  const keep = (node, whole) => {
    if (FIRST + pieces.length > LAST) return whole;
    pieces.push(node);
    return String.fromCharCode(FIRST + pieces.length - 1);
  };
  let flat = text
    .replace(/`([^`\n]+)`/g, (whole, code) =>
      keep(h('code', { class: 'code' }, entitiesAsText(code, snapshot)), whole),
    )
    .replace(/<([^<>\n]+)>/g, (whole, body) => keep(entity(body, snapshot), whole));
  if (!verbatim) {
    flat = flat.replace(
      /\bhttps?:\/\/[^\s\ue000-\uf8ff|]*[^\s\ue000-\uf8ff|.,;:!?)'"*_~]/g,
      (url) => keep(link(unescape(url), unescape(url)), url),
    );
  }
  flat = flat.replace(/:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g, (whole, code) => {
    const character = emoji(code);
    return character
      ? keep(
          h(
            'span',
            { role: 'img', 'aria-label': code.replace(/_/g, ' '), class: 'emoji' },
            character,
          ),
          whole,
        )
      : whole;
  });
  return styled(flat, pieces);
}

const STYLES = { '*': 'strong', _: 'em', '~': 's' };

/** Bold, italic and strike, as Slack pairs them: on one line, hugging words from outside. */
function styled(text, pieces) {
  const nodes = [];
  let plain = '';
  const flush = () => {
    if (plain) nodes.push(document.createTextNode(unescape(plain)));
    plain = '';
  };
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (PIECE.test(char)) {
      flush();
      nodes.push(pieces[char.charCodeAt(0) - FIRST]);
    } else if (char === '\n') {
      flush();
      nodes.push(h('br'));
    } else {
      const end = STYLES[char] ? closing(text, i) : -1;
      if (end > 0) {
        flush();
        nodes.push(h(STYLES[char], {}, styled(text.slice(i + 1, end), pieces)));
        i = end;
      } else {
        plain += char;
      }
    }
  }
  flush();
  return nodes;
}

/** Where the style opened at `start` closes, or -1. */
function closing(text, start) {
  const mark = text[start];
  const isWord = (char) => char !== undefined && /[\p{L}\p{N}]/u.test(char);
  const next = text[start + 1];
  if (isWord(text[start - 1]) || text[start - 1] === mark) return -1;
  if (next === undefined || next === mark || /\s/.test(next)) return -1;
  for (let end = start + 2; end < text.length && text[end] !== '\n'; end += 1) {
    if (text[end] !== mark) continue;
    if (!/\s/.test(text[end - 1]) && !isWord(text[end + 1]) && text[end + 1] !== mark) return end;
  }
  return -1;
}

/** Code shows what the reader would read, without turning anything into a link. */
function entitiesAsText(text, snapshot) {
  return unescape(
    text.replace(/<([^<>\n]+)>/g, (_, body) => entity(body, snapshot).textContent ?? ''),
  );
}

/** What stands between < and >. */
function entity(body, snapshot) {
  const bar = body.indexOf('|');
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? '' : unescape(body.slice(bar + 1));
  if (target.startsWith('@'))
    return mention(userName(target.slice(1), label, snapshot), target.slice(1) === snapshot.me);
  if (target.startsWith('#')) {
    const channel = snapshot.channels.find((one) => one.id === target.slice(1));
    return mention(`#${channel?.name ?? (label || 'private-channel')}`);
  }
  if (target.startsWith('!date^')) return dateEntity(target, label, snapshot);
  if (target.startsWith('!')) {
    const name = target.slice(1).split('^')[0];
    return mention(label || `@${name}`, /^(here|channel|everyone)$/.test(name));
  }
  return link(
    unescape(target),
    withEmoji(label || unescape(target).replace(/^(mailto:|tel:)/, '')),
  );
}

/** The name behind a user id, with its @. */
export function userName(id, label, snapshot) {
  const user = snapshot.users.find((one) => one.id === id);
  return `@${user?.real_name ?? (label || id)}`;
}

/** A name in the text; `strong` when it calls the reader. */
export function mention(text, strong = false) {
  return h('span', { class: strong ? 'mention mention-strong' : 'mention' }, text);
}

function dateEntity(target, fallback, snapshot) {
  const [, stamp, format = '', url] = target.split('^');
  const date = new Date(Number(stamp) * 1000);
  if (Number.isNaN(date.getTime())) return document.createTextNode(fallback);
  const words = formatDate(date, format, new Date(snapshot.now * 1000));
  if (url) return link(unescape(url), words);
  return h('time', { datetime: date.toISOString(), title: fallback }, words);
}
