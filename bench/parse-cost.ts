import { createRequire } from 'node:module'
import { Bench as Timing } from 'tinybench'
import { parseMessage } from '../engine/sip/message/parse-message.ts'
import { serializeMessage } from '../engine/sip/message/serialize-message.ts'
import { inviteText } from './invite.ts'
import { compare, rounded, type BenchOptions, type BenchResult } from './result.ts'

const require = createRequire(import.meta.url)

/* What the peers offer; none of them ships usable types for these functions. */
const sip = require('sip') as { parse(text: string): unknown; stringify(message: unknown): string }
const drachtio = require('drachtio-sip') as {
  SipMessage: new (text: string) => { getParsedHeader(name: string): unknown; toString(): string }
}
const jssip = require('jssip/lib/Parser') as { parseMessage(text: string, agent: object): unknown }
const sipjs = (await import(
  new URL('../node_modules/sip.js/lib/core/messages/parser.js', import.meta.url).href
)) as { Parser: { parseMessage(text: string, logger: object): unknown } }

const quietLogger = { warn: () => undefined, error: () => undefined, debug: () => undefined }
const wire = Buffer.from(inviteText)

/** What a switch reads of every request before it can route it. */
function readRoutingFields(): unknown {
  const outcome = parseMessage(wire)
  if (!outcome.ok || outcome.message.kind !== 'request') throw new Error('the INVITE must parse')
  const { message } = outcome
  return [
    message.uri,
    message.topVia.branch,
    message.from.tag,
    message.to.uri,
    message.callId,
    message.cseq.sequence,
    message.maxForwards,
  ]
}

const outcome = parseMessage(wire)
const ours = outcome.ok ? outcome.message : undefined
const sipParsed = sip.parse(inviteText)
const drachtioParsed = new drachtio.SipMessage(inviteText)

/** A task that must have done its work: what it gives back must not be empty. */
const checked = (task: () => unknown) => (): void => {
  const result = task()
  if (result === undefined || result === false) throw new Error('the bench task did nothing')
}

const parseTasks: Readonly<Record<string, () => unknown>> = {
  engine: readRoutingFields,
  'sip 0.0.6': () => sip.parse(wire.toString('latin1')),
  'drachtio-sip': () => {
    const message = new drachtio.SipMessage(wire.toString('latin1'))
    return [
      message.getParsedHeader('from'),
      message.getParsedHeader('to'),
      message.getParsedHeader('via'),
    ]
  },
  jssip: () => jssip.parseMessage(wire.toString('latin1'), {}),
  'sip.js': () => sipjs.Parser.parseMessage(wire.toString('latin1'), quietLogger),
}

const serialiseTasks: Readonly<Record<string, () => unknown>> = {
  engine: () => (ours === undefined ? undefined : serializeMessage(ours)),
  'sip 0.0.6': () => Buffer.from(sip.stringify(sipParsed), 'latin1'),
  'drachtio-sip': () => Buffer.from(drachtioParsed.toString(), 'latin1'),
}

/** Time to parse and to serialise a 17-header-field INVITE beside the SIP stacks of the registry. */
export async function measureParseCost(
  _: BenchOptions,
  report: (result: BenchResult) => void,
): Promise<void> {
  await measure('parse', parseTasks, report)
  await measure('serialise', serialiseTasks, report)
}

const rounds = 8

async function measure(
  what: string,
  tasks: Readonly<Record<string, () => unknown>>,
  report: (result: BenchResult) => void,
): Promise<void> {
  const microseconds = new Map<string, number>()
  // Each stack's quietest round counts: what else the machine does hits them in turn.
  for (let round = 0; round < rounds; round++) {
    for (const [name, median] of await timeOnce(what, tasks)) {
      microseconds.set(name, Math.min(median, microseconds.get(name) ?? Infinity))
    }
  }
  const own = microseconds.get('engine') ?? 0
  for (const [name, value] of microseconds) {
    if (name === 'engine') report({ name: what, value: rounded(value), unit: 'µs' })
    else report(compare(`${what}, against ${name}`, 'µs', own, { name, value }))
  }
}

async function timeOnce(
  what: string,
  tasks: Readonly<Record<string, () => unknown>>,
): Promise<(readonly [string, number])[]> {
  const timing = new Timing({ time: 250, warmupTime: 100 })
  for (const [name, task] of Object.entries(tasks)) timing.add(name, checked(task))
  await timing.run()
  return timing.tasks.map(({ name, result }) => {
    if (result.state !== 'completed') throw new Error(`${what} by ${name}: ${result.state}`)
    return [name, result.latency.p50 * 1000] as const
  })
}
