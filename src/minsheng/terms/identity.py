"""Citizens' identity numbers (公民身份号码), GB 11643-1999: read, checked, and never printed in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from minsheng.terms.divisions import division_name
from minsheng.terms.errors import Fault, MinshengError

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_OLD_LENGTH = 15
_LENGTH = 18


@dataclass(frozen=True)
class Identity:
    """What an identity number says: where it was first given, the birth date, the sex.

    ``division`` is the code of the county then, which may no longer exist.
    """

    division: str
    birth: date
    sex: Literal["male", "female"]


def check_digit(first: str) -> str:
    """The 18th character for the first 17 digits: ISO/IEC 7064, MOD 11-2.

    The weights are 2^(18-i) mod 11 for place i; the check character makes the weighted sum 1 mod 11, X standing for 10
    (GB 11643-1999, 4.4; the number below is the example of its annex).

    >>> check_digit("11010519491231002")
    'X'
    """
    return _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11]


def mask_identity(text: str) -> str:
    """The number with all but its ends hidden, for reports.

    >>> mask_identity("11010519491231002X"), mask_identity("123")
    ('110***********002X', '***')
    """
    if len(text) < _OLD_LENGTH:
        return "*" * len(text)
    return text[:3] + "*" * (len(text) - 7) + text[-4:]


def problem_of_identity(text: str, *, latest: date | None = None) -> Fault | None:
    """What is wrong with the number, or None; the fault shows it masked.

    ``latest`` is the last day a birth can lie on.

    >>> problem_of_identity("11010519491231002X") is None
    True
    >>> print(problem_of_identity("110105194912310021"))
    身份号码的校验码不对（读到：110***********0021） [identity.check-digit]
    """
    said = mask_identity(text)
    if len(text) == _OLD_LENGTH and text.isascii() and text.isdigit():
        message, expected = "这是15位旧号码，自2013年起已停用", "18位号码"
        return Fault("identity.old-form", message, read=said, expected=expected)
    if len(text) != _LENGTH or not text.isascii() or not text[:17].isdigit() or text[17] not in "0123456789Xx":
        return Fault("identity.shape", "不是身份号码", read=said, expected="17位数字加1位校验码")
    if check_digit(text[:17]) != text[17].upper():
        return Fault("identity.check-digit", "身份号码的校验码不对", read=said)
    if division_name(text[:2] + "0000") is None:
        return Fault("identity.division", "身份号码前两位不是省级区划代码", read=said)
    birth = _birth(text)
    if birth is None or (latest is not None and birth > latest):
        return Fault("identity.birth", "身份号码中的出生日期不成立", read=said)
    return None


def read_identity(text: str, *, latest: date | None = None) -> Identity:
    """What the number says; MinshengError when it is no valid 18-digit number.

    >>> read_identity("11010519491231002x")
    Identity(division='110105', birth=datetime.date(1949, 12, 31), sex='female')
    """
    problem = problem_of_identity(text, latest=latest)
    birth = None if problem else _birth(text)
    if problem is not None or birth is None:
        raise MinshengError(*([problem] if problem else []))
    return Identity(text[:6], birth, "male" if int(text[16]) % 2 else "female")


def _birth(text: str) -> date | None:
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None
