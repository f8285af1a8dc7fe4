import type { Database } from './open-database.ts'

/** SQL with named parameters, and the value that decides whether it takes part. */
export type Condition = readonly [sql: string, value: unknown]

const defaultPage = 200
const largestPage = 10_000

export const pageSize = (limit = defaultPage): number => Math.max(1, Math.min(limit, largestPage))

/** One page of a table. */
export interface PageQuery {
  readonly table: string
  readonly conditions: readonly Condition[]
  readonly order: string
  readonly values: Readonly<Record<string, unknown>>
  readonly limit: number | undefined
}

/** Reads one page; `Row` is what the table's columns hold. */
export function readPage<Row>(db: Database, query: PageQuery): Row[] {
  const sql = `SELECT * FROM ${query.table} ${whereOf(query.conditions)} ORDER BY ${query.order} LIMIT @limit`
  return db.prepare<[object], Row>(sql).all({ ...query.values, limit: pageSize(query.limit) })
}

/** The WHERE clause of the conditions that take part. */
export function whereOf(conditions: readonly Condition[]): string {
  const taking = conditions.filter(([, value]) => value !== undefined)
  return taking.length === 0 ? '' : `WHERE ${taking.map(([sql]) => sql).join(' AND ')}`
}
