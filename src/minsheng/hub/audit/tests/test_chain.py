"""The chain by itself: whatever is done to a trail, its check finds it."""

from __future__ import annotations

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from minsheng.hub.audit.chain import START, Break, Head, Row, canonical, check, hash_of, seal_of

KEY = b"a key of thirty-two bytes, truly"
TEXTS = st.text(max_size=12)
CONTENTS = st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=8)


def chained(contents: list[tuple[str, str, str]], key: bytes = KEY) -> tuple[list[Row], Head]:
    """A genuine trail with these actors, reasons and details."""
    rows: list[Row] = []
    last = START
    for number, (actor, reason, detail) in enumerate(contents, 1):
        at = f"2026-11-22T03:40:{number:02}.000000Z"
        row = Row(number, at, actor, "", "look", "", reason, canonical({"d": detail}), last, "")
        rows.append(row._replace(hash=hash_of(row, key)))
        last = rows[-1].hash
    return rows, Head(len(rows), last, seal_of(len(rows), last, key))


THREE, THREE_HEAD = chained([("li", "", ""), ("wang", "", ""), ("zhao", "", "")])


def test_the_hash_is_hmac_sha256_over_a_json_list() -> None:
    row = Row(1, "2026-11-22T00:00:00.000000Z", "李", "", "look", "", "", "{}", START, "")
    spelled = f'[1,"2026-11-22T00:00:00.000000Z","\\u674e","","look","","","{{}}","{START}"]'
    assert hash_of(row, KEY) == hmac.new(KEY, spelled.encode(), hashlib.sha256).hexdigest()


@given(CONTENTS)
def test_a_trail_nobody_touched_is_intact(contents: list[tuple[str, str, str]]) -> None:
    rows, head = chained(contents)
    verdict = check(rows, head, [b"newer", KEY])
    assert (verdict.intact, verdict.entries, verdict.hash) == (True, len(rows), rows[-1].hash)


@given(CONTENTS, st.data())
def test_a_changed_field_is_found_where_it_is(contents: list[tuple[str, str, str]], data: st.DataObject) -> None:
    rows, head = chained(contents)
    at = data.draw(st.integers(0, len(rows) - 1))
    name = data.draw(st.sampled_from(Row._fields[1:]))
    other = data.draw(st.text(max_size=64).filter(lambda text: text != getattr(rows[at], name)))
    rows[at] = rows[at]._replace(**{name: other})
    assert check(rows, head, [KEY]).first == Break(at + 1, "changed")


@given(CONTENTS, st.data())
def test_a_removed_entry_is_named_or_missed_at_the_tail(
    contents: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    rows, head = chained(contents)
    at = data.draw(st.integers(0, len(rows) - 1))
    verdict = check(rows[:at] + rows[at + 1 :], head, [KEY])
    if at == len(rows) - 1:
        assert (verdict.first, verdict.tail_missing) == (None, 1)
    else:
        assert (verdict.first, verdict.tail_missing) == (Break(at + 1, "removed"), 0)


@given(CONTENTS, st.data())
def test_a_truncated_trail_tells_how_many_are_missing(
    contents: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    rows, head = chained(contents)
    kept = data.draw(st.integers(0, len(rows) - 1))
    verdict = check(rows[:kept], head, [KEY])
    assert (verdict.first, verdict.tail_missing, verdict.intact) == (None, len(rows) - kept, False)


@given(CONTENTS.filter(lambda contents: len(contents) > 1), st.data())
def test_two_entries_that_changed_places_are_found_at_the_first(
    contents: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    rows, head = chained(contents)
    one, other = sorted(data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=2, max_size=2)))
    first, second = rows[one], rows[other]
    rows[one], rows[other] = second._replace(number=first.number), first._replace(number=second.number)
    found = check(rows, head, [KEY]).first
    assert found is not None
    assert found.number == one + 1
    # Of the very last entry no follower tells where it stood.
    assert found.kind == ("changed" if other == len(rows) - 1 else "moved")


@given(CONTENTS, st.data())
def test_an_entry_put_in_between_is_found(contents: list[tuple[str, str, str]], data: st.DataObject) -> None:
    rows, head = chained(contents)
    at = data.draw(st.integers(0, len(rows)))
    forged = Row(at + 1, "2026-11-22T00:00:00.000000Z", "x", "", "look", "", "", "{}", START, "")
    forged = forged._replace(hash=hash_of(forged, b"another key"))
    later = [row._replace(number=row.number + 1) for row in rows[at:]]
    assert check([*rows[:at], forged, *later], head, [KEY]).first == Break(at + 1, "changed")


def test_an_entry_before_the_first_is_found() -> None:
    forged = THREE[0]._replace(number=0)
    assert check([forged, *THREE], THREE_HEAD, [KEY]).first == Break(0, "moved", 1)


def test_a_head_cut_to_fit_a_cut_trail_is_forged() -> None:
    verdict = check(THREE[:2], Head(2, THREE[1].hash, THREE_HEAD.seal), [KEY])
    assert (verdict.head, verdict.tail_missing, verdict.intact) == ("forged", None, False)


def test_a_trail_without_its_head_is_not_intact() -> None:
    verdict = check(THREE, None, [KEY])
    assert (verdict.head, verdict.intact) == ("missing", False)


def test_an_old_head_does_not_know_of_the_entries_after_it() -> None:
    old = Head(2, THREE[1].hash, seal_of(2, THREE[1].hash, KEY))
    assert check(THREE, old, [KEY]).first == Break(3, "beyond")


def test_genuine_entries_of_another_trail_do_not_fit() -> None:
    others, _ = chained([("li", "", ""), ("someone", "", ""), ("zhao", "", "")])
    assert check([*THREE[:2], others[2]], THREE_HEAD, [KEY]).first == Break(3, "unlinked")
    assert check(others, THREE_HEAD, [KEY]).first == Break(3, "unlinked")


def test_with_another_key_nothing_is_genuine() -> None:
    verdict = check(THREE, THREE_HEAD, [b"wrong"])
    assert (verdict.first, verdict.head) == (Break(1, "changed"), "forged")
