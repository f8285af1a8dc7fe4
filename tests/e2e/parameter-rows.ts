import type { Locator, Page } from '@playwright/test'

/** The cell of a parameter's value; pinned columns make two elements of a row. */
export const valueCell = (page: Page, name: string): Locator =>
  page.locator(`[row-id="${name}"] [col-id="value"]`)

/** What stands beside the value of a changed row. */
export const noteCell = (page: Page, name: string): Locator =>
  page.locator(`[row-id="${name}"] [col-id="description"]`)

/** Types a value in place, as far as before Enter. */
export async function typeValue(page: Page, name: string, text: string): Promise<Locator> {
  await valueCell(page, name).dblclick()
  const field = page.getByRole('textbox', { name, exact: true })
  await field.fill(text)
  return field
}
