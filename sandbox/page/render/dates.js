/** Times in the reader's own zone, the way the format tokens of `<!date^...>` ask for them. */

const LONG = { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' };

function day(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function words(date, options) {
  return new Intl.DateTimeFormat('en-GB', options).format(date);
}

/** 14:05 */
export function clock(date) {
  return words(date, { hour: '2-digit', minute: '2-digit' });
}

/** "today", "yesterday" or "tomorrow", seen from `now`; else null. */
export function nearDay(date, now) {
  const distance = Math.round((day(date) - day(now)) / 86_400_000);
  return { 0: 'today', '-1': 'yesterday', 1: 'tomorrow' }[distance] ?? null;
}

/** "Today" or "Monday 4 May": what divides the days of a conversation. */
export function dayDivider(date, now) {
  const near = nearDay(date, now);
  if (near) return near[0].toUpperCase() + near.slice(1);
  const options = { weekday: 'long', month: 'long', day: 'numeric' };
  return words(date, date.getFullYear() === now.getFullYear() ? options : LONG);
}

function ago(date, now) {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000);
  const steps = [
    ['year', 31_536_000],
    ['month', 2_592_000],
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ];
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(seconds, 'second');
}

/**
 * Fill a format string.
 * @param {Date} date
 * @param {string} format for example `{date_short_pretty} at {time}`
 * @param {Date} now the sandbox's time
 */
export function formatDate(date, format, now) {
  const iso = `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(
    date.getDate(),
  ).padStart(2, '0')}`;
  const plain = {
    date_num: iso,
    date_slash: words(date, { day: '2-digit', month: '2-digit', year: 'numeric' }),
    date: words(date, { year: 'numeric', month: 'long', day: 'numeric' }),
    date_short: words(date, { year: 'numeric', month: 'short', day: 'numeric' }),
    date_long: words(date, LONG),
    date_long_full: words(date, { year: 'numeric', month: 'long', day: 'numeric' }),
    day_divider_pretty: dayDivider(date, now),
    time: clock(date),
    time_secs: words(date, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    ago: ago(date, now),
  };
  return format.replace(/\{([a-z_]+)\}/g, (whole, token) => {
    if (token in plain) return plain[token];
    const base = token.replace(/_pretty$/, '');
    if (base !== token && base in plain) return nearDay(date, now) ?? plain[base];
    return whole;
  });
}
