"""What people write: messages and slash commands."""

from sandbox import payloads
from sandbox.acts.outcome import Act, Outcome
from sandbox.answers import command_answered
from sandbox.errors import ActError
from sandbox.posting import say as post_as
from sandbox.typed_text import as_command, as_message


async def command(act: Act) -> Outcome:
    """Type a slash command; they do not work in threads."""
    state, channel = act.state, act.joined_channel()
    if act.given.get("thread_ts"):
        raise ActError("not_in_thread", "slash commands of apps do not work in threads")
    name, _, rest = act.text("text").strip().partition(" ")
    known = next((c for c in state.manifest.commands if c.command == name), None)
    if known is None:
        raise ActError("unknown_command", f"{name} is not a valid command")
    # Slack cuts blanks around the text, keeps those inside.
    text = as_command(state, rest.strip()) if known.escape else rest.strip()
    url = act.workspace.response_url(act.user.id, channel.id)
    payload = payloads.slash_command(state, act.user, channel, name, text, url)
    ack = await act.workspace.delivery.deliver("slash_commands", payload)
    notice = command_answered(act.workspace, act.user.id, channel, name, ack)
    return Outcome.of(ack, notice)


async def say(act: Act) -> Outcome:
    """Write a message; resolves when the app has acknowledged its event, if it gets one."""
    channel = act.joined_channel()
    state = act.state
    direct = channel.kind == "im" and state.bot_user_id in channel.members
    if direct and not state.manifest.messages_tab:
        raise ActError("messages_tab_disabled", "sending messages to this app has been turned off")
    thread = act.given.get("thread_ts") or None
    text = as_message(state, act.text("text"))
    message, task = post_as(act.workspace, channel, act.user.id, text, thread)
    channel.read[act.user.id] = message.ts
    if task is None:
        return Outcome(beside={"ts": message.ts})
    ack = await task
    return Outcome(ack.ok, ack.ms, sent=True, beside={"ts": message.ts})


async def open_dm(act: Act) -> Outcome:
    """Open a direct conversation; with the app, it hears of it."""
    wanted = act.text("user")
    if wanted not in act.state.users:
        raise ActError("user_not_found", f"no user {wanted}")
    channel = act.state.direct(act.user.id, wanted)
    if wanted == act.state.bot_user_id:
        event = {
            "type": "app_home_opened",
            "user": act.user.id,
            "channel": channel.id,
            "tab": "messages",
            "event_ts": act.state.next_ts(),
        }
        act.workspace.delivery.event(event)
    return Outcome(beside={"channel": channel.id})


async def read(act: Act) -> Outcome:
    """Look at a conversation: everything in it counts as read."""
    channel = act.channel()
    if act.state.messages[channel.id]:
        channel.read[act.user.id] = max(act.state.messages[channel.id])
        act.state.changed("people", [act.user.id])
    return Outcome()
