import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

interface AxeFinding {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[]
}

/** Puts axe-core into the page; once after each load of it. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(axeSource)
}

/** What axe-core calls serious or critical on the page as it stands, in one line each. */
export async function seriousFindings(page: Page): Promise<string[]> {
  const rules = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }"
  const script = `axe.run(${rules}).then(({ violations }) => violations)`
  const violations = await page.evaluate<readonly AxeFinding[]>(script)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes: [first] }) => {
      return `${id} at ${first?.target.join(' ') ?? ''}: ${first?.failureSummary ?? ''}`
    })
}
