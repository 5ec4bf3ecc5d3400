"""Slack's markup, drawn."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

MARKUP = [
    ("*bold* _italic_ ~gone~", "<strong>bold</strong> <em>italic</em> <s>gone</s>"),
    ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
    ("* not bold*", "* not bold*"),
    ("*two\nlines*", "*two<br>lines*"),
    ("*a _b_ c*", "<strong>a <em>b</em> c</strong>"),
    ("`*raw*`", '<code class="code">*raw*</code>'),
    ("```*raw*\n&lt;b&gt;```", '<pre class="pre">*raw*\n&lt;b&gt;</pre>'),
    ("``` lone", "``` lone"),
    ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
    ("> one\n&gt; two\nthree", '<blockquote class="quote">one<br>two</blockquote>three'),
    ("a\n>>> b\nc", 'a<blockquote class="quote">b<br>c</blockquote>'),
    ("<javascript:alert(1)|click>", "click"),
    (":tada: :no_such_thing:", None),
    ("<@U0ANA> <#C0SALES>", None),
]


def test_markup_is_drawn_as_slack_draws_it(page: Page) -> None:
    script = """async (texts) => {
        const { mrkdwn } = await import('/page/render/mrkdwn.js');
        const state = await (await fetch('/sandbox/state?as=U0RAJ')).json();
        return texts.map((text) => {
            const box = document.createElement('div');
            box.append(mrkdwn(text, state));
            return [box.innerHTML, box.textContent];
        });
    }"""
    drawn = page.evaluate(script, [text for text, _ in MARKUP])
    for (text, wanted), (html, words) in zip(MARKUP, drawn, strict=True):
        if wanted is not None:
            assert html == wanted, text
        elif text.startswith(":tada:"):
            assert words == "🎉 :no_such_thing:"
        else:
            assert words == "@Ana Ortiz #sales"
    [(link, _), (date, words)] = page.evaluate(
        script,
        ["<https://a.example/?x=1&amp;y=2|a *b*> https://b.example/.", "<!date^0^{date_num}|old>"],
    )
    assert 'href="https://a.example/?x=1&amp;y=2"' in link
    assert 'href="https://b.example/"' in link
    assert link.count('rel="noopener noreferrer"') == 2
    assert words == "1970-01-01"
    assert 'title="old"' in date
