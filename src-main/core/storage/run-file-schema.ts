import { AppError } from '../../../shared/api/errors.ts';
import { BLOCK_SAMPLES } from './run-file-contract.ts';
import { cells, textOf, type Sqlite } from './sqlite.ts';

/** "DEMS" in ASCII: says in the file's first page whose file it is. */
export const APPLICATION_ID = 0x4445_4d53;
/** Version of the layout below. */
export const FORMAT_VERSION = 1;
export const PAGE_BYTES = 4096;

/** Tail rows are keyed `channel * CHANNEL_STRIDE + first_index`, so that the rows that one seal removes lie together. */
export const CHANNEL_STRIDE = 2 ** 40;
export const MAX_CHANNELS = 4096;

export const TABLES = ['header', 'flush', 'event', 'gap', 'document', 'attachment', 'block', 'tail'] as const;
export type TableName = (typeof TABLES)[number];

const TABLE_STATEMENTS: Record<TableName, string> = {
  header: `CREATE TABLE header (
  copy INTEGER PRIMARY KEY CHECK (copy IN (1, 2)),
  json TEXT NOT NULL,
  crc32 INTEGER NOT NULL
) STRICT`,
  flush: `CREATE TABLE flush (
  id INTEGER PRIMARY KEY,
  receipt_utc_us INTEGER,
  receipt_monotonic_us INTEGER,
  crc32 INTEGER NOT NULL
) STRICT`,
  event: `CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  json TEXT NOT NULL,
  crc32 INTEGER NOT NULL
) STRICT`,
  gap: `CREATE TABLE gap (
  id INTEGER PRIMARY KEY,
  json TEXT NOT NULL,
  crc32 INTEGER NOT NULL
) STRICT`,
  document: `CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  json TEXT NOT NULL,
  crc32 INTEGER NOT NULL
) STRICT`,
  // Files that an import read, in parts, each compressed (zlib); sha256 and bytes are those of the whole original.
  attachment: `CREATE TABLE attachment (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  part INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  crc32 INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT`,
  // Numbers first, then time and value: reading these does not touch the pages of the rest. Numbered as they come, so that
  // a file that was cut off has lost its newest blocks and few others.
  block: `CREATE TABLE block (
  id INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL CHECK (channel BETWEEN 0 AND ${MAX_CHANNELS - 1}),
  first_index INTEGER NOT NULL CHECK (first_index >= 0 AND first_index % ${BLOCK_SAMPLES} = 0),
  n INTEGER NOT NULL CHECK (n BETWEEN 1 AND ${BLOCK_SAMPLES}),
  t_min_us INTEGER NOT NULL,
  t_max_us INTEGER NOT NULL,
  v_min REAL,
  v_max REAL,
  n_good INTEGER NOT NULL,
  crc32_row INTEGER NOT NULL,
  crc32_samples INTEGER NOT NULL,
  crc32_stamps INTEGER NOT NULL,
  time BLOB NOT NULL CHECK (length(time) = 8 * n),
  value BLOB NOT NULL CHECK (length(value) = 8 * n),
  status BLOB NOT NULL CHECK (length(status) = 4 * n),
  server_time BLOB NOT NULL CHECK (length(server_time) IN (0, 8 * n)),
  receipt_time BLOB NOT NULL CHECK (length(receipt_time) = 8 * n),
  UNIQUE (channel, first_index)
) STRICT`,
  tail: `CREATE TABLE tail (
  id INTEGER PRIMARY KEY CHECK (id = channel * ${CHANNEL_STRIDE} + first_index),
  channel INTEGER NOT NULL CHECK (channel BETWEEN 0 AND ${MAX_CHANNELS - 1}),
  first_index INTEGER NOT NULL CHECK (first_index >= 0),
  n INTEGER NOT NULL CHECK (n >= 1 AND first_index / ${BLOCK_SAMPLES} = (first_index + n - 1) / ${BLOCK_SAMPLES}),
  crc32 INTEGER NOT NULL,
  data BLOB NOT NULL CHECK (length(data) IN (28 * n, 36 * n))
) STRICT`,
};

/** A tail row may go only when a block holds its samples. */
const COVERED = (row: 'OLD' | 'NEW', end: string) =>
  `EXISTS (SELECT 1 FROM block WHERE channel = ${row}.channel AND first_index = ${row}.first_index / ${BLOCK_SAMPLES} * ${BLOCK_SAMPLES} AND first_index + n ${end})`;

function trigger(name: string, table: TableName, event: string, condition: string, sentence: string): SchemaObject {
  return {
    type: 'trigger',
    name,
    table,
    sql: `CREATE TRIGGER ${name} BEFORE ${event} ON ${table}${condition === '' ? '' : ` WHEN ${condition}`}
BEGIN
  SELECT RAISE(ABORT, '${sentence}');
END`,
  };
}

