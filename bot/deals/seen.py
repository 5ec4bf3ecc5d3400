"""Who may see a deal. To everybody else it is as if it had never been stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from bot.charter.sight import Sight, Viewer
from bot.deals.playbook import Playbook, Playbooks
from bot.errors import Stale
from models.accounts import Account
from models.deals import Deal, DealMember, ProposedMember
from models.ids import among
from models.keys import fold
from models.people import Colleague

NOT_THERE: Final = "I know of no such deal."
"""What is said of a deal that the viewer may not see, and of one that was never stored."""
TEAM_ONLY: Final = "Only the deal's team can answer this."
"""What is said instead in the channel in which the deal is spoken of, of what was posted there."""
NOT_HERE: Final = "Only the deal's team can see that here."
"""What is said where it is asked in that channel by somebody who may not see the deal."""
NEAR: Final = 60
"""How alike (0 to 100, rapidfuzz's ratio) a name must be to be offered as what was meant."""
OFFERED_MOST: Final = 25
"""Deals offered in a picker at the most."""
DUE_FIRST: Final = (Deal.expected_close.is_(None), Deal.expected_close, Deal.name, Deal.id)
"""The order in which deals are to be won; those without a day come last."""
_READ_MOST: Final = 20_000


@dataclass(frozen=True)
class Part:
    """What somebody has to do with a deal. Nobody else than these sees it.

    `refused`: it was said no to their being on it, as its lead for whoever made it.
    """

    leads: bool
    on_team: bool
    made: bool
    proposed: bool
    manages: bool
    refused: bool = False

    @property
    def sees(self) -> bool:
        """Whether that lets them see it, where its account is listed for them."""
        return self.leads or self.on_team or self.made or self.proposed or self.manages

    @property
    def acts(self) -> bool:
        """Whether they may say where it stands, who is on it and where it is spoken of.

        Not whoever is merely proposed, nor whoever made it once that was said no to: they may look.
        """
        return self.leads or self.on_team or self.manages or (self.made and not self.refused)


@dataclass(frozen=True)
class Named:
    """What a deal's name may mean among those the viewer sees: `exact`, or else `near` ones, in order of likeness.

    At most `OFFERED_MOST` of them; `of` is how many there are, `begun` how many of the near ones begin so.
    """

    exact: tuple[Deal, ...]
    near: tuple[Deal, ...]
    of: int
    begun: int


def shown(sight: Sight) -> ColumnElement[bool]:
    """Of a deal: that the viewer may see it. A person's eyes; for a channel's see `in_channel`."""
    return _has_part(sight) & account_shown(sight)


def account_shown(sight: Sight) -> ColumnElement[bool]:
    """Of a deal: that its account is listed for the viewer, or that it has none."""
    if sight.blind:
        return Deal.account_id.is_(None)
    return or_(Deal.account_id.is_(None), Deal.account_id.in_(sight.accounts(Account.id)))


def the_deal(sight: Sight, deal_id: int, *, locked: bool = False) -> Deal:
    """A deal the viewer may see; raises `Stale` in the same words for any other, and for none.

    `locked` has it for this transaction alone, as it stands now (see `bot.deals.stages.locked`).
    """
    query = deals_shown(sight).where(Deal.id == deal_id)
    if locked:
        query = query.with_for_update(of=Deal).execution_options(populate_existing=True)
    found = sight.session.scalar(query)
    if found is None:
        raise Stale(NOT_THERE)
    return found


def sees(sight: Sight, deal: Deal) -> bool:
    """Whether somebody may see a deal."""
    return sight.session.scalar(deals_shown(sight).with_only_columns(Deal.id).where(Deal.id == deal.id)) is not None


def deals_shown(sight: Sight) -> Select[Deal]:
    """Select the deals the viewer may see."""
    return select(Deal).where(Deal.workspace_id == sight.viewer.workspace_id, shown(sight))


def deals_of(sight: Sight, *, most: int = OFFERED_MOST) -> Sequence[Deal]:
    """The viewer's own open deals: led, made, on the team of, or proposed for; not those of their people."""
    return sight.session.scalars(_own(sight).order_by(Deal.name, Deal.id).limit(most)).all()


def number_of_own(sight: Sight) -> int:
    """How many open deals of their own the viewer has, those `deals_of` leaves out included."""
    return sight.session.scalar(_own(sight).with_only_columns(func.count())) or 0


def deals_due(sight: Sight, *, most: int) -> Sequence[Deal]:
    """The same in the order in which they are to be won; those without a day come last."""
    return sight.session.scalars(_own(sight).order_by(*DUE_FIRST).limit(most)).all()


def _own(sight: Sight) -> Select[Deal]:
    mine = or_(Deal.owner_id == sight.viewer.id, Deal.made_by_id == sight.viewer.id, _member(sight), _proposed(sight))
    return deals_shown(sight).where(Deal.is_open.is_(True), mine)


def named(sight: Sight, text: str) -> Named:
    """The deals that a typed name may mean: the same name, else the same beginning, else names that are alike.

    One that is over is meant only where no open one is called like that. Nothing is drawn from what the viewer may not
    see.
    """
    key = fold(text)
    rows = sight.session.execute(
        deals_shown(sight)
        .with_only_columns(Deal.id, Deal.name, Deal.is_open)
        .order_by(Deal.is_open.desc(), Deal.name, Deal.id)
        .limit(_READ_MOST)
    ).all()
    names = {row.id: fold(row.name) for row in rows}
    going = {row.id for row in rows if row.is_open}
    same = _open_first([one for one, name in names.items() if name == key], going)
    alike = _open_first([one for one, name in names.items() if key and key in name], going)
    begun = [one for one in alike if names[one].startswith(key)]
    exact = same or (begun if len(begun) == 1 else [])
    if not alike and key:
        found = process.extract(key, names, scorer=fuzz.WRatio, score_cutoff=NEAR, limit=None)
        alike = _open_first([one for _, _, one in found], going)
    near = [] if exact else list(dict.fromkeys((*begun, *alike)))
    offered = (exact or near)[:OFFERED_MOST]
    held = {one.id: one for one in sight.session.scalars(deals_shown(sight).where(Deal.id.in_(offered)))}
    deals = tuple(held[one] for one in offered)
    return Named(deals if exact else (), () if exact else deals, len(exact or near), 0 if exact else len(begun))


def at_the_end(sight: Sight, text: str) -> tuple[Deal, str] | None:
    """The open deal with whose name a text ends, and that part of it; of several, the one with the longest name."""
    words = text.split(" ")
    tails = {fold(" ".join(words[at:])): " ".join(words[at:]) for at in range(len(words) - 1, 0, -1)}
    query = deals_shown(sight).with_only_columns(Deal.id, Deal.name).where(Deal.is_open.is_(True))
    rows = sight.session.execute(query.order_by(Deal.id).limit(_READ_MOST)).all()
    found = sorted((row for row in rows if fold(row.name) in tails), key=lambda row: -len(row.name))
    return (the_deal(sight, found[0].id), tails[fold(found[0].name)]) if found else None


def _open_first(found: list[int], going: set[int]) -> list[int]:
    return [one for one in found if one in going] or found


def in_channel(sight: Sight, channel_id: str | None) -> Deal | None:
    """The deal a channel is about, if the viewer may see it.

    For the channel's own eyes (`of_channel`): if its account is listed for whoever is merely a member. For a person:
    if they see the deal anyway; that they read along in its channel opens nothing to them.
    """
    if channel_id is None or sight.viewer.sees_nothing:
        return None
    may_see = account_shown(sight) if sight.viewer.is_channel else shown(sight)
    here = (Deal.workspace_id == sight.viewer.workspace_id) & (Deal.channel_id == channel_id)
    return sight.session.scalar(select(Deal).where(here, may_see))


def channel_sees(sight: Sight, deal: Deal) -> bool:
    """Whether a channel of ours may be told of a deal: its account is listed for whoever is merely a member."""
    query = select(Deal.id).where(Deal.workspace_id == deal.workspace_id, Deal.id == deal.id)
    return sight.session.scalar(query.where(account_shown(of_channel(sight)))) is not None


def is_told_in(sight: Sight, deal_id: int, channel_id: str | None) -> bool:
    """Whether a deal is spoken of in that channel, so that whoever reads there knows of it, on its team or not."""
    return told_in(sight, channel_id) == deal_id


def told_in(sight: Sight, channel_id: str | None) -> int | None:
    """The deal that is spoken of in that channel, so that whoever reads there knows of one."""
    if sight.viewer.sees_nothing:
        return None
    told = in_channel(of_channel(sight), channel_id)
    return told.id if told is not None and told.channel_trouble is None else None


def of_channel(sight: Sight) -> Sight:
    """The eyes of a channel that is neither shared nor has guests: those of somebody who is merely a member."""
    viewer = Viewer.channel(sight.viewer.workspace_id)
    return Sight(sight.session, sight.charter, viewer, sight.now, sight.warmth, sight.privacy_contact)


def part(sight: Sight, deal: Deal) -> Part:
    """What the viewer has to do with a deal."""
    return parts_of(sight, [deal])[deal.id]


def parts_of(sight: Sight, deals: Sequence[Deal]) -> dict[int, Part]:
    """What the viewer has to do with each of these deals."""
    rows = sight.session.execute(
        select(Deal.id, _member(sight), _proposed(sight), _manages(sight), _refused(sight)).where(
            Deal.workspace_id == sight.viewer.workspace_id, among(Deal.id, [deal.id for deal in deals])
        )
    )
    by_id = {row[0]: row for row in rows}
    me = sight.viewer.id
    return {
        deal.id: Part(
            leads=deal.owner_id == me,
            on_team=bool(by_id[deal.id][1]),
            made=deal.made_by_id == me,
            proposed=bool(by_id[deal.id][2]),
            manages=bool(by_id[deal.id][3]),
            refused=bool(by_id[deal.id][4]),
        )
        for deal in deals
    }


def playbook_of(playbooks: Playbooks, deal: Deal) -> Playbook:
    """The playbook a deal is sold by: the one it names, else the one for its type, else the default."""
    return playbooks.choose(deal.playbook, deal.kind)


def _has_part(sight: Sight) -> ColumnElement[bool]:
    me = sight.viewer.id
    return or_(
        Deal.owner_id == me,
        Deal.made_by_id == me,
        _member(sight),
        _proposed(sight),
        Deal.owner_id.in_(people_below(sight)),
    )


def _member(sight: Sight) -> ColumnElement[bool]:
    return exists().where(
        DealMember.workspace_id == Deal.workspace_id,
        DealMember.deal_id == Deal.id,
        DealMember.colleague_id == sight.viewer.id,
    )


def _proposed(sight: Sight) -> ColumnElement[bool]:
    return _asked_for(sight, ProposedMember.declined_at.is_(None))


def _refused(sight: Sight) -> ColumnElement[bool]:
    return _asked_for(sight, ProposedMember.declined_at.is_not(None))


def _asked_for(sight: Sight, answer: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        ProposedMember.workspace_id == Deal.workspace_id,
        ProposedMember.deal_id == Deal.id,
        ProposedMember.colleague_id == sight.viewer.id,
        answer,
    )


def _manages(sight: Sight) -> ColumnElement[bool]:
    return Deal.owner_id.is_not(None) & Deal.owner_id.in_(people_below(sight))


def people_below(sight: Sight) -> Select[int]:
    """Everybody whose manager the viewer is, directly or upwards. A chain that runs in a circle ends."""
    direct = select(Colleague.id).where(
        Colleague.workspace_id == sight.viewer.workspace_id, Colleague.manager_id == sight.viewer.id
    )
    # Without a name of its own: one statement may ask for them twice.
    below = direct.cte(recursive=True)
    lower = aliased(Colleague)
    further = select(lower.id).where(
        lower.workspace_id == sight.viewer.workspace_id, lower.manager_id == below.c.id, lower.id != sight.viewer.id
    )
    below = below.union(further)
    return select(below.c.id)
