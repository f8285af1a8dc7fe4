import type { Locator, Page } from '@playwright/test'
import { startSipp, type Sipp } from '../harness/sipp.ts'
import { windowOf, type TestClient } from './client.ts'

/** Longest that a test's calls are held; every test ends them itself. */
const holdMs = 100_000

/** A cell of a grid by its window, the key of its row and its column; pinned columns make two elements of a row. */
export const cellOf = (page: Page, window: string, row: string | number, column: string): Locator =>
  windowOf(page, window).locator(`[row-id="${row}"] [col-id="${column}"]`)

/** Waits until an element shows these words and no other. */
export const shows = (element: Locator, words: string): Promise<void> =>
  element
    .filter({ hasText: new RegExp(`^${words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) })
    .waitFor()

/** Calls through the host of a client, and the SIPp processes that make and take them. */
export interface LiveScene {
  /** A routing gateway with a callee behind it, and the number of its row. */
  gateway(name: string, fields: object, scenario?: string): Promise<number>
  /** Calls that last until the test ends them. */
  hold(user: string, calls: number): Promise<Sipp>
  close(): Promise<void>
}

/** A mapping gateway `MG` that calls come from, and as many routing gateways as a test wants. */
export async function openLiveScene(client: TestClient): Promise<LiveScene> {
  const running: Sipp[] = []
  const kept = async (starting: Promise<Sipp>): Promise<Sipp> => {
    const sipp = await starting
    running.push(sipp)
    return sipp
  }
  const mapping = { name: 'MG', remoteIps: '127.0.0.1', capacity: 20 }
  await client.ask('gateway.add', { kind: 'mapping', fields: mapping })
  return {
    async gateway(name, fields, scenario = 'uas') {
      const { port } = await kept(startSipp({ scenario, limitMs: holdMs }))
      const address = { remoteIp: '127.0.0.1', signalPort: port }
      const all = { name, ...address, ...fields }
      return (await client.ask('gateway.add', { kind: 'routing', fields: all })).id
    },
    hold: (user, calls) =>
      kept(
        startSipp({
          ...{ scenario: 'uac_b2bua.xml', target: client.host.sipAddress, user, calls },
          ...{ callsPerSecond: 50, holdMs, limitMs: holdMs },
        }),
      ),
    async close() {
      await Promise.all(running.map((each) => each.stop()))
    },
  }
}

/** PUBLISH requests about a gateway that this host has sent. */
export async function publishSent(client: TestClient, gateway: string): Promise<readonly string[]> {
  const question = { method: 'PUBLISH', direction: 'sent' as const, gateway, limit: 1000 }
  const { messages } = await client.ask('trace.list', question)
  const requests = messages.filter(({ startLine }) => startLine.startsWith('PUBLISH '))
  const texts = requests.map(({ sequence }) => client.ask('trace.get', { sequence }))
  return (await Promise.all(texts)).map(({ text }) => text)
}
