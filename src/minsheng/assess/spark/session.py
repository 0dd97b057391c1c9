"""A Spark session: the one that runs, or a new and quiet one."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minsheng.terms.errors import Fault, MinshengError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DEFAULT_MASTER = "local[*]"
_WANTED_JAVA = "Java 17 或 21；Debian 上：apt install default-jre-headless（或 openjdk-17-jre-headless）"
_NEEDED = ("pyspark", "pandas")
"""Of what the extra ``spark`` installs; pyspark asks for pandas even where only Arrow travels."""
_QUIET = {
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
}
_ALONE = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
"""For a session on this machine only: no page, no door to the net, little memory; and Java, which only hands out the
spans, does not make itself fast first (that takes more time than the spans of a small city)."""


def missing_for_spark() -> MinshengError | None:
    """What keeps Spark from starting here: a package of the extra, or Java."""
    for name in _NEEDED:
        if find_spec(name) is None:
            said = f"没有安装 {name}，不能用 --engine spark"
            return MinshengError(Fault("assess.no-spark", said, expected="pip install 'minsheng[spark]'"))
    if not _submitted() and _java() is None:
        return MinshengError(Fault("assess.no-java", "找不到 Java，不能用 --engine spark", expected=_WANTED_JAVA))
    return None


@contextmanager
def spark_session(master: str | None = None) -> Iterator[SparkSession]:
    """The session that runs already, or a new one that ends with the block.

    A new one goes to ``master``, by default to all cores of this machine; under ``spark-submit`` to where that says.
    Raises `MinshengError` where Spark or Java is missing or does not start.
    """
    missing = missing_for_spark()
    if missing is not None:
        raise missing
    running = _running()
    if running is not None:
        yield running
        return
    session = _started(master)
    try:
        yield session
    finally:
        session.stop()


def settings(master: str | None, *, submitted: bool) -> Mapping[str, str]:
    """What a new session is told.

    >>> settings("spark://host:7077", submitted=False)["spark.master"]
    'spark://host:7077'
    >>> settings(None, submitted=False)["spark.driver.bindAddress"]
    '127.0.0.1'
    >>> "spark.master" in settings(None, submitted=True)
    False
    """
    told = {"spark.app.name": "minsheng assess", **_QUIET}
    if master is None and submitted:
        return told
    told["spark.master"] = master or DEFAULT_MASTER
    return {**told, **_ALONE} if told["spark.master"].startswith("local") else told


def _running() -> SparkSession | None:
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    try:
        return SparkSession.active()
    except PySparkException:
        return None


def _started(master: str | None) -> SparkSession:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    # Workers run the Python that runs here, unless the cluster's is named.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder
    for name, value in settings(master, submitted=_submitted()).items():
        builder = builder.config(name, value)
    with tempfile.TemporaryFile() as log:
        try:
            with _stderr_to(log):
                return builder.getOrCreate()
        except (PySparkException, Py4JError) as error:
            log.seek(0)
            raise _not_started(master, log.read().decode("utf-8", "replace"), error) from error


def _not_started(master: str | None, log: str, error: Exception) -> MinshengError:
    said_by_java = [*log.splitlines(), *str(error).splitlines(), type(error).__name__]
    lines = [line.strip() for line in said_by_java if line.strip()]
    telling = [line for line in lines if "Error" in line or "Exception" in line]
    said = "Spark 没有启动" + (f"（--master {master}）" if master else "")
    wanted = f"--master 写对；{_WANTED_JAVA}"
    return MinshengError(Fault("assess.spark-start", said, read=(telling or lines)[0][:300], expected=wanted))


@contextmanager
def _stderr_to(log: Any) -> Iterator[None]:
    """Let what is started in the block talk to a file: Java says things on start that help nobody."""
    kept = os.dup(2)
    try:
        sys.stderr.flush()
        os.dup2(log.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _submitted() -> bool:
    """Whether ``spark-submit`` has started Java for us."""
    return "PYSPARK_GATEWAY_PORT" in os.environ


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
