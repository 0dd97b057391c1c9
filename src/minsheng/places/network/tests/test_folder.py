from __future__ import annotations

from pathlib import Path

import pytest

from minsheng.places.network.folder import read_network_folder
from minsheng.terms.errors import MinshengError

NODES = "node,lon,lat\nA,120.001,30\nB,120.002,30\nC,120.003,30\n"


def _folder(at: Path, *, nodes: str = NODES, edges: str = "from,to,metres\nA,B,100\nB,C,150\n") -> Path:
    (at / "nodes.csv").write_text(nodes, "utf-8")
    (at / "edges.csv").write_text(edges, "utf-8")
    return at


def _said(folder: Path) -> list[str]:
    with pytest.raises(MinshengError) as raised:
        read_network_folder(folder)
    return [str(fault).replace(f"{folder}/", "") for fault in raised.value.faults]


def test_edges_lead_both_ways_without_a_oneway_column(tmp_path: Path) -> None:
    network = read_network_folder(_folder(tmp_path))
    assert (len(network), sorted(network.metres.tolist()), network.oneway) == (3, [100, 100, 150, 150], False)


def test_a_oneway_leads_one_way(tmp_path: Path) -> None:
    edges = "from,to,metres,oneway\nA,B,100,true\nB,C,150,false\nA,C,999,\n"
    network = read_network_folder(_folder(tmp_path, edges=edges))
    assert (sorted(network.metres.tolist()), network.oneway) == ([100, 150, 150, 999, 999], True)


def test_columns_stand_in_any_order_with_others_among_them_and_a_byte_order_mark(tmp_path: Path) -> None:
    nodes = "\ufefflat,name,lon, Node\n30,x,120.001,1\n30,y,120.002,2\n"
    network = read_network_folder(_folder(tmp_path, nodes=nodes, edges="METRES,to,from\n5,2,1\n"))
    assert sorted(network.lon.tolist()) == [120.001, 120.002]


def test_every_bad_value_is_told_with_its_line(tmp_path: Path) -> None:
    nodes = "node,lon,lat\nA,120,30\nB,east,30\nA,120,99\n,120,30\n"
    edges = "from,to,metres,oneway\nA,Z,100,no\nA,A,-5,maybe\nA,A,nan,\n"
    assert _said(_folder(tmp_path, nodes=nodes, edges=edges)) == [
        "nodes.csv:3: lon 不对（读到：east；应为：−180 到 180 的经度） [places.network.value]",
        "nodes.csv:4: lat 不对（读到：99；应为：−90 到 90 的纬度） [places.network.value]",
        "nodes.csv:4: 路口编号重复（读到：A；应为：每个编号一行） [places.network.value]",
        "nodes.csv:5: 路口没有编号（读到：；应为：编号） [places.network.value]",
        "edges.csv:3: metres 不对（读到：-5；应为：不小于零的米数） [places.network.value]",
        "edges.csv:4: metres 不对（读到：nan；应为：不小于零的米数） [places.network.value]",
        "edges.csv:2: nodes.csv 里没有这个路口（读到：Z；应为：nodes.csv 里的编号） [places.network.value]",
        "edges.csv:3: oneway 不对（读到：maybe；应为：true 或 false） [places.network.value]",
    ]


def test_of_many_faults_of_a_kind_ten_are_told_and_the_others_counted(tmp_path: Path) -> None:
    said = _said(_folder(tmp_path, edges="from,to,metres\n" + "A,B,x\n" * 1_015))
    assert (len(said), said[-1]) == (11, "edges.csv: metres 不对：另有 1,005 行 [places.network.value]")


def test_a_missing_file_and_a_missing_column_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text("node,lon\nA,120\n", "utf-8")
    assert _said(tmp_path) == [
        "nodes.csv:1: 缺 lat 列（读到：node,lon；应为：node,lon,lat） [places.network.column]",
        "edges.csv: 路网文件夹里缺这个文件（应为：from、to、metres） [places.network.file]",
    ]


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    assert "文件是空的" in _said(_folder(tmp_path, nodes=""))[0]


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "nodes.csv").write_bytes("node,lon,lat\n路口,120,30\n".encode("gb18030"))
    assert "nodes.csv: 读不了这个 CSV 文件" in _said(folder)[0]


def test_no_edges_is_no_network(tmp_path: Path) -> None:
    assert _said(_folder(tmp_path, edges="from,to,metres\n")) == [
        "edges.csv: 文件里只有表头，没有路网（应为：至少一段路） [places.network.empty]"
    ]
    assert "nodes.csv: 文件里只有表头" in _said(_folder(tmp_path, nodes="node,lon,lat\n"))[0]
