"""What of the dialogue between the two organizations hangs by one thread: by one person, or by one dialogue.

Pure. Our people can hand over to each other, so all of them are tied to one root; theirs are tied by dialogues with
ours, and by lines among themselves. Whoever of theirs has a path to the root is within reach. A person is an
articulation point of that graph where somebody else of theirs is out of reach without them, a dialogue is a bridge
where somebody is without it (J. Hopcroft, R. Tarjan, "Efficient algorithms for graph manipulation", 1973; here by
networkx).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import networkx as nx

Thread = tuple[int, int]
"""A dialogue: one of ours, one of theirs."""


@dataclass(frozen=True)
class Survivability:
    """Who and what a deal can't do without, by id.

    `ours_alone` and `theirs_alone` are those without whom somebody of theirs falls out of reach; `threads` are the
    dialogues of which that is true. `ours` and `theirs` are how many are in dialogue at all.
    """

    ours_alone: frozenset[int] = frozenset()
    theirs_alone: frozenset[int] = frozenset()
    threads: frozenset[Thread] = frozenset()
    ours: int = 0
    theirs: int = 0

    @property
    def carried_by_one_of_ours(self) -> bool:
        """Whether one person of ours has all the dialogue there is."""
        return self.ours == 1

    @property
    def carried_by_one_of_theirs(self) -> bool:
        """Whether one person of theirs has all the dialogue there is."""
        return self.theirs == 1

    @property
    def hangs_by_one(self) -> bool:
        """Whether one person, on either side, carries the deal alone."""
        return self.carried_by_one_of_ours or self.carried_by_one_of_theirs


def survivability(dialogues: Iterable[Thread], lines: Iterable[tuple[int, int]] = ()) -> Survivability:
    """What hangs by one thread, by who is in dialogue with whom and which lines there are among those of theirs.

    A line goes both ways; an id may be one of ours and one of theirs.
    """
    pairs = set(dialogues)
    if not pairs:
        return NONE
    between = [(one, other) for one, other in lines if one != other]
    ours_alone, theirs_alone, threads = _by_graph(pairs, between) if between else _by_counting(pairs)
    ours, theirs = {one for one, _ in pairs}, {other for _, other in pairs}
    return Survivability(ours_alone, theirs_alone, threads, len(ours), len(theirs))


Alone = tuple[frozenset[int], frozenset[int], frozenset[Thread]]


def _by_counting(pairs: set[Thread]) -> Alone:
    """Without lines among themselves each of theirs is reached by their own dialogues alone."""
    of = Counter(other for _, other in pairs)
    threads = frozenset(pair for pair in pairs if of[pair[1]] == 1)
    return frozenset(one for one, _ in threads), frozenset(), threads


def _by_graph(pairs: set[Thread], lines: Iterable[tuple[int, int]]) -> Alone:
    graph: nx.Graph[tuple[str, int]] = nx.Graph()
    graph.add_edges_from((_ROOT, ("ours", one)) for one, _ in pairs)
    graph.add_edges_from((("ours", one), ("theirs", other)) for one, other in pairs)
    graph.add_edges_from((("theirs", one), ("theirs", other)) for one, other in lines)
    within_reach = nx.node_connected_component(graph, _ROOT)
    # Within one of these parts nothing falls apart without one person, or one dialogue.
    firm = [list(edges) for edges in nx.biconnected_component_edges(graph.subgraph(within_reach))]
    of = Counter(node for edges in firm for node in {end for edge in edges for end in edge})
    alone = {node for node, parts in of.items() if parts > 1 and node != _ROOT}
    bridges = {frozenset(edges[0]) for edges in firm if len(edges) == 1}
    return (
        frozenset(one for side, one in alone if side == "ours"),
        frozenset(one for side, one in alone if side == "theirs"),
        frozenset(pair for pair in pairs if frozenset((("ours", pair[0]), ("theirs", pair[1]))) in bridges),
    )


NONE: Final = Survivability()
"""Nobody is in dialogue: then nothing hangs by anything."""
_ROOT: Final = ("root", 0)

__all__ = ["NONE", "Survivability", "Thread", "survivability"]
