"""A reader of the calculator without a browser: fills the form of a page, presses a button, reads what comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.test import Client
from lxml import html


class Walk:
    """One reader on the way through the calculator."""

    def __init__(self, prefix: str = "") -> None:
        self.client = Client()
        self.addresses: list[str] = []
        self.show(self.client.get(f"{prefix}/calculator/"))

    def show(self, response: Any) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.content.decode()
        self.page = html.fromstring(self.text or "<p></p>")

    @property
    def form(self) -> Any:
        return self.page.get_element_by_id("told")

    @property
    def name(self) -> str:
        return str(self.page.xpath("//input[@name='page']/@value")[0])

    @property
    def heading(self) -> str:
        return str(self.page.xpath("//h1")[0].text_content().strip())

    @property
    def rows(self) -> list[str]:
        return [str(each) for each in self.page.xpath("//input[@name='row']/@value")]

    @property
    def errors(self) -> list[str]:
        return [each.text_content().removeprefix("错误：") for each in self.page.xpath("//p[@class='error']")]

    def words(self, path: str = "//main") -> str:
        return " ".join(" ".join(each.text_content() for each in self.page.xpath(path)).split())

    def press(self, go: str = "next", **typed: Any) -> Walk:
        """Press a button after typing; names are given with ``__`` for dots and a leading ``_`` for figures."""
        return self.post({name.lstrip("_").replace("__", "."): value for name, value in typed.items()}, go)

    def post(self, typed: Mapping[str, Any], go: str = "next") -> Walk:
        data: dict[str, Any] = {}
        for name, value in self.form.form_values():
            data.setdefault(name, []).append(value)
        data |= typed | {"go": go}
        self.addresses.append(self.form.get("action"))
        self.show(self.client.post(self.form.get("action"), data))
        return self

    def begin(
        self, people: list[tuple[str, str, str]], *, where: str = "hangzhou:330106", month: str = "2021-12"
    ) -> Walk:
        """The first two pages; people are relation, sex, birth date."""
        year, number = month.split("-")
        self.press(where=where, count=str(len(people)), year=year, month=str(int(number)))
        typed = {}
        for at, (relation, sex, born) in enumerate(people, 1):
            typed |= {f"{at}.relation": relation, f"{at}.sex": sex}
            if born:
                parts = zip(("year", "month", "day"), born.split("-"), strict=True)
                typed |= {f"{at}.birth.{part}": figure for part, figure in parts}
        return self.post(typed)

    def answer(self, known: Mapping[str, str]) -> Walk:
        """Answer the page: what is not among the known is not known."""
        typed: dict[str, Any] = {}
        for row in self.rows:
            value = known.get(row, known.get(row.partition(".")[2], "?"))
            if value == "checked":
                typed[f"{row}.none"] = "1"
            elif value != "?" or self.page.xpath(f"//input[@name='{row}' and @value='?'] | //select[@name='{row}']"):
                typed[row] = value
        return self.post(typed)

    def to_the_end(self, known: Mapping[str, str], most: int = 60) -> list[tuple[str, ...]]:
        """Answer page after page; the rows each page asked."""
        asked = []
        while self.rows:
            asked.append(tuple(self.rows))
            self.answer(known)
            assert self.status == 200, self.text
            assert self.errors == []
            assert len(asked) <= most
        return asked

    def benefits(self) -> dict[tuple[str, str], str]:
        """What the result says is owed: name and whom, with the amount."""
        found = {}
        for each in self.page.xpath("//section[@aria-labelledby='owed-title']//li[@class='benefit']"):
            (title,) = each.xpath(".//h3")
            whom = title.xpath("./small")[0].text
            amount = each.xpath(".//p[@class='sum']/strong/text()")
            found[title.text.strip(), whom] = amount[0] if amount else ""
        return found
