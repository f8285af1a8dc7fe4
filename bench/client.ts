import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { buildPart } from '../scripts/build.ts'
import { openWindow, signIn, startBrowser } from '../tests/e2e/client.ts'
import { runCallLoad, startGateway } from './call-load.ts'
import { median, rounded, type BenchOptions, type BenchResult } from './result.ts'
import { startEngine, type EngineUnderTest } from './switch-under-test.ts'

const idleGateways = 10_000
const rounds = 5
/** Longest that a window may take before a round counts as failed. */
const limitMs = 60_000
const scrollSteps = 180
/** Pixels for each frame: a wheel turned fast, and the bar pulled through 10,000 rows in some seconds. */
const scrolling = [
  { by: 'by wheel', pixels: 120 },
  { by: 'by its bar', pixels: 600 },
]
const typed = 'idle-4242'

type Report = (result: BenchResult) => void

/** What the client shows of 10,000 gateways and 1,000 calls/s, and how quickly; software rendering. */
export async function measureClient(options: BenchOptions, report: Report): Promise<void> {
  await buildPart('client', true)
  const gateway = await startGateway()
  const engine = await startEngine(gateway.port, { idleGateways, isPublished: true })
  const browser = await startBrowser()
  try {
    const scene = `with ${idleGateways + 1} gateways`
    await publicationsMade(engine)
    await measureStart(browser, engine, scene, report)
    const page = await openPage(browser, engine)
    for (const each of scrolling) await measureScroll(page, each, scene, report)
    await measureUnderLoad(page, engine, options, report)
  } finally {
    await browser.close()
    await engine.stop()
    await gateway.stop()
  }
}

const gridTitle = 'Online routing gateway'

async function openContext(browser: Browser, { host }: EngineUnderTest): Promise<BrowserContext> {
  const context = await browser.newContext({
    ...{ baseURL: host.ready.http, viewport: { width: 1440, height: 900 }, locale: 'en-GB' },
  })
  await signIn(context, host)
  return context
}

async function openPage(browser: Browser, engine: EngineUnderTest): Promise<Page> {
  const page = await (await openContext(browser, engine)).newPage()
  page.setDefaultTimeout(limitMs)
  await page.goto('/')
  await page.locator('.tl-tile-value').first().waitFor()
  await openWindow(page, gridTitle)
  await page.getByText(`${idleGateways + 1} rows`).waitFor()
  return page
}

/** From the address to figures on the dashboard, and from the click in the tree to the first rows and to all of them. */
async function measureStart(
  browser: Browser,
  engine: EngineUnderTest,
  scene: string,
  report: Report,
): Promise<void> {
  const starts: number[] = []
  const firstRows: number[] = []
  const allRows: number[] = []
  for (let round = 0; round < rounds; round++) {
    const context = await openContext(browser, engine)
    const page = await context.newPage()
    page.setDefaultTimeout(limitMs)
    const beganMs = performance.now()
    await page.goto('/')
    await page.locator('.tl-tile-value').first().waitFor()
    starts.push(performance.now() - beganMs)
    // Nobody clicks before the page has come to rest.
    await page.waitForLoadState('networkidle')
    await page.evaluate(watchFirstRows)
    const clickedMs = performance.now()
    await page.getByRole('treeitem', { name: gridTitle, exact: true }).click()
    firstRows.push(await page.evaluate<number>('window.firstRows'))
    await page.getByText(`${idleGateways + 1} rows`).waitFor()
    allRows.push(performance.now() - clickedMs)
    await context.close()
  }
  const add = (name: string, values: readonly number[]): void =>
    report({
      ...{ name: `${name} ${scene}`, value: rounded(median(values)), unit: 'ms' },
      facts: { rounds, longest: rounded(Math.max(...values)) },
    })
  add('client: start to usable', starts)
  add('client: first rows of the grid', firstRows)
  add('client: all rows of the grid', allRows)
}

/** The start is over when every gateway was published. */
async function publicationsMade({ host }: EngineUnderTest): Promise<void> {
  const limit = performance.now() + limitMs
  for (;;) {
    const page = await (await fetch(`${host.ready.http}/metrics`)).text()
    const made = Number(/^trunkline_publications_held(?:\{[^}]*\})? (\d+)/m.exec(page)?.[1] ?? 0)
    if (made >= idleGateways) return
    if (performance.now() > limit) throw new Error(`only ${made} publications were made`)
    await sleep(500)
  }
}

/** Times between frames while the grid is scrolled through. */
async function measureScroll(
  page: Page,
  { by, pixels }: (typeof scrolling)[number],
  scene: string,
  report: Report,
): Promise<void> {
  const frames = await page.evaluate<number[]>(`(async () => {
    const body = document.querySelector('.tl-grid .ag-body-vertical-scroll-viewport')
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const times = []
    let last = await frame()
    for (let step = 0; step < ${scrollSteps}; step++) {
      body.scrollTop += ${pixels}
      const now = await frame()
      times.push(now - last)
      last = now
    }
    return times
  })()`)
  const ascending = frames.sort((a, b) => a - b)
  report({
    name: `client: frame while scrolling ${by}, p95, ${scene}`,
    value: rounded(ascending[Math.floor(ascending.length * 0.95)] ?? 0),
    unit: 'ms',
    facts: { median: rounded(median(ascending)), steps: scrollSteps, pixelsPerFrame: pixels },
  })
}

/** Typing into the filter while calls come and go: from a key to the frame that shows it. */
async function measureUnderLoad(
  page: Page,
  engine: EngineUnderTest,
  { callsPerSecond, seconds }: BenchOptions,
  report: Report,
): Promise<void> {
  for (const title of [gridTitle, 'Current call']) {
    await openWindow(page, title)
    const load = runCallLoad(engine, { callsPerSecond, seconds, holdMs: 1000 })
    const field = page.getByRole('region', { name: title, exact: true }).getByLabel('Filter rows')
    await field.first().click()
    await page.evaluate(watchKeys)
    for (let round = 0; round < 3; round++) {
      for (const key of [...typed, ...Array<string>(typed.length).fill('Backspace')]) {
        await page.keyboard.press(key, { delay: 40 })
      }
    }
    const { delays, text } = await page.evaluate<{ delays: number[]; text: string }>(
      '({ delays: window.keyDelays, text: document.activeElement.value })',
    )
    const { failed } = await load
    if (text !== '') throw new Error(`${title}: typed keys were lost, "${text}" was left`)
    const ascending = delays.sort((a, b) => a - b)
    report({
      name: `client: key to frame, p95, ${title} at ${callsPerSecond} calls/s`,
      value: rounded(ascending[Math.floor(ascending.length * 0.95)] ?? 0),
      unit: 'ms',
      facts: { median: rounded(median(ascending)), keys: delays.length, failedCalls: failed },
    })
  }
}

/** From the click as the browser took it to the frame with the first rows: the test driver's own time is left out. */
const watchFirstRows = `void (window.firstRows = new Promise((resolve) => {
  const clicked = ({ timeStamp }) => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('.ag-row')) return
      observer.disconnect()
      requestAnimationFrame(() => resolve(performance.now() - timeStamp))
    }).observe(document, { subtree: true, childList: true })
  }
  addEventListener('click', clicked, { capture: true, once: true })
}))`

const watchKeys = `(() => {
  window.keyDelays = []
  addEventListener('keydown', (event) => {
    const pressedMs = event.timeStamp
    requestAnimationFrame(() => window.keyDelays.push(performance.now() - pressedMs))
  }, { capture: true })
})()`
