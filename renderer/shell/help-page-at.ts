/**
 * The page of the help about the element that has the focus: what it says itself (`data-help`; rows of a grid marked
 * `data-help-rows` are named by their key), or the line of the Navigation tree; undefined where neither is.
 */
export function helpPageAt(
  element: Element | null,
  isWindow: (id: string) => boolean,
): string | undefined {
  const row = element?.closest('[data-help-rows] [row-id]')?.getAttribute('row-id')
  const said = element?.closest<HTMLElement>('[data-help]')?.dataset.help
  const line = element?.closest<HTMLElement>('[data-line]')?.dataset.line
  return row ?? said ?? (line !== undefined && isWindow(line) ? line : undefined)
}
