"""What Hypothesis draws registers from."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from minsheng.register.schema import EPOCH, Stored, none_of, words_of
from minsheng.terms.fields import IMPLIED, Entity, Field, field_of, fields_of

TODAY = date(2021, 12, 31)
_NAMES = st.text("ABCxyz0189-户", min_size=1, max_size=8)
_DIVISIONS = st.sampled_from(["330106", "330114", "330100", "330106001", "330182001002", "110105"])


def values_of(field: Field) -> st.SearchStrategy[Stored]:
    """Every value the field can hold, none and not known among them where they may be."""
    known = _known(field)
    if field.can_be_none:
        known = known | st.just(none_of(field))
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
    """A good row with this identifier: its dates in order, and nothing in it that another value rules out."""
    row = {field.name: draw(values_of(field)) for field in fields_of(entity)}
    row[f"{entity}_id"] = identifier
    if household is not None:
        row["household_id"] = household
    birth, death = row.get("birth_date"), row.get("death_date")
    none = none_of(_of_person("death_date"))
    if isinstance(birth, int) and isinstance(death, int) and birth > death != none:
        row["birth_date"], row["death_date"] = death, birth
    for (name, word), absent in IMPLIED.items() if entity == "person" else ():
        if row[name] == words_of(_of_person(name)).index(word):
            row.update({other: none_of(_of_person(other)) for other in absent})
    return row


def _of_person(name: str) -> Field:
    found = field_of("person", name)
    assert found is not None
    return found
