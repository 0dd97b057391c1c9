"""How long a 40,000-character plan takes to read, as a whole process and inside one.

The plan is made here: chapters of running text with numeric promises, a table, a box with items, in the proportions of
a city's five-year plan. The floor is what no reader can avoid: decode the file, fold full-width forms, look once at
every digit.
"""

from __future__ import annotations

import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

from minsheng.plans.read import read_plan

CHARACTERS = 40_000
RUNS = 7
TARGET_S = 1.0

_PARAGRAPH = (
    "{n}.健全服务网络。坚持均衡布局、就近便利，推动优质资源向基层和农村延伸，完善标准体系和协同机制，提升服务质量。"
    "鼓励社会力量参与，加强人才培养与信息共享，形成多元供给格局。到2025年，{what}覆盖率达到{a}%以上，建成{what}站点{b}家，"
    "每千人拥有{what}床位{c}张，从业人员持证率不低于{d}%。\n"
)
_SUBJECTS = ("托育", "学前教育", "就业服务", "家庭医生", "居家养老", "公共文化", "全民健身", "社会救助")


def make_plan(characters: int = CHARACTERS) -> str:
    """A synthetic plan of at least so many characters."""
    parts = ["某市公共服务“十四五”规划\n"]
    chapter = 0
    while sum(map(len, parts)) < characters:
        chapter += 1
        what = _SUBJECTS[chapter % len(_SUBJECTS)]
        parts.append(f"{'一二三四五六七八九十'[chapter % 10]}、提升{what}服务\n（一）完善{what}体系\n")
        parts += [_PARAGRAPH.format(n=n, what=what, a=70 + n, b=100 * n, c=n + 0.5, d=60 + n) for n in range(1, 9)]
        parts.append(f"表{chapter} 主要指标\n类别\t序号\t指标名称\t单位\t2020年\t2025年\n")
        parts += [f"{what}\t{n}\t{what}指标{n}\t%\t{40 + n}\t≥{60 + n}\n" for n in range(1, 9)]
        parts.append(f"专栏{chapter} {what}服务项目\n")
        parts += [f"{n}.{what}补贴。符合条件的居民每人每月发放{100 * n}元。\n" for n in range(1, 7)]
    return "".join(parts)


def _floor(path: Path) -> int:
    return len(re.findall(r"\d+", unicodedata.normalize("NFKC", path.read_bytes().decode("utf-8"))))


def _cpu(work: object) -> float:
    assert callable(work)
    start = time.process_time()
    work()
    return time.process_time() - start


def _whole_process(path: Path, out: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "minsheng", "plan", "read", str(path), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> bool:
    """Print the medians and say whether the target is met."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.txt"
        path.write_text(make_plan(), "utf-8")
        read_plan(path)
        inside = statistics.median(_cpu(lambda: read_plan(path)) for _ in range(RUNS))
        floor = statistics.median(_cpu(lambda: _floor(path)) for _ in range(RUNS))
        whole = statistics.median(_whole_process(path, Path(folder) / "out") for _ in range(RUNS))
        rows = read_plan(path)
    found = f"{len(rows.indicators)} indicators, {len(rows.commitments)} commitments, {len(rows.items)} items"
    print(f"{CHARACTERS:,} characters, {found}")
    print(f"inside one process  {inside:.3f} CPU s   {inside / floor:.0f} × the floor of {floor * 1000:.1f} ms")
    print(f"as a command        {whole:.3f} CPU s   target below {TARGET_S} s")
    return whole < TARGET_S
