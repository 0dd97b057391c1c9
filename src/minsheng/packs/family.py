"""A pack and the levels above it: documents, areas and words are looked up through the parents."""

from __future__ import annotations

from collections.abc import Mapping

from minsheng.packs.model import Area, Document, Indicator, Pack, ServiceClass, Term


def lineage(pack: Pack, packs: Mapping[str, Pack]) -> tuple[Pack, ...]:
    """The pack, then the levels above it, nearest first; a missing or circular parent ends the line."""
    line = [pack]
    while (parent := line[-1].about.parent) is not None and parent in packs and packs[parent] not in line:
        line.append(packs[parent])
    return tuple(line)


def areas(pack: Pack, packs: Mapping[str, Pack]) -> dict[str, Area]:
    """The service areas by id: the frame from the top down, a lower level's own reading of one in its place."""
    return {area.id: area for level in reversed(lineage(pack, packs)) for area in level.areas}


def classes(pack: Pack, packs: Mapping[str, Pack]) -> dict[str, ServiceClass]:
    """The service classes by id, of every level; a class a lower level leaves out of its areas stays."""
    levels = reversed(lineage(pack, packs))
    return {kind.id: kind for level in levels for area in level.areas for kind in area.classes}


def groups(pack: Pack, packs: Mapping[str, Pack]) -> dict[str, Term]:
    """The groups of people by id."""
    return {term.id: term for level in reversed(lineage(pack, packs)) for term in level.groups}


def life_stages(pack: Pack, packs: Mapping[str, Pack]) -> dict[str, Term]:
    """The stages of life by id."""
    return {term.id: term for level in reversed(lineage(pack, packs)) for term in level.life_stages}


def documents(pack: Pack, packs: Mapping[str, Pack]) -> dict[str, Document]:
    """The plan documents in reach by id: the pack's own and those of the levels above."""
    return {one.id: one for level in reversed(lineage(pack, packs)) for one in level.documents}


def indicators(pack: Pack, packs: Mapping[str, Pack]) -> dict[str, Indicator]:
    """The indicators in reach by id: the pack's own and those of the levels above."""
    return {one.id: one for level in reversed(lineage(pack, packs)) for one in level.indicators}
