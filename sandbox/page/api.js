/** Everything the page asks of the sandbox's server, and nothing else. */

/** The sandbox could not be reached, or refused in words. */
export class SandboxError extends Error {
  /** @param {string} message @param {number} [status] of the answer, if there was one */
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, { cache: 'no-store', ...options });
  } catch {
    throw new SandboxError('The sandbox does not answer. Is it still running?');
  }
  const body = await response.json().catch(() => null);
  if (!response.ok && body === null) {
    throw new SandboxError(`The sandbox answered ${response.status}.`, response.status);
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

const RETRY_MS = 2000;

// Slack's own account is in every workspace: through its eyes one learns who else is.
const SLACKBOT = 'USLACKBOT';

/**
 * What one person may see now.
 * @param {string|null} as user id; null, or somebody unknown here: whoever is to try things first
 * @returns {Promise<import('./types.js').Snapshot>}
 */
export async function fetchState(as) {
  const state = (id) => request(`/sandbox/state?as=${encodeURIComponent(id)}`);
  try {
    if (as) return await state(as);
  } catch (error) {
    if (error.status !== 404) throw error;
  }
  const { users, intro } = await state(SLACKBOT);
  return state(intro?.tries[0]?.as ?? users.find((user) => user.kind === 'member')?.id ?? SLACKBOT);
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
 * What is set to go wrong.
 * @returns {Promise<{faults: {method: string, kind: string, times: number|null}[],
 *   limited: boolean}>}
 */
export function fetchFaults() {
  return request('/sandbox/faults');
}

/** Set or clear what goes wrong. @param {object} change as the server's contract names it */
export function changeFaults(change) {
  return post('/sandbox/faults', change);
}

/**
 * Listen for changes in what a person sees.
 * @param {string} as
 * @param {(event: {seq: number, what: string}) => void} onChange
 * @param {(live: boolean) => void} onLive told when the connection comes and goes
 * @returns {() => void} stops listening
 */
export function listen(as, onChange, onLive) {
  let source;
  let timer;
  const open = () => {
    source = new EventSource(`/sandbox/events?as=${encodeURIComponent(as)}`);
    source.addEventListener('open', () => onLive(true));
    source.addEventListener('message', (event) => onChange(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      onLive(false);
      // Browsers try again by themselves after a broken line, but not after a refusal.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
