/** Small line icons, drawn for this page on a 20 by 20 grid, and buttons that show one. */

import { h } from './dom.js';

const PATHS = {
  menu: ['M3 5.5h14', 'M3 10h14', 'M3 14.5h14'],
  close: ['M5 5l10 10', 'M15 5L5 15'],
  more: ['M4.5 10h.01', 'M10 10h.01', 'M15.5 10h.01'],
  bolt: ['M11 2.5L4.5 11.5H10l-1 6 6.5-9H10z'],
  send: ['M3 10l14-6.5L13 17l-3-5.5z', 'M10 11.5L17 3.5'],
  down: ['M5 8l5 5 5-5'],
  back: ['M12.5 4.5L7 10l5.5 5.5'],
  hash: ['M4 7.5h12.5', 'M3.5 12.5H16', 'M8 3L6.5 17', 'M13.5 3L12 17'],
  lock: ['M5 9h10v7.5H5z', 'M7 9V6.5a3 3 0 016 0V9'],
  wire: ['M3 7h13', 'M12.5 3.5L16 7l-3.5 3.5', 'M17 13H4', 'M7.5 9.5L4 13l3.5 3.5'],
  pause: ['M7 4.5v11', 'M13 4.5v11'],
  play: ['M6.5 4.5l9 5.5-9 5.5z'],
  copy: ['M7 7h9.5v9.5H7z', 'M13 7V3.5H3.5V13H7'],
  clock: ['M10 3a7 7 0 100 14 7 7 0 000-14', 'M10 6v4l2.5 2'],
  plus: ['M10 4v12', 'M4 10h12'],
  check: ['M4 10.5l4 4 8-9'],
  eye: ['M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5', 'M10 8a2 2 0 100 4 2 2 0 000-4'],
  spark: ['M10 2.5l1.8 5.7 5.7 1.8-5.7 1.8L10 17.5l-1.8-5.7L2.5 10l5.7-1.8z'],
  warn: ['M10 3L2.5 16.5h15z', 'M10 8v4', 'M10 14.25v.01'],
};

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An icon for the eye only; the control around it carries the name.
 * @param {keyof typeof PATHS} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  for (const d of PATHS[name]) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

/**
 * A button that shows an icon and is called something.
 * @param {keyof typeof PATHS} name
 * @param {string} label
 * @param {(event: Event) => void} onClick
 * @param {Record<string, any>} [more] further attributes
 */
export function iconButton(name, label, onClick, more = {}) {
  return h(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': label,
      title: label,
      on: { click: onClick },
      ...more,
    },
    icon(name),
  );
}
