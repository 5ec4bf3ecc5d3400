/** Everything the page asks of the sandbox's server, and nothing else. */

/** The sandbox could not be reached, or refused in words. */
export class SandboxError extends Error {}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, { cache: 'no-store', ...options });
  } catch {
    throw new SandboxError('The sandbox does not answer. Is it still running?');
  }
  const body = await response.json().catch(() => null);
  if (!response.ok && body === null) {
    throw new SandboxError(`The sandbox answered ${response.status}.`);
  }
  return body;
}

function post(path, body) {
  return request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/**
 * What one person may see now.
 * @param {string|null} as user id; null leaves the choice to the sandbox
 * @returns {Promise<import('./types.js').Snapshot>}
 */
export function fetchState(as) {
  return request(as ? `/sandbox/state?as=${encodeURIComponent(as)}` : '/sandbox/state');
}

/**
 * Do something as somebody.
 * @param {object} action as the server's contract names it
 * @returns {Promise<{ok: boolean, acked?: boolean, errors?: Record<string, string>,
 *   notice?: string, error?: string, message?: string, channel?: string}>}
 */
export function act(action) {
  return post('/sandbox/act', action);
}

/** Wire entries later than number `after`. */
export async function fetchWire(after) {
  const { entries } = await request(`/sandbox/wire?after=${after}`);
  return /** @type {import('./types.js').WireEntry[]} */ (entries ?? []);
}

/** Move the sandbox's clock forward. @param {number} seconds */
export function advanceClock(seconds) {
  return post('/sandbox/clock', { advance: seconds });
}

/**
 * Listen for changes in what a person sees.
 * @param {string} as
 * @param {(event: {seq: number, what: string}) => void} onChange
 * @param {(live: boolean) => void} onLive told when the connection comes and goes
 * @returns {() => void} stops listening
 */
export function listen(as, onChange, onLive) {
  const source = new EventSource(`/sandbox/events?as=${encodeURIComponent(as)}`);
  source.addEventListener('open', () => onLive(true));
  source.addEventListener('error', () => onLive(false));
  source.addEventListener('message', (event) => {
    try {
      onChange(JSON.parse(event.data));
    } catch { /* a line that is no JSON says nothing */ }
  });
  return () => source.close();
}
