/** One entry of a menu that opens at the pointer or below the focus. */
export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly keys?: string | undefined
  /** A line stands above it. */
  readonly isApart?: boolean
  readonly isDangerous?: boolean | undefined
  /** Why it cannot be done now; undefined = it can. */
  readonly refusal?: string | undefined
  readonly run: () => void
}
