import {
  chromium,
  type Browser,
  type BrowserContext,
  type Locator,
  type Page,
} from '@playwright/test'
import type {
  Answer,
  Ask,
  Input,
  Output,
  ProcedureName,
} from '../../engine/api/contract/procedures.ts'
import { findCommand } from '../../scripts/system-tools.ts'
import { eventually } from '../harness/eventually.ts'
import { startHost, type Host, type HostOptions } from '../harness/host.ts'

/** The administrator of every test host. */
export const administrator = { name: 'admin', password: 'operator-1' }

export interface ClientOptions extends HostOptions {
  readonly language?: 'en' | 'zh'
  readonly theme?: 'light' | 'dark'
  readonly width?: number
  readonly height?: number
  /** Leaves the first run to the test: no account, nobody signed in. */
  readonly isFresh?: boolean
}

/** The built client in the system's Chromium, on a real host of its own. */
export interface TestClient {
  readonly host: Host
  readonly context: BrowserContext
  readonly page: Page
  /** Asks the engine as the administrator, apart from the page. */
  readonly ask: Ask
  /** Opens a window by its title in the Navigation tree and waits for its tab. */
  openWindow(title: string): Promise<void>
  /** Another page in the same browser profile: a second operator's eyes. */
  newPage(): Promise<Page>
  /** Errors of the console and violations of the content security policy so far. */
  readonly faults: readonly string[]
  close(): Promise<void>
}

const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts Debian's Chromium without a window. */
export function startBrowser(): Promise<Browser> {
  const executablePath = findCommand('chromium') ?? findCommand('chromium-browser')
  if (executablePath === undefined) throw new Error('no chromium on this machine')
  return chromium.launch({
    ...{ executablePath, args: chromiumArguments },
    // What operators see is looked at: with scroll bars.
    ignoreDefaultArgs: ['--hide-scrollbars'],
  })
}

/** A host with its administrator, and the client signed in to it. */
export async function openClient(
  browser: Browser,
  options: ClientOptions = {},
): Promise<TestClient> {
  const { language = 'en', theme = 'light', width = 1440, height = 900 } = options
  const host = await startHost(options)
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    baseURL: host.ready.http,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  await context.addInitScript(
    `document.addEventListener('securitypolicyviolation', (event) =>
      console.error('content security policy: ' + event.violatedDirective + ' ' + event.blockedURI))`,
  )
  const faults: string[] = []
  const newPage = async (): Promise<Page> => {
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    collectFaults(page, faults)
    await page.goto('/')
    return page
  }
  const close = async (): Promise<void> => {
    await context.close()
    await host.stop()
    host.removeData()
  }
  try {
    if (options.isFresh !== true) await signIn(context, host)
    const page = await newPage()
    if (options.isFresh !== true) await page.locator('.tl-status').waitFor()
    return {
      ...{ host, context, page, newPage, faults, close },
      ask: askOver(context, host),
      openWindow: (title) => openWindow(page, title),
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Creates the administrator, or signs in on a data folder that has one; the cookie stays in the context. */
export async function signIn(context: BrowserContext, { ready }: Host): Promise<void> {
  const created = await context.request.post('/api/v1/session/administrator', {
    data: administrator,
    headers: { origin: ready.http },
  })
  if (created.ok()) return
  const signedIn = await context.request.post('/api/v1/session', {
    data: administrator,
    headers: { origin: ready.http },
  })
  if (!signedIn.ok()) throw new Error(`signing in: ${await signedIn.text()}`)
}

function askOver(context: BrowserContext, { ready }: Host): Ask {
  return async <N extends ProcedureName>(name: N, input: Input<N>): Promise<Output<N>> => {
    const response = await context.request.post(`/api/v1/rpc/${name}`, {
      data: input as object,
      // What a browser adds by itself: without it a cookie alone opens nothing.
      headers: { origin: ready.http },
    })
    const answer = (await response.json()) as Answer
    if (!answer.ok) throw new Error(`${name}: ${answer.code} ${answer.message}`)
    return answer.value as Output<N>
  }
}

function collectFaults(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(`page: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`)
  })
}

/** Opens a window by its title in the Navigation tree of a page. */
export async function openWindow(page: Page, title: string): Promise<void> {
  await page.getByRole('treeitem', { name: title, exact: true }).click()
  // The group of tabs is named after its tab as well.
  await page.getByRole('tabpanel').getByRole('region', { name: title, exact: true }).waitFor()
}

/** The content of an open window; its dock group bears the same name. */
export const windowOf = (page: Page, title: string): Locator =>
  page.locator('section.tl-window').and(page.getByRole('region', { name: title, exact: true }))

/** Titles of all windows in the Navigation tree. */
export async function windowTitles(page: Page): Promise<string[]> {
  const lines = page.locator('.tl-tree-line:not(.is-group)')
  return (await lines.allInnerTexts()).map((text) => text.trim())
}

/** Gateways of each kind, calls and publications, so that every window has something to show. */
export async function loadSample({ ask }: TestClient): Promise<void> {
  await ask('labSample.load', {})
  await eventually(
    'calls of the sample',
    async () => ((await ask('engine.status', {})).calls > 0 ? true : undefined),
    30_000,
  )
}
