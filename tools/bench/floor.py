"""The least that any tool must do to write a package: SQLite and a zip, of rows that are ready.

    python -m tools.bench.floor take PACKAGE ROWS      the rows of a package, as Python's own quickest format
    python -I floor.py write ROWS OUTPUT               a package of them

What writes is quick on purpose: no journal, indexes after the rows, nothing compressed.
"""

import marshal
import sqlite3
import sys
import zipfile
from pathlib import Path


def take(package, rows):
    """Take the tables of a package with their rows, and write them to a file."""
    from contextlib import closing
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder, zipfile.ZipFile(package) as archive:
        with closing(sqlite3.connect(archive.extract("collection.anki2", folder))) as database:
            named = "sql IS NOT NULL AND name NOT LIKE 'sqlite%'"
            made = database.execute(f"SELECT type, name, sql FROM sqlite_master WHERE {named}").fetchall()
            tables = [(sql, name, database.execute(f"SELECT * FROM {name}").fetchall()) for kind, name, sql in made if kind == "table"]
        indexes = [sql for kind, _, sql in made if kind == "index"]
    Path(rows).write_bytes(marshal.dumps((tables, indexes)))


def write(rows, output):
    """Write a package of such rows."""
    tables, indexes = marshal.loads(Path(rows).read_bytes())
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.execute("BEGIN")
    for sql, name, values in tables:
        database.execute(sql)
        if values:
            database.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(values[0]))})", values)
    for sql in indexes:
        database.execute(sql)
    database.execute("COMMIT")
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("collection.anki2", database.serialize())
        archive.writestr("media", "{}")


if __name__ == "__main__":
    {"take": take, "write": write}[sys.argv[1]](*sys.argv[2:])
