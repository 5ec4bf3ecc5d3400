/** What somebody typed, in the notation in which Slack passes it on. */

import { escape } from './render/mrkdwn.js';

const PATTERNS = [
  /(?<url>\bhttps?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"])/,
  /(?<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/,
  /(?<=^|[\s(])@(?<who>[\w.-]*\w)/,
  /(?<=^|[\s(])#(?<where>[\w-]+)/,
];
const ANY = new RegExp(PATTERNS.map((pattern) => pattern.source).join('|'), 'gu');

/**
 * Names become ids, addresses become links, and the three special characters are escaped.
 * @param {string} text
 * @param {import('./types.js').Snapshot} snapshot
 */
export function outgoing(text, snapshot) {
  let result = '';
  let at = 0;
  for (const match of text.matchAll(ANY)) {
    result += escape(text.slice(at, match.index)) + noted(match, snapshot);
    at = match.index + match[0].length;
  }
  return result + escape(text.slice(at));
}

function noted(match, snapshot) {
  const { url, mail, who, where } = match.groups;
  if (url) return `<${escape(url)}>`;
  if (mail) return `<mailto:${mail}|${mail}>`;
  if (who) {
    if (/^(here|channel|everyone)$/.test(who)) return `<!${who}>`;
    const user = snapshot.users.find((one) => one.name === who);
    return user ? `<@${user.id}>` : escape(match[0]);
  }
  const channel = snapshot.channels.find((one) => one.name === where);
  return channel ? `<#${channel.id}|${channel.name}>` : escape(match[0]);
}
