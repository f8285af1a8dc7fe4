import { isWindowId } from './windows.ts'

/**
 * The page of the help about the element that has the focus: what it says itself (`data-help`; rows of a grid marked
 * `data-help-rows` are named by their key), the line of the Navigation tree, else the active window.
 */
export function helpPageAt(
  element: Element | null,
  active: string | undefined,
): string | undefined {
  const row = element?.closest('[data-help-rows] [row-id]')?.getAttribute('row-id')
  const said = element?.closest<HTMLElement>('[data-help]')?.dataset.help
  const line = element?.closest<HTMLElement>('[data-line]')?.dataset.line
  return row ?? said ?? (line !== undefined && isWindowId(line) ? line : active)
}
