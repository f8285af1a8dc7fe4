/*
 * `npm run bench [-- NAME…] [--rate N] [--seconds N] …`: measures, and prints one JSON line per figure.
 * Loopback only, bounded in time; every measurement can be run alone by its name.
 */
import { parseArgs } from 'node:util'
import type { Bench, BenchOptions, BenchResult } from './result.ts'

/** Name on the command line → module; loaded when asked for, so that one broken peer stops only its own bench. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  'call-cost': async () => (await import('./call-cost.ts')).measureCallCost,
  'sustained-rate': async () => (await import('./sustained-rate.ts')).measureSustainedRate,
  'publish-cost': async () => (await import('./publish-cost.ts')).measurePublishCost,
  agent: async () => (await import('./agent.ts')).measureAgent,
  'parse-cost': async () => (await import('./parse-cost.ts')).measureParseCost,
  'selection-cost': async () => (await import('./selection-cost.ts')).measureSelectionCost,
  growth: async () => (await import('./growth.ts')).measureGrowth,
  memory: async () => (await import('./memory.ts')).measureMemory,
  'event-loop': async () => (await import('./event-loop.ts')).measureEventLoop,
  feeds: async () => (await import('./feeds.ts')).measureFeeds,
  client: async () => (await import('./client.ts')).measureClient,
  store: async () => (await import('./store-cost.ts')).measureStoreCost,
  trace: async () => (await import('./trace.ts')).measureTrace,
  capture: async () => (await import('./capture.ts')).measureCapture,
}

const defaults = { rate: '1000', seconds: '10', publications: '50000', held: '20000', rounds: '2' }

function readOptions(): { readonly names: readonly string[]; readonly options: BenchOptions } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rate: { type: 'string', default: defaults.rate },
      seconds: { type: 'string', default: defaults.seconds },
      publications: { type: 'string', default: defaults.publications },
      held: { type: 'string', default: defaults.held },
      rounds: { type: 'string', default: defaults.rounds },
    },
  })
  return {
    names: positionals.length > 0 ? positionals : Object.keys(benches),
    options: {
      callsPerSecond: Number(values.rate),
      seconds: Number(values.seconds),
      publications: Number(values.publications),
      heldCalls: Number(values.held),
      rounds: Number(values.rounds),
    },
  }
}

const printResult = (result: BenchResult): void => console.log(JSON.stringify(result))

async function main(): Promise<number> {
  const { names, options } = readOptions()
  const unknown = names.find((name) => !(name in benches))
  if (unknown !== undefined) {
    console.error(`no bench is called ${unknown}; there are ${Object.keys(benches).join(', ')}`)
    return 2
  }
  let failures = 0
  for (const name of names) {
    try {
      const bench = await benches[name]?.()
      await bench?.(options, printResult)
    } catch (error) {
      failures++
      console.error(
        `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      )
    }
  }
  return failures === 0 ? 0 : 1
}

process.exitCode = await main()
