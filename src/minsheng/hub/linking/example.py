"""Two made-up lists of five hundred people each, with a few that are hard to tell, for who has none at hand.

Nobody in them is real: names are dealt out from common characters, telephone numbers begin with 100, which no mobile
number does, and there are no identity numbers.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

NAMES = ("民政局名单-合成.csv", "残联名单-合成.csv")
PEOPLE = 500
_BOTH = 380
_ODD = 24
_HEADER = ("编号", "姓名", "性别", "出生日期", "区划", "电话")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国春梅志红文斌晓燕"
_DIVISIONS = ("330102", "330105", "330106", "330108", "330109", "330110", "330111", "330113", "330114", "330122")
_SEED = 20211231

Row = dict[str, str]


def write_examples(folder: Path) -> None:
    """Write the first list below ``folder/left`` and the second below ``folder/right``."""
    for side, name, rows in zip(("left", "right"), NAMES, made_up_lists(), strict=True):
        (folder / side).mkdir(parents=True, exist_ok=True)
        with (folder / side / name).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, _HEADER)
            writer.writeheader()
            writer.writerows(rows)


def made_up_lists() -> tuple[list[Row], list[Row]]:
    """The two lists; the same each time.

    >>> [len(rows) for rows in made_up_lists()]
    [500, 500]
    """
    chance = random.Random(_SEED)
    people = [_person(chance) for _ in range(2 * PEOPLE - _BOTH)]
    left = people[:PEOPLE]
    right = [dict(one) for one in people[:_BOTH]] + people[PEOPLE:]
    for number in range(_ODD):
        _changed(chance, right, left, number)
    chance.shuffle(right)
    return [*_numbered("M", left)], [*_numbered("D", right)]


def _person(chance: random.Random) -> Row:
    given = "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2, 2))))
    return {
        "姓名": chance.choice(_SURNAMES) + given,
        "性别": chance.choice("男女"),
        "出生日期": (date(1935, 1, 1) + timedelta(chance.randrange(27_000))).isoformat(),
        "区划": chance.choice(_DIVISIONS),
        "电话": f"100{chance.randrange(10**8):08d}",
    }


def _changed(chance: random.Random, right: list[Row], left: list[Row], number: int) -> None:
    """Write a person otherwise in the second list: as another clerk would, or beside somebody much like them."""
    one, way = right[number], number % 6
    born = date.fromisoformat(one["出生日期"])
    another = f"100{chance.randrange(10**8):08d}"
    if way == 0:  # two slips in the year of birth, no telephone
        one.update(出生日期=f"{born.year - 11}-{born.month:02d}-{min(born.day, 28):02d}", 电话="")
    elif way == 1:  # the last character of the name misheard, moved house, no telephone
        one.update(姓名=one["姓名"][:-1] + chance.choice(_GIVEN), 电话="", 区划=chance.choice(_DIVISIONS))
    elif way == 2:  # a twin on the same telephone stands on the list, too
        right[-1 - number] = {**one, "姓名": one["姓名"][0] + "".join(chance.choices(_GIVEN, k=2))}
    elif way == 3:  # another telephone, the same name, born nine days later
        one.update(出生日期=(born + timedelta(9)).isoformat(), 电话=another)
    elif way == 4:  # little is filled in, and what is agrees
        one.update(电话=another, 区划="", 性别="")
        left[number].update(性别="")
    else:  # another name on the same telephone, and the birthday with a slip
        slip = born.replace(day=born.day % 9 + 10)
        one.update(姓名=chance.choice(_SURNAMES) + chance.choice(_GIVEN), 出生日期=slip.isoformat())


def _numbered(letter: str, rows: Iterable[Row]) -> Iterable[Row]:
    return ({"编号": f"{letter}{number:05d}", **row} for number, row in enumerate(rows, 1))
