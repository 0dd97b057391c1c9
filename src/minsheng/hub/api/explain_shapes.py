"""The shapes of a question to ``/explain`` and of its answer, for the OpenAPI document."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field


class ExplainIn(BaseModel):
    """Whose rules, which month, and a household or an institution; fields as docs/register.md lists them."""

    pack: str = Field(description="规则包，如 hangzhou", examples=["hangzhou"])
    month: str = Field(description="月份", pattern=r"^\d{4}-\d{2}$", examples=["2021-12"])
    household: dict[str, Any] | None = Field(None, description="一户人家的字段；不知道的不写，已知没有的写 none")
    persons: list[dict[str, Any]] | None = Field(None, description="户里的每个人，1 至 200 人", max_length=200)
    institution: dict[str, Any] | None = Field(None, description="一个机构的字段；不与 household、persons 同用")
    parameters: dict[str, Any] | None = Field(
        None,
        description="替换参数：名称到数值，或到“区划代码: 数值”",
        examples=[{"urban_consumption": 44609, "low_income_standard": {"330100": 1102}}],
    )


class SourceOfResult(BaseModel):
    """The clause a benefit comes from."""

    document: str
    box: int | None = None
    item: int | None = None
    table: int | None = None
    row: int | None = None
    path: str | None = None


class Reason(BaseModel):
    """One condition or step: its clause, its words, its value; null when it is not known."""

    clause: str
    text: str
    value: bool | str | int | list[str] | None
    step: str | None = Field(None, description="步骤的名字；条件没有")


class MissingOf(BaseModel):
    """A field or parameter that is not known, and whose."""

    of: str = Field(description="人员、户或机构编号；参数为空")
    field: str


class Result(BaseModel):
    """The answer to one benefit for one person, household or institution."""

    person_id: str | None = None
    household_id: str | None = None
    institution_id: str | None = None
    benefit: str
    name: str
    source: SourceOfResult
    each: Literal["month", "year", "once", "event"]
    kind: Literal["cash", "service", "waiver"]
    payer: str | None
    assumed: str | None = Field(None, description="推定：规划没有写明、按别的法规补上的条件")
    outcome: Literal["owed", "not_owed", "unknown"]
    amount: str | None = Field(description="元，两位小数")
    because: list[Reason]
    missing: list[str]
    missing_of: list[MissingOf] | None = None
    inputs: dict[str, Any]


class ExplainOut(BaseModel):
    """Every benefit in force that month, owed, not owed or unknown."""

    pack: str
    month: str
    stale: bool = Field(description="磁盘上的规则有错误，这是上一次完好的规则算出来的")
    ignored: list[str] = Field(description="没有用到的字段")
    results: list[Result]
