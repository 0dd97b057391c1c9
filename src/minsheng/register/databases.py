"""The answers of a database to queries as batches of text cells: SQLite, DuckDB and PostgreSQL, read and never written.

All queries of an import are asked in one read-only transaction, so that persons and households are of one moment. A
password in a database's address is for the driver alone: it stands in no message, no label and no manifest.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from minsheng.register.parquet_source import texts_of
from minsheng.register.sources import BATCH, Notes, Progress, RawBatch, Sheet, note_unknown, sheet_of, text_of
from minsheng.terms.errors import Fault, MinshengError
from minsheng.terms.fields import FIELDS, field_of

KINDS = "SQLite 或 DuckDB 文件，或 postgresql://用户@主机/库名"
CONNECT_SECONDS = 10
MEMORY = "256MB"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_SQLITE, _DUCKDB = b"SQLite format 3\x00", b"DUCK"
_YES_NO = {name for field in FIELDS if field.type == "yesno" for name in (field.name, field.label)}


@dataclass(frozen=True)
class Database:
    """Where to ask, and the queries: a table each."""

    url: str
    queries: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Database({len(self.queries)} queries)"

    @property
    def label(self) -> str:
        """The database as reports name it: a file's name, or host and name without user and password."""
        if _scheme(self.url) in ("postgresql", "postgres"):
            return _conninfo(self.url)[1]
        return hidden_password(_path(self.url).name)


@dataclass(frozen=True)
class Answer:
    """A query's answer: the columns' names, those whose type is no exact number, and the cells, part by part."""

    titles: Sequence[str]
    inexact: dict[str, str]
    parts: Iterator[Sequence[Sequence[str]]]


Ask = Callable[[str], Answer]


def read_database(database: Database, notes: Notes, progress: Progress) -> Iterator[RawBatch]:
    """The batches of every query's answer; a row's place is its number from 1."""
    label = database.label
    done = 0
    with _opened(database.url, label) as ask:
        for number, query in enumerate(database.queries, 1):
            name = f"查询{number}"
            with _told(label, name):
                answer = ask(_one_query(query, label, name))
                sheet = sheet_of(label, name, answer.titles)
                _refuse_inexact(sheet, answer)
                note_unknown(sheet, notes)
                line = 1
                for columns in answer.parts:
                    rows = len(columns[0])
                    cells = {field: columns[at] for at, field in enumerate(sheet.columns) if field}
                    yield RawBatch(sheet, range(line, line + rows), cells)
                    line, done = line + rows, done + rows
                    progress(done, 0)
                if line == 1:
                    notes.add(f"{sheet.title}：没有查到行")
                    yield RawBatch(sheet, range(0), {field: () for field in sheet.columns if field})


def hidden_password(text: str) -> str:
    """The text with what may be a password between a colon and an @ hidden.

    >>> hidden_password("postgresql:/anna:se:cr@et@host")
    'postgresql:***@host'
    """
    return re.sub(r":.*@", ":***@", text, flags=re.DOTALL)


def _scheme(url: str) -> str:
    found = _SCHEME.match(url)
    return found.group(1).lower() if found else ""


def _path(url: str) -> Path:
    """The file of ``sqlite:///data.db``, ``duckdb:////srv/data.duckdb`` or a plain path."""
    scheme = _scheme(url)
    return Path(url[len(scheme) + 3 :].removeprefix("/") if scheme else url)


def _opened(url: str, label: str) -> AbstractContextManager[Ask]:
    scheme = _scheme(url)
    if scheme in ("postgresql", "postgres"):
        return _postgresql(url, label)
    if scheme not in ("", "sqlite", "duckdb"):
        raise _fault("register.database-kind", "不认识这种数据库", label, scheme, KINDS)
    path = _path(url)
    try:
        with path.open("rb") as file:
            first = file.read(16)
    except OSError as error:
        raise _fault("register.no-file", "打不开这个数据库文件", label, error.strerror, KINDS) from None
    if first.startswith(_SQLITE):
        return _sqlite(path, label)
    if first[8:12] == _DUCKDB:
        return _duckdb(path, label)
    raise _fault("register.database-kind", "这个文件不是 SQLite 或 DuckDB 数据库", label, None, KINDS)


def _one_query(query: str, label: str, name: str) -> str:
    bare = query.strip().rstrip(";").rstrip()
    if not bare:
        raise _fault("register.no-query", "查询是空的", f"{label}[{name}]", None, "SELECT … FROM …")
    return bare


