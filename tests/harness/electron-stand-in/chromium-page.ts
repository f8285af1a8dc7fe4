import type { Browser, Page as Tab, WebSocketRoute } from '@playwright/test'
import { WebSocket } from 'ws'
import type { Page, PageOptions } from './page.ts'

/** Chromium knows no scheme of ours; the tab sees the client under this origin instead. */
const shownOrigin = 'https://trunkline.test/'
const clientOrigin = 'app://trunkline/'

let browser: Promise<Browser> | undefined
let shown: Promise<Tab> | undefined
const seenFaults: string[] = []
/** Generous: Chromium shares the machine with the rest of the test run. */
const patienceMs = 30_000

const tabShown = async (): Promise<Tab> => {
  if (!shown) throw new Error('no tab of Chromium is open')
  return shown
}

/** What a person does with the tab, and sees there. */
export const person = {
  click: async (role: 'button' | 'menuitem' | 'tab' | 'treeitem' | 'checkbox', name: string) =>
    (await tabShown())
      .getByRole(role, { name, exact: true })
      .first()
      .click({ timeout: patienceMs }),
  fill: async (label: string, text: string) =>
    (await tabShown()).getByLabel(label, { exact: true }).fill(text, { timeout: patienceMs }),
  waitForText: async (text: string) =>
    (await tabShown()).getByText(text).first().waitFor({ timeout: patienceMs }),
  screenshot: async (path: string) => void (await (await tabShown()).screenshot({ path })),
  /** Errors of the console, of the page and of its policy. */
  faults: () => Promise.resolve([...seenFaults]),
} as const

/** A real tab: the client's document, styles and scripts under the policy that main sent with them. */
export function createChromiumPage(options: PageOptions): Page {
  browser ??= launchChromium()
  const tab = browser.then((started) => openTab(started, options))
  shown = tab
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

/** A tab apart from the client's, which is printed and never shown. */
export function createPrintedPage(
  javaScriptEnabled: boolean,
  mayRequest: (address: string) => boolean,
): Page {
  browser ??= launchChromium()
  const tab = browser.then(async (started) => {
    const context = await started.newContext({ javaScriptEnabled })
    const page = await context.newPage()
    await page.route('**/*', (route) =>
      mayRequest(route.request().url()) ? route.continue() : route.abort(),
    )
    return page
  })
  return {
    load: async (address) => void (await (await tab).goto(address)),
    send: () => undefined,
    evaluate: async (expression) => (await tab).evaluate(expression),
    pdf: async () => (await tab).pdf({ preferCSSPageSize: true, printBackground: true }),
    close: async () => (await tab).context().close(),
  }
}

/** Loaded when it is wanted: most tests need no tab, and it is large. */
async function launchChromium(): Promise<Browser> {
  const { chromium } = await import('@playwright/test')
  return chromium.launch({
    executablePath: process.env['STAND_IN_CHROMIUM'] ?? '/usr/bin/chromium',
    // Electron has the `close` event of ports; Chromium alone only on request.
    args: ['--no-sandbox', '--disable-gpu', '--enable-blink-features=MessagePortCloseEvent'],
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
  await page.routeWebSocket('**/*', (route) => relay(route, options))
  page.on('console', (message) => {
    if (message.type() === 'error') seenFaults.push(message.text())
  })
  page.on('pageerror', (error) => seenFaults.push(String(error)))
  await page.addInitScript(
    options.script(`{ send: window.tellMain, onText: (hear) => { window.hearMain = hear } }`),
  )
  return page
}

/** A link to another host, with the header fields that main gives it. */
function relay(route: WebSocketRoute, { mayRequest, headersOf }: PageOptions): void {
  const address = route.url()
  if (!mayRequest(address)) {
    void route.close()
    return
  }
  const { Origin: origin, ...headers } = headersOf(address)
  const socket = new WebSocket(address, { headers, ...(origin === undefined ? {} : { origin }) })
  const early: (string | Buffer)[] = []
  route.onMessage((data) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(data)
    else early.push(data)
  })
  route.onClose(() => socket.close())
  socket.on('open', () => {
    for (const data of early) socket.send(data)
  })
  socket.on('message', (data: Buffer) => route.send(data.toString('utf8')))
  socket.on('close', () => void route.close())
  socket.on('error', () => void route.close())
}