interface SchemaObject {
  type: 'table' | 'index' | 'trigger';
  name: string;
  table: string;
  sql: string;
}

/** Of the rule that two blocks never hold the same samples. */
const BLOCK_INDEX: SchemaObject = { type: 'index', name: 'sqlite_autoindex_block_1', table: 'block', sql: '' };

/**
 * Everything the file may define, in the text SQLite keeps. Rows are only ever added; REPLACE is caught by a trigger
 * on insert, so that it fails even in a connection without recursive_triggers.
 */
export const SCHEMA: readonly SchemaObject[] = TABLES.flatMap((table): SchemaObject[] => {
  const key = table === 'header' ? 'copy' : 'id';
  const sameSamples = table === 'block' ? ' OR (channel = NEW.channel AND first_index = NEW.first_index)' : '';
  return [
    { type: 'table', name: table, table, sql: TABLE_STATEMENTS[table] },
    ...(table === 'block' ? [BLOCK_INDEX] : []),
    trigger(`${table}_no_update`, table, 'UPDATE', '', `${table} rows are never changed`),
    trigger(
      `${table}_no_replace`,
      table,
      'INSERT',
      `EXISTS (SELECT 1 FROM ${table} WHERE ${key} = NEW.${key}${sameSamples})`,
      `${table} rows are never replaced`,
    ),
    table === 'tail'
      ? trigger(
          'tail_no_loss',
          table,
          'DELETE',
          `NOT ${COVERED('OLD', '>= OLD.first_index + OLD.n')}`,
          'tail rows are deleted only when a block holds their samples',
        )
      : trigger(`${table}_no_delete`, table, 'DELETE', '', `${table} rows are never deleted`),
    ...(table === 'tail'
      ? [
          trigger(
            'tail_no_overlap',
            table,
            'INSERT',
            COVERED('NEW', '> NEW.first_index'),
            'a block already holds these samples',
          ),
        ]
      : []),
  ];
});

/** Makes an empty run file's tables, triggers and marks; inside the caller's transaction. */
export function defineRunFile(sqlite: Sqlite): void {
  sqlite.pragma('application_id', APPLICATION_ID);
  sqlite.pragma('user_version', FORMAT_VERSION);
  for (const { type, sql } of SCHEMA) if (type !== 'index') sqlite.define(sql);
}

/** What an opened SQLite file says of itself. */
export interface FileMarks {
  applicationId: number;
  formatVersion: number;
  /** Type, name, table and text of everything it defines. */
  objects: { type: string; name: string; table: string; sql: string }[];
}

export function readFileMarks(sqlite: Sqlite): FileMarks {
  return {
    applicationId: Number(sqlite.pragma('application_id')),
    formatVersion: Number(sqlite.pragma('user_version')),
    objects: sqlite
      .prepare(`SELECT ${cells('type, name, tbl_name, sql')} FROM run.sqlite_schema`)
      .all()
      .map((row) => {
        const [type, name, table, sql] = row.map(textOf);
        return { type, name, table, sql };
      }),
  };
}

/** Nothing if the file is exactly a run file of this version, else why it is refused. */
export function decideFileMarks(path: string, marks: FileMarks): AppError | undefined {
  if (marks.applicationId !== APPLICATION_ID)
    return new AppError({
      code: 'not-a-run-file',
      happened: `${path} is a database, but not an OpenDEMS run file.`,
      safe: 'It was not changed.',
      next: "Choose a .dems file; other instruments' files are read with Import.",
    });
  if (marks.formatVersion > FORMAT_VERSION)
    return new AppError({
      code: 'run-file-newer',
      happened: `${path} was written by a newer OpenDEMS (file format ${marks.formatVersion}, this one reads ${FORMAT_VERSION}).`,
      safe: 'It was not changed.',
      next: 'Install the newer version to open it.',
    });
  const expected = new Map(SCHEMA.map((object) => [`${object.type} ${object.name}`, object]));
  const strange = marks.objects.filter((object) => {
    const known = expected.get(`${object.type} ${object.name}`);
    return !known || known.table !== object.table || known.sql !== object.sql;
  });
  if (marks.formatVersion === FORMAT_VERSION && strange.length === 0 && marks.objects.length === SCHEMA.length)
    return undefined;
  const named = strange[0] ? ` It defines ${strange[0].type} "${strange[0].name.slice(0, 60)}".` : '';
  return new AppError({
    code: 'run-file-altered',
    happened: `${path} is not as OpenDEMS writes run files: its tables or triggers were changed.${named}`,
    safe: 'Nothing in it was run and it was not changed.',
    next: 'Ask for an unaltered copy of the file.',
  });
}
