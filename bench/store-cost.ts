import { createConfiguration } from '../engine/configuration/configuration.ts'
import { silentLogger } from '../engine/kernel/logger.ts'
import type { StoredPublication } from '../engine/publish/publication.ts'
import { openStore, type Store } from '../engine/store/store.ts'
import { createFakeClock, type FakeClock } from '../engine/testing/fake-clock.ts'
import { endedCall, sampleCall } from '../tests/harness/sample-call.ts'
import { createTemporaryFolder } from '../tests/harness/temporary-folder.ts'
import { rounded, type Bench, type BenchResult } from './result.ts'

type Report = (result: BenchResult) => void

const callsPerBatch = 100
const batches = 300
const publicationsPerBatch = 15

/** What the store costs the event loop: µs of it per call record and per publication, and the start with many gateways. */
export const measureStoreCost: Bench = (_options, report) => {
  const folder = createTemporaryFolder()
  const clock = createFakeClock()
  const store = openStore({ folder: folder.path, clock, log: silentLogger })
  measureRecords(store, clock, report)
  measurePublications(store, clock, report)
  measureGateways(store, report)
  folder.remove()
}

/** CPU time of the process: other programs do not count. */
function spentMicroseconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** Batches of 100 ms at 1,000 calls/s: calls that start, are answered and end in different batches, and short ones. */
function measureRecords({ callRecords }: Store, clock: FakeClock, report: Report): void {
  const long = spentMicroseconds(() => {
    for (let batch = 0; batch < batches; batch++) {
      const calls = Array.from({ length: callsPerBatch }, () =>
        sampleCall(callRecords.nextFlowNo()),
      )
      for (const call of calls) callRecords.started(call)
      clock.advance(100)
      for (const call of calls) callRecords.answered(call)
      clock.advance(100)
      for (const call of calls) callRecords.ended(call)
      clock.advance(100)
    }
  })
  reportPer(report, 'store: call record, started, answered and ended apart', long)
  const short = spentMicroseconds(() => {
    for (let batch = 0; batch < batches; batch++) {
      for (let call = 0; call < callsPerBatch; call++) {
        const record = endedCall(callRecords.nextFlowNo())
        callRecords.started(record)
        callRecords.ended(record)
      }
      clock.advance(100)
    }
  })
  reportPer(report, 'store: call record, started and ended in one batch', short)
}

function reportPer(report: Report, name: string, spent: number): void {
  report({ name, value: rounded(spent / (batches * callsPerBatch)), unit: 'us' })
}

/** Fifteen publications to a batch of 3 ms: 5,000 PUBLISH/s. */
function measurePublications({ publications }: Store, clock: FakeClock, report: Report): void {
  const body = '<presence>'.padEnd(900, 'x')
  const held = Array.from({ length: 3000 }, (_, gateway) => publication(`GW-${gateway}`, body))
  const commitAll = (change: (before: StoredPublication) => StoredPublication): number =>
    spentMicroseconds(() => {
      held.forEach((before, index) => {
        const after = change(before)
        held[index] = after
        publications.commit(
          { kind: 'put', publication: after, replaces: before.entityTag },
          () => undefined,
        )
        if (index % publicationsPerBatch === publicationsPerBatch - 1) clock.advance(3)
      })
    }) / held.length
  const next = (before: StoredPublication, fields: Partial<StoredPublication> = {}) => ({
    ...before,
    entityTag: `${before.resource}-${before.sequence + 1}`,
    sequence: before.sequence + 1,
    ...fields,
  })
  const figures = {
    initial: commitAll((before) => next(before)),
    refresh: commitAll((before) => next(before)),
    modify: commitAll((before) => next(before, { body: `${body}${before.sequence}` })),
  }
  for (const [operation, value] of Object.entries(figures)) {
    report({ name: `store: publication, ${operation}`, value: rounded(value), unit: 'us' })
  }
}

function publication(resource: string, body: string): StoredPublication {
  return {
    entityTag: '',
    resource,
    isAggregate: false,
    publisher: 'node-1',
    publisherKind: 'own',
    source: '127.0.0.1:5060',
    expiresSeconds: 300,
    expiresAtMs: 1_800_000_300_000,
    body,
    contentType: 'application/pidf+xml',
    createdAtMs: 1_800_000_000_000,
    updatedAtMs: 1_800_000_000_000,
    sequence: 0,
  }
}

function measureGateways({ configuration: persistence }: Store, report: Report): void {
  const configuration = createConfiguration({ persistence, log: silentLogger })
  const routingGateways = Array.from({ length: 10_000 }, (_, gateway) => ({
    name: `GW-${gateway}`,
    prefix: String(gateway),
    password: 'secret',
    remoteIp: '10.0.0.1',
  }))
  const actor = { name: 'bench', from: 'command line' }
  const importing = spentMicroseconds(() => {
    configuration.applyImport({ trunkline: 1, routingGateways }, actor)
  })
  const loading = spentMicroseconds(() => {
    createConfiguration({ persistence, log: silentLogger })
  })
  report({ name: 'store: import of 10,000 gateways', value: rounded(importing / 1000), unit: 'ms' })
  report({ name: 'store: start with 10,000 gateways', value: rounded(loading / 1000), unit: 'ms' })
}
