/** How people are shown: a picture of initials, a name, what kind of account. */

import { h } from './dom.js';
import { icon } from './icons.js';

const KINDS = { guest: 'Guest', stranger: 'Other company', deactivated: 'Deactivated', bot: 'App' };

function initials(user) {
  const words = (user.real_name || user.name || '?').split(/[\s.]+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return ends
    .map((word) => [...word][0])
    .join('')
    .toUpperCase();
}

/** Black or white, whichever reads better on the colour (WCAG relative luminance). */
function ink(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000' : '#fff';
}

/**
 * A round (people) or square (apps) picture; the name beside it says who it is.
 * @param {import('./types.js').User|undefined} user
 * @param {'small'|'normal'|'large'} [size]
 */
export function avatar(user, size = 'normal') {
  const given = `#${(user?.color ?? '').replace('#', '')}`;
  const color = /^#[0-9a-f]{6}$/i.test(given) ? given : '#5b6b7a';
  const bot = user?.kind === 'bot';
  const node = h(
    'span',
    { class: `avatar avatar-${size}${bot ? ' avatar-bot' : ''}`, 'aria-hidden': 'true' },
    bot ? icon('spark') : initials(user ?? { real_name: '?' }),
  );
  node.style.backgroundColor = color;
  node.style.color = ink(color);
  return node;
}

/** "Guest", "App" ..., or nothing for a member. @param {import('./types.js').User|undefined} user */
export function kindBadge(user) {
  const words = KINDS[user?.kind ?? ''];
  return words ? h('span', { class: `badge badge-${user.kind}` }, words) : null;
}

/** The words of the badge. @param {import('./types.js').User} user */
export function kindWords(user) {
  return KINDS[user.kind] ?? '';
}

/** What a conversation is called, for the person acted as. */
export function channelName(channel, snapshot) {
  const name = (id) => snapshot.users.find((user) => user.id === id)?.real_name ?? id;
  if (channel.kind === 'im') return channel.with ? name(channel.with) : channel.name;
  if (channel.kind === 'mpim') {
    return (
      channel.members
        .filter((id) => id !== snapshot.me)
        .map(name)
        .join(', ') || channel.name
    );
  }
  return channel.name;
}

/** A person as an option of a picker. @param {import('./types.js').User} user */
export function personOption(user) {
  return {
    value: user.id,
    text: user.real_name || user.name,
    note: [user.title, kindWords(user)].filter(Boolean).join(' · '),
    lead: () => avatar(user, 'small'),
  };
}
