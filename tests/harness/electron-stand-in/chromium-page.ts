import type { Browser, Page as Tab } from '@playwright/test'
import type { Page, PageOptions } from './page.ts'

/** Chromium knows no scheme of ours; the tab sees the client under this origin instead. */
const shownOrigin = 'https://trunkline.test/'
const clientOrigin = 'app://trunkline/'

let browser: Promise<Browser> | undefined

/** A real tab: the client's document, styles and scripts under the policy that main sent with them. */
export function createChromiumPage(options: PageOptions): Page {
  browser ??= launchChromium()
  const tab = browser.then((started) => openTab(started, options))
  return {
    async load(address) {
      const page = await tab
      await page.goto(address.replace(clientOrigin, shownOrigin))
    },
    send(text) {
      // A page that is being loaded anew has nobody to hear this.
      void tab.then((page) =>
        page.evaluate(`window.hearMain?.(${JSON.stringify(text)})`).catch(() => undefined),
      )
    },
    evaluate: async (expression) => (await tab).evaluate(expression),
    close: async () => (await tab).close(),
  }
}

/** Loaded when it is wanted: most tests need no tab, and it is large. */
async function launchChromium(): Promise<Browser> {
  const { chromium } = await import('@playwright/test')
  return chromium.launch({
    executablePath: process.env['STAND_IN_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
}

/** Ends Chromium with the application. */
export async function closeChromium(): Promise<void> {
  await (await browser)?.close()
}

async function openTab(started: Browser, options: PageOptions): Promise<Tab> {
  const context = await started.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.exposeBinding('tellMain', ({ frame }, text: string) => {
    if (frame === page.mainFrame()) options.onText(text)
  })
  await page.route('**/*', async (route) => {
    const address = route.request().url()
    if (!address.startsWith(shownOrigin)) {
      return options.mayRequest(address) ? route.continue() : route.abort()
    }
    const shown = address.replace(shownOrigin, clientOrigin)
    const response = await options.answer(new Request(shown, { method: route.request().method() }))
    return route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    })
  })
  await page.addInitScript(
    options.script(`{ send: window.tellMain, onText: (hear) => { window.hearMain = hear } }`),
  )
  return page
}