def _refuse_inexact(sheet: Sheet, answer: Answer) -> None:
    """Money that comes as a binary fraction is refused by column: its fen are not what somebody entered."""
    faults = []
    for column, title in zip(sheet.columns, answer.titles, strict=True):
        field = field_of(sheet.entity, column) if column else None
        if field is not None and field.type == "money" and title in answer.inexact:
            message = f"{field.label}（{column}）：金额不能是 {answer.inexact[title]}，它存不准分"
            advice = f"查询里写 CAST({title} AS DECIMAL(16,2)) AS {title}"
            faults.append(Fault("register.inexact-money", message, sheet.title, None, None, advice))
    if faults:
        raise MinshengError.of(faults)


def _fault(code: str, message: str, label: str, read: str | None = None, expected: str | None = None) -> MinshengError:
    return MinshengError(Fault(code, message, label, None, read, expected))


@contextmanager
def _sqlite(path: Path, label: str) -> Iterator[Ask]:
    """SQLite keeps decimals as binary numbers whose first 15 digits are those entered, which is how they are read.

    It has no yes and no either: 1 and 0 stand for them. A file is opened to read only, so nothing can be written.
    """
    with _told(label, None):
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    with closing(connection):
        # Bytes that are no UTF-8 become faults of their cells.
        connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        with _told(label, None):
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master")

        def ask(query: str) -> Answer:
            cursor = connection.execute(query)
            if cursor.description is None:
                raise _not_a_query(label)
            titles = [str(column[0]) for column in cursor.description]
            yesno = [title in _YES_NO for title in titles]
            parts = iter(lambda: cursor.fetchmany(BATCH), [])
            return Answer(titles, {}, (_by_column(part, yesno) for part in parts))

        yield ask


def _by_column(rows: Sequence[Sequence[Any]], yesno: Sequence[bool]) -> list[Sequence[str]]:
    return [
        [_yes_or_no(value) for value in column] if asked else [text_of(value) for value in column]
        for column, asked in zip(zip(*rows, strict=True), yesno, strict=True)
    ]


def _yes_or_no(value: Any) -> str:
    return {0: "false", 1: "true"}[value] if type(value) is int and value in (0, 1) else text_of(value)


@contextmanager
def _duckdb(path: Path, label: str) -> Iterator[Ask]:
    """DuckDB, read only: a query reaches no file but the database's own."""
    import duckdb
    import pyarrow as pa

    with tempfile.TemporaryDirectory() as spill, _told(label, None):
        # Attached to a database in memory: connecting to a file waits, busily and forever, for an instance of it that
        # something in this process still holds.
        connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": spill})
        with closing(connection):
            quoted = str(path).replace("'", "''")
            connection.execute(f"ATTACH '{quoted}' AS source (TYPE duckdb, READ_ONLY)")
            connection.execute("USE source")
            connection.execute("SET enable_progress_bar = false")
            connection.execute("SET enable_external_access = false")
            connection.execute("BEGIN TRANSACTION")

            def ask(query: str) -> Answer:
                statements = connection.extract_statements(query)
                if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                    raise _not_a_query(label)
                reader: Any = connection.sql(query).to_arrow_reader(BATCH)
                floats = {one.name: str(one.type) for one in reader.schema if pa.types.is_floating(one.type)}
                parts = ([texts_of(column, None) for column in part.columns] for part in reader if part.num_rows)
                return Answer(reader.schema.names, floats, parts)

            yield ask


# float4, float8 and money: the first two are binary fractions, the last is printed in the server's own way.
_INEXACT_TYPES = {700: "real", 701: "double precision", 790: "money"}


@contextmanager
def _postgresql(url: str, label: str) -> Iterator[Ask]:
    """PostgreSQL through cursors of the server, in one transaction that may only read."""
    import psycopg
    from psycopg.types.string import TextLoader

    class Days(TextLoader):
        # As the server writes them: a day Python has no date for is a fault of its cell. A moment at midnight is a day.
        def load(self, data: Any) -> str:
            return re.sub(r" 00:00:00(\+00)?$", "", bytes(data).decode())

    with _told(label, None):
        connection = psycopg.connect(_conninfo(url)[0])
    with closing(connection):
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        for kind in ("date", "timestamp", "timestamptz"):
            connection.adapters.register_loader(kind, Days)
        with _told(label, None):
            connection.execute("SET LOCAL datestyle = 'ISO'")
        numbers = count(1)

        def ask(query: str) -> Answer:
            name = f"minsheng_{next(numbers)}"
            # Only a single statement can be prepared: nothing can be smuggled in behind the query.
            prepared = connection.pgconn.prepare(name.encode(), query.encode())
            if prepared.status != psycopg.pq.ExecStatus.COMMAND_OK:
                raise psycopg.errors.error_from_result(prepared)
            if not connection.pgconn.describe_prepared(name.encode()).nfields:
                raise _not_a_query(label)
            cursor = connection.cursor(name=name)
            cursor.execute(query.encode())
            described = cursor.description or []
            inexact = {one.name: _INEXACT_TYPES[one.type_code] for one in described if one.type_code in _INEXACT_TYPES}
            parts = iter(lambda: cursor.fetchmany(BATCH), [])
            no = [False] * len(described)
            return Answer([one.name for one in described], inexact, (_by_column(part, no) for part in parts))

        yield ask


