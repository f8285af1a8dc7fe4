/** One step forward of the database's form; a step that has been released is never changed. */
export interface Migration {
  /** Value of `user_version` after the step: 1, 2, 3 … */
  readonly version: number
  readonly sql: string
}
