"""Asking who knows somebody, as conversations."""

from __future__ import annotations

from tests.scenarios.conftest import World


def test_the_main_job_ana_asks_who_knows_the_cfo_and_hears_why(world: World) -> None:
    news = world.ana.types("/o2o who-knows cfo@acme", channel="sales")
    assert news.text.splitlines()[:3] == [
        "*Jane Doe* · CFO, Acme Corp",
        "*Raj Patel* knows them well",
        "*Zoe Kern* knows them a little",
    ]
    assert news.messages[0].ephemeral
    why = world.ana.clicks(news.messages[0], "Why?")
    assert "`R2` The team of an open deal may know which colleague to ask." in why.text


def test_mia_who_is_not_on_the_deal_sees_her_own_and_that_somebody_else_does(world: World) -> None:
    news = world.mia.types("/o2o cfo@acme", channel="sales")
    assert "*You* know them" in news.text
    assert "Somebody else of ours knows them well." in news.text
    assert "Raj" not in news.text
    assert "Zoe" not in news.text


def test_a_colleague_logs_whom_they_know_and_another_finds_them(world: World) -> None:
    said = world.sam.types("/o2o know petra.novak@newco.example, 4 met at a trade fair", channel="general")
    assert "Logged: you know *petra.novak@newco.example* (well)." in said.text
    asked = world.mia.types("/o2o petra.novak@newco.example", channel="sales")
    assert "Somebody of ours knows them well." in asked.text
    assert "Sam" not in asked.text
    own = world.sam.types("/o2o who-knows petra.novak@newco.example", channel="general")
    assert "*You* know them well" in own.text
    assert "met at a trade fair" in own.text
