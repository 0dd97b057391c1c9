"""What Hypothesis draws registers from."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from minsheng.register.schema import EPOCH, Stored
from minsheng.terms.fields import Entity, Field, fields_of

TODAY = date(2021, 12, 31)
_NAMES = st.text("ABCxyz0189-户", min_size=1, max_size=8)
_DIVISIONS = st.sampled_from(["330106", "330114", "330100", "330106001", "330182001002", "110105"])


def values_of(field: Field) -> st.SearchStrategy[Stored]:
    """Every value the field can hold, not known among them where it may be."""
    known = _known(field)
    return known if field.required else st.none() | known


def _known(field: Field) -> st.SearchStrategy[Stored]:
    if field.low is not None and field.high is not None:
        return st.integers(field.low * field.scale, field.high * field.scale)
    if field.type == "date":
        return st.dates(date(1900, 1, 1), TODAY).map(lambda day: (day - EPOCH).days)
    if field.type == "yesno":
        return st.booleans()
    places = st.integers(0, max(len(field.categories) - 1, 0))
    if field.type == "category":
        return places
    if field.type == "categories":
        return st.sets(places).map(lambda found: tuple(sorted(found)))
    return _DIVISIONS if field.is_division else _NAMES


@st.composite
def rows_of(draw: st.DrawFn, entity: Entity, identifier: str, household: str | None = None) -> dict[str, Stored]:
    """A good row with this identifier: its dates in order."""
    row = {field.name: draw(values_of(field)) for field in fields_of(entity)}
    row[f"{entity}_id"] = identifier
    if household is not None:
        row["household_id"] = household
    birth, death = row.get("birth_date"), row.get("death_date")
    if isinstance(birth, int) and isinstance(death, int) and birth > death:
        row["birth_date"], row["death_date"] = death, birth
    return row