def _conninfo(url: str) -> tuple[str, str]:
    """What to connect with, and how reports name it; an address that cannot be read is not repeated."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    wrong = Fault(
        "register.database-url", "数据库地址写得不对，密码里的特殊字符要写成 %40 这样", None, None, None, KINDS
    )
    try:
        told = {name: str(value) for name, value in conninfo_to_dict(url).items()}
        host, name = told.get("host", "localhost"), told.get("dbname", "")
        if "@" in host + name or not told.get("port", "5432").isdigit():
            raise MinshengError(wrong)
        timeout = {} if "connect_timeout" in told else {"connect_timeout": CONNECT_SECONDS}
        return make_conninfo(url, **timeout), f"postgresql://{host}/{name}"
    except psycopg.Error:
        raise MinshengError(wrong) from None


def _not_a_query(label: str) -> MinshengError:
    return _fault("register.not-a-query", "只能是一条查询，不能改数据，也不能有几条", label, None, "一条 SELECT 语句")


@dataclass(frozen=True)
class _Cause:
    """What databases say, in states of SQL or words, and what it means to whoever asked."""

    states: tuple[str, ...]
    words: str
    code: str
    message: str
    advice: str


_CAUSES = (
    _Cause(
        ("28P01", "28000"),
        r"password authentication failed|no password supplied|role \".*\" does not exist|no pg_hba.conf entry",
        "register.database-login",
        "数据库不让登录：用户名或密码不对，或不许从这里登录",
        "核对用户名；密码可放在 ~/.pgpass 或环境变量 PGPASSWORD",
    ),
    _Cause(("3D000",), r"database \".*\" does not exist", "register.no-database", "没有这个数据库", "核对地址里的库名"),
    _Cause(
        ("25006",),
        r"readonly database|read-only|read only",
        "register.read-only",
        "查询要改动数据库，导入只读不写",
        "一条 SELECT 语句",
    ),
    _Cause(("42P01", "3F000"), r"no such table|table with name", "register.no-table", "没有这张表", "核对表名和模式名"),
    _Cause(
        ("42703",),
        r"no such column|referenced column",
        "register.no-column",
        "没有这一列",
        "核对列名，可用 AS 改成登记的字段名",
    ),
    _Cause(
        ("42501",), r"permission denied", "register.no-permission", "没有读取的权限", "请管理员给这个账号 SELECT 权限"
    ),
    _Cause(
        (), r"disabled (by|through) configuration", "register.outside", "查询要读数据库以外的文件", "把那个文件直接导入"
    ),
    _Cause((), r"one statement", "register.not-a-query", "只能是一条查询", "一条 SELECT 语句"),
    _Cause(("42601",), r"syntax error|parser error", "register.sql-syntax", "查询的语法不对", "一条 SELECT 语句"),
    _Cause((), r"locked|could not set lock", "register.locked", "数据库正被别的程序占用", "稍后再试"),
    _Cause(
        ("57P03", "08001", "08006"),
        r"connection (refused|failed|timeout|to server|is lost)|translate host|resolve|timed out|server closed",
        "register.no-connection",
        "连不上数据库，或连接断了",
        "核对主机和端口，看数据库是否在运行、网络是否放行",
    ),
)
_OTHER = _Cause((), "", "register.database", "数据库没有给出答案", "按读到的原话核对查询和数据库")


@contextmanager
def _told(label: str, name: str | None) -> Iterator[None]:
    """Whatever the database objects becomes one clear fault."""
    import duckdb
    import psycopg

    try:
        yield
    except (sqlite3.Error, sqlite3.Warning, duckdb.Error, psycopg.Error) as error:
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        state = getattr(error, "sqlstate", None)
        cause = next(
            (one for one in _CAUSES if state in one.states),
            next((one for one in _CAUSES if re.search(one.words, said, re.IGNORECASE)), _OTHER),
        )
        title = label if name is None else f"{label}[{name}]"
        raise _fault(cause.code, cause.message, title, said[:160], cause.advice) from None
