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

/** Ends when nothing is on its way from one look to another: colours in between are nobody's choice. */
const settled = `Promise.all(
  document.getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    .map(({ finished }) => finished.catch(() => undefined)),
).then(() => undefined)`

/** What axe-core calls serious or critical on the page once it has settled, in one line each. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(settled)
  const rules = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }"
  const script = `axe.run(${rules}).then(({ violations }) => violations)`
  const violations = await page.evaluate<readonly AxeFinding[]>(script)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes: [first] }) => {
      return `${id} at ${first?.target.join(' ') ?? ''}: ${first?.failureSummary ?? ''}`
    })
}
