from __future__ import annotations

from pathlib import Path
from threading import Thread

from minsheng.hub.catalogue import store


def test_packs_of_a_folder_are_loaded_parents_first(packs: Path):
    found = list(store.current().packs)
    assert set(found) == {"cn", "sheng", "east", "west"}
    assert found.index("cn") < found.index("sheng") < min(found.index("east"), found.index("west"))
    assert store.current().faults == ()


def test_nothing_changed_gives_the_same_state_again(packs: Path):
    assert store.current() is store.current()


def test_a_changed_file_is_loaded_anew(packs: Path):
    before = store.current()
    file = packs / "west/pack.yaml"
    file.write_text(file.read_text("utf-8").replace("重度残疾人护理补贴", "长期照护补贴"), "utf-8")
    after = store.current()
    assert after.items["west", "care"].name == "长期照护补贴"
    assert before.items["west", "care"].name == "重度残疾人护理补贴"
    assert before.version != after.version


def test_a_broken_pack_keeps_the_last_good_state_and_tells_the_faults(packs: Path):
    store.current()
    (packs / "west/pack.yaml").write_text("id: west\nname: [", "utf-8")
    state = store.current()
    assert state.items["west", "care"].name == "重度残疾人护理补贴"
    assert [fault.file for fault in state.faults if fault.file and "west" in fault.file]


def test_a_mended_pack_takes_the_faults_away(packs: Path):
    good = (packs / "west/pack.yaml").read_text("utf-8")
    (packs / "west/pack.yaml").write_text("id: west\n", "utf-8")
    assert store.current().faults
    (packs / "west/pack.yaml").write_text(good, "utf-8")
    assert store.current().faults == ()
    assert ("west", "care") in store.current().items


def test_a_pack_broken_from_the_start_gives_an_empty_catalogue_with_faults(packs: Path):
    (packs / "cn/pack.yaml").write_text("nothing: here\n", "utf-8")
    state = store.current()
    assert not state.packs
    assert state.faults


def test_a_missing_folder_is_told_as_a_fault(packs: Path, settings):
    settings.MINSHENG_PACKS = packs / "nowhere"
    assert store.current().faults


def test_many_threads_at_the_start_get_one_and_the_same_state(packs: Path):
    seen: list[store.Catalogue] = []
    threads = [Thread(target=lambda: seen.append(store.current())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len({id(state) for state in seen}) == 1
