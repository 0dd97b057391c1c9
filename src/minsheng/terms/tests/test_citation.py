import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng.terms.citation import Citation

DOCUMENTS = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
NUMBERS = st.integers(1, 999)


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    document = draw(DOCUMENTS)
    kind = draw(st.sampled_from(["whole", "table", "row", "box", "item", "path"]))
    match kind:
        case "table":
            return Citation(document, table=draw(NUMBERS))
        case "row":
            return Citation(document, table=draw(NUMBERS), row=draw(NUMBERS))
        case "box":
            return Citation(document, box=draw(NUMBERS))
        case "item":
            return Citation(document, box=draw(NUMBERS), item=draw(NUMBERS))
        case "path":
            path = draw(st.sampled_from(["三", "三(一)", "三(一)1", "十二(二)2", "4.1.2"]))
            return Citation(document, path=path)
    return Citation(document)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hz-2021", Citation("hz-2021")),
        ("hz-2021 表2", Citation("hz-2021", table=2)),
        ("hz-2021 表2.17", Citation("hz-2021", table=2, row=17)),
        ("hz-2021 专栏10.14", Citation("hz-2021", box=10, item=14)),
        ("hz-2021 三（一）1", Citation("hz-2021", path="三(一)1")),
        ("ｈｚ－２０２１　表２．１７", Citation("hz-2021", table=2, row=17)),
    ],
)
def test_a_written_citation_is_read(text: str, expected: Citation) -> None:
    assert Citation.parse(text) == expected


@pytest.mark.parametrize("text", ["", "表2.17", "hz-2021 表", "hz-2021 专栏x", "HZ 2021 表2", "hz-2021 表2.17 more"])
def test_what_is_no_citation_is_refused_with_what_was_read(text: str) -> None:
    with pytest.raises(ValueError, match="not a citation"):
        Citation.parse(text)


@given(citations())
def test_writing_and_reading_again_gives_the_same_citation(citation: Citation) -> None:
    assert Citation.parse(str(citation)) == citation


@given(st.text())
def test_random_text_is_a_citation_or_a_value_error(text: str) -> None:
    try:
        read = Citation.parse(text)
    except ValueError:
        return
    assert Citation.parse(str(read)) == read


def test_only_the_keys_that_are_set_are_printed() -> None:
    assert Citation("hz-2021", box=10, item=14).as_json() == {"document": "hz-2021", "box": 10, "item": 14}


def test_places_of_a_document_come_headings_then_tables_then_boxes() -> None:
    written = [
        "b-2021",
        "a-2021 专栏10.2",
        "a-2021 专栏2.14",
        "a-2021 表2.17",
        "a-2021 表2.3",
        "a-2021 三(一)1",
        "a-2021",
    ]
    ordered = [str(one) for one in sorted(map(Citation.parse, written))]
    assert ordered == [*reversed(written[1:]), "b-2021"]
