/** Node's own SQLite in the shape that Kysely's SQLite dialect expects. */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { SqliteDatabase } from "kysely";

export function asKyselyDatabase(database: DatabaseSync): SqliteDatabase {
  return {
    // Kysely may ask twice: once for itself, once for who opened it.
    close: () => (database.isOpen ? database.close() : undefined),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return {
        // Only statements that give rows have result columns.
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...parameters.map(storable)),
        run: (parameters) => statement.run(...parameters.map(storable)),
        iterate: (parameters) => statement.iterate(...parameters.map(storable)),
      };
    },
  };
}

/** Kysely does not know what a parameter is; SQLite stores these kinds and no other. */
function storable(value: unknown): SQLInputValue {
  if (value === null || typeof value === "number" || typeof value === "string" || typeof value === "bigint" || value instanceof Uint8Array) return value;
  throw new TypeError(`a ${typeof value} cannot be stored`);
}
