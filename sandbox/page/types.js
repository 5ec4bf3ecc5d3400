/**
 * The shapes that travel between the sandbox and this page. Types only; nothing runs here.
 *
 * @typedef {object} User
 * @property {string} id
 * @property {string} name          handle, without the @
 * @property {string} real_name
 * @property {string} [title]
 * @property {string} [email]
 * @property {'member'|'guest'|'stranger'|'deactivated'|'bot'} kind
 * @property {string} [team_id]
 * @property {string} [color]       hexadecimal, with or without #
 *
 * @typedef {object} Channel
 * @property {string} id
 * @property {string} name
 * @property {'channel'|'private'|'im'|'mpim'} kind
 * @property {boolean} is_shared
 * @property {boolean} is_archived
 * @property {string[]} members
 * @property {number} unread
 * @property {string|null} with     the other person of a direct message
 *
 * @typedef {object} Message
 * @property {string} ts
 * @property {string} user
 * @property {string} [username]
 * @property {string} text
 * @property {object[]} [blocks]
 * @property {boolean} [ephemeral]
 * @property {boolean} [edited]
 * @property {string} [thread_ts]
 * @property {object} [metadata]
 * @property {object[]} [files]
 *
 * @typedef {object} View
 * @property {string} id
 * @property {string} [root_view_id]
 * @property {string|null} [previous_view_id]
 * @property {string} [callback_id]
 * @property {'modal'|'home'} type
 * @property {object} [title]
 * @property {object|null} [submit]
 * @property {object|null} [close]
 * @property {object[]} blocks
 * @property {Record<string, string>} [errors]
 * @property {boolean} [busy]
 * @property {boolean} [clear_on_close]
 * @property {string} [hash]
 * @property {{values: object}} [state]
 *
 * @typedef {object} Try
 * @property {string} as
 * @property {string} do
 * @property {string} [where]
 * @property {string} say
 *
 * @typedef {object} Snapshot       what one person may see, at one moment
 * @property {number} seq
 * @property {number} now           unix seconds on the sandbox's clock
 * @property {{id: string, name: string}} team
 * @property {{id: string, name: string, bot_user_id: string, connected: boolean, delivery: string, home: boolean}} app
 * @property {{title: string, lines: string[], tries: Try[]}|null} intro
 * @property {string} me
 * @property {User[]} users
 * @property {{command: string, description?: string, usage_hint?: string}[]} commands
 * @property {{callback_id: string, name: string, description?: string, type: 'global'|'message'}[]} shortcuts
 * @property {Channel[]} channels
 * @property {Record<string, Message[]>} messages
 * @property {View[]} views
 * @property {View|null} home
 * @property {{text: string, at: number}|null} notice
 *
 * @typedef {object} WireEntry
 * @property {number} n
 * @property {number} at
 * @property {'app->slack'|'slack->app'} dir
 * @property {string} what
 * @property {number|string} status
 * @property {number} ms
 * @property {unknown} request
 * @property {unknown} response
 * @property {string} fault        the kind of fault that was set and that it met, if any
 *
 * @typedef {object} Surface        what a drawn block needs to know about where it stands
 * @property {string} scope         prefix that makes element ids unique on the page
 * @property {'message'|'modal'|'home'} kind
 * @property {import('./form.js').Form} form
 * @property {() => Snapshot} snapshot
 * @property {(block: object, element: object, payload: object) => Promise<unknown>} act
 */

export {};
