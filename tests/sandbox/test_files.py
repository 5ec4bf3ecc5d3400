"""Files in three steps, as Slack has them: there only a little later, and gone with their message."""

import http.client
from typing import Any
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import Sandbox
from sandbox.client import SandboxClient
from tests.sandbox.conftest import manifest, web_client

PNG = b"\x89PNG\r\n\x1a\n and more"
SALES = "C0SALES"


def send(address: str, content: bytes, content_type: str = "application/octet-stream") -> tuple[int, str]:
    """Post bytes, past any library."""
    status, said, _ = asks("POST", address, content, {"Content-Type": content_type})
    return status, said.decode()


def asks(
    method: str, address: str, content: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes, str]:
    """One request: its status, what came back, and what kind of thing that is."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.netloc)
    try:
        connection.request(method, place.path, content, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers.get("Content-Type", "")
    finally:
        connection.close()


def uploaded(web: WebClient, **how: Any) -> str:
    """A file whose bytes are there; returns its id."""
    got = web.files_getUploadURLExternal(**{"filename": "map.png", "length": len(PNG), "alt_txt": "a map", **how})
    assert send(got["upload_url"], PNG) == (200, f"OK - {len(PNG)}")
    return str(got["file_id"])


def code(call: Any, **how: Any) -> str:
    """The error Slack answers with."""
    with pytest.raises(SlackApiError) as caught:
        call(**how)
    return str(caught.value.response["error"])


def test_a_file_is_in_its_thread_only_a_little_later(sandbox: Sandbox, web: WebClient, slack: SandboxClient) -> None:
    sandbox.share_after(60)
    parent = web.chat_postMessage(channel=SALES, text="hello")["ts"]
    file = uploaded(web)
    assert code(web.files_info, file=file) == "file_not_found"
    done = web.files_completeUploadExternal(
        files=[{"id": file, "title": "Map"}], channel_id=SALES, thread_ts=parent, initial_comment="here"
    )
    assert done["files"][0]["id"] == file
    assert "shares" not in done["files"][0]
    assert "shares" not in web.files_info(file=file)["file"]
    picture = [{"type": "image", "alt_text": "a map", "slack_file": {"id": file}}]
    assert code(web.chat_postMessage, channel=SALES, text="x", blocks=picture) == "invalid_blocks"
    ana = slack.person("ana")
    before = ana.messages("sales")
    sandbox.clock.advance(61)
    [share] = web.files_info(file=file)["file"]["shares"]["public"][SALES]
    assert share["thread_ts"] == parent
    [shown] = [one for one in ana.messages("sales") if one.ts not in {old.ts for old in before}]
    assert (shown.ts, shown.json["thread_ts"], shown.text) == (share["ts"], parent, "here")
    assert (shown.files[0]["title"], shown.files[0]["alt_txt"]) == ("Map", "a map")
    assert web.chat_postMessage(channel=SALES, text="x", blocks=picture)["ok"]
    assert asks("GET", sandbox.url + shown.files[0]["url_private"]) == (200, PNG, "image/png")


def test_it_comes_by_itself_too(sandbox: Sandbox, web: WebClient, slack: SandboxClient) -> None:
    sandbox.share_after(0.05)
    ana = slack.person("ana")
    mark = ana.mark()
    web.files_completeUploadExternal(files=[{"id": uploaded(web)}], channel_id=SALES)
    news = ana.waits_for(lambda: ana.news(mark).messages)
    assert [one.files[0]["name"] for one in news] == ["map.png"]


def test_a_file_is_deleted_with_its_message_and_before_it_is_there(
    sandbox: Sandbox, web: WebClient, slack: SandboxClient
) -> None:
    sandbox.share_after(60)
    early, late = uploaded(web), uploaded(web)
    for one in (early, late):
        web.files_completeUploadExternal(files=[{"id": one}], channel_id=SALES)
    web.files_delete(file=early)
    sandbox.clock.advance(61)
    shown = [one for one in slack.person("ana").messages("sales") if one.files]
    assert [one.files[0]["id"] for one in shown] == [late]
    web.files_delete(file=late)
    assert [one for one in slack.person("ana").messages("sales") if one.files] == []
    assert code(web.files_delete, file=late) == code(web.files_info, file=late) == "file_deleted"
    assert code(web.files_delete, file="F0NEVER00") == "file_not_found"
    assert asks("GET", f"{sandbox.url}/sandbox/file/{late}")[0] == 404


def test_what_slack_refuses(sandbox: Sandbox, web: WebClient) -> None:
    asked = web.files_getUploadURLExternal
    assert code(asked, filename="x.png", length=0) == "missing_argument"
    assert code(asked, filename="x.png", length=10**9) == "file_upload_size_restricted"
    assert code(asked, filename="x.png", length=5, alt_txt="x" * 1001) == "alt_txt_too_large"
    got = asked(filename="x.png", length=5, alt_txt="x" * 1000)
    assert send(got["upload_url"], b"four")[0] == 400
    done = web.files_completeUploadExternal
    assert code(done, files=[{"id": got["file_id"]}], channel_id=SALES) == "file_not_found"  # without its bytes
    assert send(got["upload_url"], b"fiver")[0] == 200
    assert send(got["upload_url"], b"fiver")[0] == 404
    files = [{"id": got["file_id"]}]
    assert code(done, files=files, channel_id="C0NEVER") == "channel_not_found"
    assert code(done, files=files, channel_id=SALES, thread_ts="1.000001") == "thread_not_found"
    channel = sandbox._state.channels[SALES]
    channel.members.remove(sandbox.bot_user_id)
    assert code(done, files=files, channel_id=SALES) == "not_in_channel"
    channel.kind = "private"
    assert code(done, files=files, channel_id=SALES) == "channel_not_found"
    assert done(files=files)["ok"]  # shared nowhere
    assert code(done, files=files) == "file_not_found"  # once only


def test_a_form_with_a_file_is_taken_as_well(web: WebClient) -> None:
    got = web.files_getUploadURLExternal(filename="x.png", length=5)
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.png"\r\n\r\nfiver\r\n--b--\r\n'
    assert send(got["upload_url"], body, "multipart/form-data; boundary=b") == (200, "OK - 5")


def test_scopes_and_faults(sandbox: Sandbox, web: WebClient, slack: SandboxClient) -> None:
    sandbox.faults.add("upload_url", "fails")
    got = web.files_getUploadURLExternal(filename="x.png", length=5)
    assert send(got["upload_url"], b"fiver")[0] == 503
    assert send(got["upload_url"], b"fiver")[0] == 200
    sandbox.faults.add("files.completeUploadExternal", "rate_limited", retry_after=3, channel=SALES)
    files = [{"id": got["file_id"]}]
    assert code(web.files_completeUploadExternal, files=files, channel_id=SALES) == "ratelimited"
    sandbox.faults.add("files.*", "lost_reply")
    with pytest.raises(OSError, match="Remote end closed"):
        web.files_completeUploadExternal(files=files, channel_id=SALES)
    sandbox.clock.advance(1)
    assert web.files_info(file=got["file_id"])["file"]["shares"]
    small = manifest()
    small["oauth_config"]["scopes"]["bot"].remove("files:read")
    with Sandbox(sandbox_company(), small, deliver="none") as other:
        assert code(web_client(other).files_info, file="F0") == "missing_scope"


def sandbox_company() -> Any:
    """The company of the demo."""
    from sandbox import load_company

    return load_company()
