/**
 * The page's one source of truth: the last snapshot of what the person acted as may see, and the
 * place looked at. Everything drawn follows from these two.
 */

import { SandboxError, act, fetchState, listen } from './api.js';

/**
 * @typedef {{kind: 'start'} | {kind: 'channel', id: string, tab: 'messages'|'home'}} Place
 */

export class Store {
  /** @type {import('./types.js').Snapshot|null} */
  snapshot = null;
  /** @type {Place} */
  place = { kind: 'start' };
  /** @type {string|null} */
  as = null;
  live = true;
  /** How often the person did something: what was said before that is old news. */
  acts = 0;
  /** Words of our own to show like a private notice. @type {{text: string, at: number}|null} */
  localNotice = null;

  #watchers = new Set();
  #wireWatchers = new Set();
  #stop = () => {};
  /** @type {Promise<void>|null} */
  #fetching = null;
  #again = false;

  /** Call back after every change. @param {() => void} watcher */
  watch(watcher) {
    this.#watchers.add(watcher);
  }

  /** Call back when something may have passed over the wire. @param {() => void} watcher */
  watchWire(watcher) {
    this.#wireWatchers.add(watcher);
  }

  changed() {
    for (const watcher of this.#watchers) watcher();
  }

  /** Read person and place from the address, so that a reload and the back button work. */
  readAddress() {
    const [as, id, tab] = location.hash.replace(/^#\/?/, '').split('/');
    const place = id
      ? { kind: /** @type {const} */ ('channel'), id, tab: tab === 'home' ? 'home' : 'messages' }
      : { kind: /** @type {const} */ ('start') };
    return { as: as || null, place: /** @type {Place} */ (place) };
  }

  #writeAddress() {
    const { place } = this;
    const parts = ['#', this.as ?? ''];
    if (place.kind === 'channel') parts.push(place.id, ...(place.tab === 'home' ? ['home'] : []));
    const hash = parts.join('/');
    if (hash === location.hash) return;
    // The bare address is where one came in; going back to it would only come here again.
    if (location.hash) history.pushState(null, '', hash);
    else history.replaceState(null, '', hash);
  }

  /**
   * Look at a place, as a person.
   * @param {Place} place
   * @param {string|null} [as] default: whoever it is now
   */
  async go(place, as = this.as) {
    const switched = as !== this.as || !this.snapshot;
    this.place = place;
    this.localNotice = null;
    if (switched) {
      this.as = as;
      await this.refresh();
    }
    this.#writeAddress();
    this.changed();
    if (place.kind === 'channel' && place.tab === 'home') this.quietly({ do: 'home_opened' });
  }

  /**
   * Fetch what the person sees. One request at a time; a change meanwhile asks once more, and
   * whoever waits, waits for that.
   * @returns {Promise<void>}
   */
  refresh() {
    if (this.#fetching) this.#again = true;
    else this.#fetching = this.#fetch();
    return this.#fetching;
  }

  async #fetch() {
    try {
      do {
        this.#again = false;
        const asked = this.as;
        const snapshot = await fetchState(asked);
        if (asked !== this.as) this.#again = true;
        else this.#take(snapshot);
      } while (this.#again);
    } catch (error) {
      this.#setLive(false);
      if (!(error instanceof SandboxError)) throw error;
    } finally {
      this.#fetching = null;
    }
  }

  #take(snapshot) {
    const first = this.snapshot?.me !== snapshot.me;
    this.snapshot = snapshot;
    this.as = snapshot.me;
    this.live = true;
    if (first) this.#listen();
    this.changed();
  }

  #listen() {
    this.#stop();
    this.#stop = listen(
      /** @type {string} */ (this.as),
      (event) => {
        for (const watcher of this.#wireWatchers) watcher();
        if (event.what !== 'wire') this.refresh();
        // The first event after a break says hello: what was missed meanwhile is fetched then.
      },
      (live) => this.#setLive(live),
    );
  }

  #setLive(live) {
    if (this.live === live) return;
    this.live = live;
    this.changed();
  }

  /**
   * Do something as the person acted as. Never throws: what goes wrong is told as a notice.
   * @param {object} action
   */
  async act(action) {
    this.acts += 1;
    this.localNotice = null;
    this.changed();
    let answer;
    try {
      answer = await act({ as: this.as, ...action });
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      answer = { ok: false, error: 'unreachable', message: error.message };
    }
    if (!answer.ok) this.tell(answer.message ?? `That did not work: ${answer.error}`);
    await this.refresh();
    return answer;
  }

  /** Do something whose failure nobody needs to hear of. */
  async quietly(action) {
    await act({ as: this.as, ...action }).catch(() => null);
    await this.refresh();
  }

  /** Show words of the page's own, to this person only. @param {string} text */
  tell(text) {
    this.localNotice = { text, at: Date.now() / 1000 };
    this.changed();
  }

  /** @returns {import('./types.js').Channel|undefined} the channel looked at */
  get channel() {
    const { place } = this;
    return place.kind === 'channel'
      ? this.snapshot?.channels.find((channel) => channel.id === place.id)
      : undefined;
  }

  /** @param {string} id @returns {import('./types.js').User|undefined} */
  user(id) {
    return this.snapshot?.users.find((user) => user.id === id);
  }

  /** The person acted as. */
  get me() {
    return this.user(this.snapshot?.me ?? '');
  }
}
