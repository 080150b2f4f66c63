"""The database's own search index over the entries' words, kept up by the database itself.

Made after every migration: SQLite drops a table's triggers whenever a migration rebuilds the table.
"""

from typing import Any

from django.db import connections

POSTGRES = """
ALTER TABLE publication_entry ADD COLUMN IF NOT EXISTS words tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', title_words), 'A')
    || setweight(to_tsvector('simple', text_words), 'C')
) STORED;
CREATE INDEX IF NOT EXISTS publication_words ON publication_entry USING gin (words);
"""
SQLITE_TABLE = """
CREATE VIRTUAL TABLE publication_words USING fts5(
    title_words, text_words, content='publication_entry', content_rowid='id'
);
INSERT INTO publication_words(publication_words) VALUES ('rebuild');
"""
SQLITE_TRIGGERS = """
CREATE TRIGGER IF NOT EXISTS publication_words_added AFTER INSERT ON publication_entry BEGIN
    INSERT INTO publication_words(rowid, title_words, text_words)
    VALUES (new.id, new.title_words, new.text_words);
END;
CREATE TRIGGER IF NOT EXISTS publication_words_gone AFTER DELETE ON publication_entry BEGIN
    INSERT INTO publication_words(publication_words, rowid, title_words, text_words)
    VALUES ('delete', old.id, old.title_words, old.text_words);
END;
CREATE TRIGGER IF NOT EXISTS publication_words_changed
AFTER UPDATE OF title_words, text_words ON publication_entry BEGIN
    INSERT INTO publication_words(publication_words, rowid, title_words, text_words)
    VALUES ('delete', old.id, old.title_words, old.text_words);
    INSERT INTO publication_words(rowid, title_words, text_words)
    VALUES (new.id, new.title_words, new.text_words);
END;
"""


def ensure_index(using: str, **_: Any) -> None:
    """Make what is missing of the index; a receiver of post_migrate, harmless to repeat."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    if "publication_entry" not in tables:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES)
            return
        script = (
            SQLITE_TRIGGERS if "publication_words" in tables else SQLITE_TABLE + SQLITE_TRIGGERS
        )
        for statement in _statements(script):
            cursor.execute(statement)


def _statements(script: str) -> list[str]:
    """The script's statements; a trigger's own semicolons end no statement of ours."""
    parts, current = [], ""
    for line in script.strip().splitlines(keepends=True):
        current += line
        inside = "TRIGGER" in current and not line.startswith("END;")
        if line.rstrip().endswith(";") and not inside:
            parts.append(current)
            current = ""
    return parts
