"""The closed lists of a deal: buying roles, stances, powers, risks; and the seller roles a playbook has by default."""

from collections.abc import Mapping
from types import MappingProxyType

Words = Mapping[str, str]

BUYING_ROLES: Words = MappingProxyType(
    {
        "economic buyer": "decides about the money, and can say yes where others say no",
        "technical buyer": "examines whether it fits, and can say no",
        "user buyer": "will work with it, or whose people will",
        "coach": "tells us how things are done there, and wants us to do well",
        "legal": "reads the contract for them",
        "procurement": "buys for them, and negotiates terms",
        "influencer": "is listened to, without a part in the decision",
        "outside adviser": "advises them from outside, such as a consultant",
    }
)
"""A contact's part in a deal."""

STANCES: Words = MappingProxyType(
    {
        "champion": "works for us when we are not in the room",
        "supporter": "would rather have us than not",
        "neutral": "has not taken sides, or does not show it",
        "sceptic": "doubts that it is right for them",
        "opponent": "works against it",
    }
)
"""Where a contact stands towards a deal."""

POWERS: Words = MappingProxyType(
    {
        "high": "it does not happen against them",
        "medium": "they are heard",
        "low": "they are told",
    }
)
"""How much a contact counts in a deal."""

RISKS: Words = MappingProxyType(
    {
        "single_thread": "one person of ours, or one of theirs, carries the deal alone",
        "no_economic_buyer": "nobody of ours has met whoever decides about the money",
        "gone_cold": "nobody of theirs was in touch for so many days",
        "champion_left": "somebody who worked for us has left their seat",
        "seat_vacated": "a stakeholder's seat has fallen vacant",
    }
)
"""What can go wrong with a deal, and is told in its channel."""

WARMTHS: Words = MappingProxyType(
    {
        "weak": "they have met",
        "familiar": "they know each other",
        "strong": "they trust each other",
    }
)
"""How warm a tie must be, from the least on; the bands in which ties are shown."""

TOUCHES: Words = MappingProxyType(
    {
        "email": "they wrote to each other",
        "call": "they spoke",
        "meeting": "they met",
    }
)
"""What can count as being engaged: the kinds of touch there are."""

ENDS: Words = MappingProxyType(
    {
        "won": "the deal is won",
        "lost": "the deal is lost",
    }
)
"""What a sales stage that ends a deal means."""

STANDINGS: Words = MappingProxyType(
    {
        "in step": "their stage is one that goes with ours",
        "ahead": "we are further on than they are",
        "behind": "they are further on than we are",
        "unknown": "nobody has said where they are, or nothing goes with our stage",
    }
)
"""How we stand against them."""

SELLER_ROLES: Words = MappingProxyType(
    {
        "account executive": "sells, and speaks for us to the customer",
        "solution engineer": "shows that it works, and how it would work for them",
        "executive sponsor": "one of our leaders, who answers to one of theirs",
        "legal counsel": "settles the contract for us",
        "customer success": "sees to it that customers get what they bought it for",
        "deal lead": "leads the team of this deal",
    }
)
"""Parts our people play in a deal, where a playbook names no others."""
