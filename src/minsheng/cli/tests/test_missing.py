"""``minsheng missing`` as a person types it: a made-up city, a made-up list, figures by benefit and district."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from minsheng.cli.missing import command
from minsheng.register.synthetic.city import synthesise
from minsheng.terms.errors import MinshengError

PACKS = Path(__file__).resolve().parents[4] / "packs"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    synthesise("330100", people=3000, day=date(2021, 12, 31), register=folder, seed=7)
    return folder


def run(register: Path, *words: str) -> str:
    told = ["--pack", "hangzhou", "--packs", str(PACKS), "--month", "2021-12", "--register", str(register), *words]
    result = CliRunner().invoke(command, told)
    if isinstance(result.exception, MinshengError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_a_made_up_list_is_compared_and_told_by_benefit_and_district(register: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    said = run(register, "--example", str(listed), "--benefit", "public-transport-concession")
    assert "合成数据，非真实名单" in said
    said = run(register, "--receiving", str(listed), "--out", str(tmp_path / "out"))
    assert "合成数据：这座城市的人是编出来的。" in said
    assert "公共交通补贴服务（public-transport-concession）：应享 " in said
    assert "    萧山区：应享未享 " in said
    assert (tmp_path / "out" / "owed-not-received.csv").is_file()


def test_faults_of_the_list_are_told_and_strict_writes_nothing(register: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("人员编号\nnobody\n", "utf-8")
    words = ["--receiving", str(tmp_path / "list.csv"), "--benefit", "severe-disability-care", "--out"]
    assert "list.csv:2: 人员编号（person_id）：登记数据里没有这个人" in run(register, *words, str(tmp_path / "out"))
    with pytest.raises(MinshengError, match="登记数据里没有这个人"):
        run(register, *words, str(tmp_path / "strict"), "--strict")
    assert not (tmp_path / "strict").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "要给出在领名单和结果文件夹"),
        (("--example", "list.csv"), "要说明造哪项待遇的名单"),
        (("--receiving", "no.csv", "--out", "out"), "没有这个文件"),
        (("--receiving", "no.csv", "--out", "out", "--benefit", "severe-care"), "没有这项待遇"),
        (("--receiving", "no.csv", "--out", "out", "--benefit", "compulsory-school-running-costs"), "是给机构的"),
    ],
)
def test_what_is_not_said_is_asked_for(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MinshengError, match=said):
        run(register, *words)
    assert not [*tmp_path.iterdir()]
