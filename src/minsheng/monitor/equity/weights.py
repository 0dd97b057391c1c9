"""How much each indicator counts in its service area and each area in the total: as the pack says, or equal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from minsheng.packs.family import lineage
from minsheng.packs.model import Pack
from minsheng.packs.watching import Weight

EQUAL = "等权（假定：规则包没有写权重）"


@dataclass(frozen=True)
class Weights:
    """The weights in force, by the id of a service area or an indicator."""

    rows: Mapping[str, Weight]

    def of(self, key: str) -> tuple[float, str]:
        """The weight and where it is from; 1, assumed, when no pack says."""
        row = self.rows.get(key)
        if row is None:
            return 1.0, EQUAL
        said = f"出处：{row.source}" if row.source is not None else f"假定：{row.assumed}"
        return float(row.weight), said

    @property
    def said(self) -> str:
        """One sentence on the weights as a whole."""
        if not self.rows:
            return "权重：各领域、各指标等权，是假定的；规则包没有写权重。"
        written = sum(row.source is not None for row in self.rows.values())
        parts = [f"{written} 项有出处"] if written else []
        parts += [f"{len(self.rows) - written} 项是假定的"] if written < len(self.rows) else []
        return f"权重：规则包写了 {len(self.rows)} 项（{'，'.join(parts)}），其余等权，是假定的。"


def weights_of(pack: Pack, packs: Mapping[str, Pack]) -> Weights:
    """The weights of a pack and of the levels above it; the lower level's own stands in the place of one above."""
    return Weights({row.id: row for level in reversed(lineage(pack, packs)) for row in level.weights})
