-- What the press remembers. Nothing here cannot be had again from the CMS and from what stands.
-- The public documents, and the shelves they stand on.
CREATE TABLE documents (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, ordinal INTEGER NOT NULL, url TEXT NOT NULL,
  updated TEXT, face BLOB NOT NULL, rest BLOB NOT NULL, shelves BLOB NOT NULL,
  seen INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX documents_places ON documents (kind, ordinal, updated);
CREATE INDEX documents_urls ON documents (url);
CREATE INDEX documents_unseen ON documents (id) WHERE NOT seen;
CREATE TABLE places (shelf INTEGER, ordinal INTEGER, PRIMARY KEY (shelf, ordinal)) WITHOUT ROWID;
CREATE TABLE answers (
  kind TEXT, facet TEXT, slug TEXT, title TEXT NOT NULL, rank INTEGER NOT NULL, word TEXT NOT NULL,
  PRIMARY KEY (kind, facet, slug)
) WITHOUT ROWID;
CREATE TABLE reached (kind TEXT PRIMARY KEY, ordinal INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- What is printed, what each sheet hangs on and wants, and what is still to be done.
CREATE TABLE sheets (
  id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, path TEXT NOT NULL, leaf INTEGER NOT NULL,
  digest TEXT NOT NULL, asked BLOB NOT NULL, mark TEXT NOT NULL, fragment TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sheets_paths ON sheets (path);
CREATE INDEX sheets_unsearched ON sheets (path) WHERE mark != '' AND fragment = '';
CREATE INDEX sheets_fragments ON sheets (fragment) WHERE fragment != '';
CREATE TABLE reads (
  shelf INTEGER, high INTEGER, low INTEGER, sheet INTEGER, PRIMARY KEY (shelf, high, low, sheet)
) WITHOUT ROWID;
CREATE INDEX reads_sheets ON reads (sheet);
CREATE TABLE wants (
  address TEXT, sheet INTEGER, poster INTEGER NOT NULL, said BLOB NOT NULL,
  stands INTEGER NOT NULL, PRIMARY KEY (address, sheet)
) WITHOUT ROWID;
CREATE INDEX wants_unmet ON wants (poster, address) WHERE NOT stands;
CREATE INDEX wants_sheets ON wants (sheet);
-- What is public, but cannot be printed: left out until it changes.
CREATE TABLE aside (id TEXT PRIMARY KEY, node TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE touched (
  shelf INTEGER, ordinal INTEGER, why TEXT NOT NULL, PRIMARY KEY (shelf, ordinal)
) WITHOUT ROWID;
CREATE TABLE dirty (address TEXT PRIMARY KEY, why TEXT NOT NULL) WITHOUT ROWID;
-- pack: whether the packed doubles are still to be made, may be closer, or are as close as can be.
CREATE TABLE files (
  path TEXT PRIMARY KEY, digest TEXT NOT NULL, stamp TEXT NOT NULL,
  pack TEXT NOT NULL DEFAULT 'coarse'
) WITHOUT ROWID;
CREATE INDEX files_bare ON files (path) WHERE pack = 'bare';
CREATE INDEX files_coarse ON files (path) WHERE pack = 'coarse' AND stamp LIKE '%.br%';
CREATE TABLE doomed (path TEXT PRIMARY KEY, after REAL NOT NULL) WITHOUT ROWID;

-- What stands in the bucket: the stamp of the file it was made of, and the objects' tags.
CREATE TABLE uploads (
  path TEXT PRIMARY KEY, stamp TEXT NOT NULL, tags TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE pending (path TEXT PRIMARY KEY) WITHOUT ROWID;
-- The CMS's files that documents show, and where documents stood before.
CREATE TABLE media (path TEXT, document TEXT, PRIMARY KEY (path, document)) WITHOUT ROWID;
CREATE INDEX media_documents ON media (document);
CREATE TABLE formers (
  path TEXT, document TEXT, url TEXT NOT NULL, PRIMARY KEY (path, document)
) WITHOUT ROWID;
CREATE INDEX formers_documents ON formers (document);
CREATE TRIGGER files_insert AFTER INSERT ON files
  BEGIN INSERT INTO pending SELECT new.path EXCEPT SELECT path FROM pending WHERE path = new.path; END;
CREATE TRIGGER files_update AFTER UPDATE ON files WHEN old.stamp != new.stamp
  BEGIN INSERT INTO pending SELECT new.path EXCEPT SELECT path FROM pending WHERE path = new.path; END;
CREATE TRIGGER files_delete AFTER DELETE ON files
  BEGIN INSERT INTO pending SELECT old.path EXCEPT SELECT path FROM pending WHERE path = old.path; END;
CREATE TRIGGER media_insert AFTER INSERT ON media
  BEGIN INSERT INTO pending SELECT new.path EXCEPT SELECT path FROM pending WHERE path = new.path; END;
CREATE TRIGGER media_delete AFTER DELETE ON media
  BEGIN INSERT INTO pending SELECT old.path EXCEPT SELECT path FROM pending WHERE path = old.path; END;
CREATE TRIGGER formers_insert AFTER INSERT ON formers
  BEGIN INSERT INTO pending SELECT new.path EXCEPT SELECT path FROM pending WHERE path = new.path; END;
CREATE TRIGGER formers_delete AFTER DELETE ON formers
  BEGIN INSERT INTO pending SELECT old.path EXCEPT SELECT path FROM pending WHERE path = old.path; END;
