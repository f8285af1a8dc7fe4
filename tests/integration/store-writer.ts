import { writeSync } from 'node:fs'
import { createConfiguration } from '../../engine/configuration/configuration.ts'
import { systemClock } from '../../engine/kernel/clock.ts'
import { silentLogger } from '../../engine/kernel/logger.ts'
import type { StoredPublication } from '../../engine/publish/publication.ts'
import { openStore } from '../../engine/store/store.ts'
import { sampleCall } from '../harness/sample-call.ts'

/*
 * Program of the kill -9 test: writes without pause to the folder of its first argument, and says on standard output what
 * the store has acknowledged: `memo N`, `publication RESOURCE N`, `record FLOWNO`.
 */

const [, , folder = ''] = process.argv
const clock = systemClock
const store = openStore({ folder, clock, log: silentLogger })
const configuration = createConfiguration({ persistence: store.configuration, log: silentLogger })
const actor = { name: 'writer', from: 'command line' }
const recordPromiseMs = 200

const acknowledge = (text: string): void => {
  writeSync(1, `${text}\n`)
}

function changeGateway(): void {
  const memo = Number(configuration.routingGateways.get('GW')?.memo ?? 0) + 1
  if (memo === 1) configuration.createRoutingGateway({ name: 'GW', memo: '1' }, actor)
  else configuration.modifyRoutingGateway('GW', { memo: String(memo) }, actor)
  acknowledge(`memo ${memo}`)
  clock.startTimer(3, changeGateway)
}

function publish(before: StoredPublication): void {
  const sequence = before.sequence + 1
  const publication = {
    ...before,
    entityTag: `${before.resource}-${sequence}`,
    body: sequence % 3 === 0 ? `<presence>${sequence}</presence>` : before.body,
    sequence,
  }
  const isFirst = before.entityTag === ''
  const replaces = isFirst ? {} : { replaces: before.entityTag }
  store.publications.commit({ kind: 'put', publication, ...replaces }, (ok) => {
    if (ok) acknowledge(`publication ${publication.resource} ${sequence}`)
    publish(ok ? publication : before)
  })
}

function call(): void {
  const record = sampleCall(store.callRecords.nextFlowNo(), { startedAtMs: clock.nowMs() })
  store.callRecords.started(record)
  const holdMs = (record.flowNo % 7) * 40
  clock.startTimer(holdMs, () => {
    record.endedAtMs = clock.nowMs()
    record.endReason = 200
    store.callRecords.ended(record)
    clock.startTimer(recordPromiseMs, () => {
      acknowledge(`record ${record.flowNo}`)
    })
  })
  clock.startTimer(2, call)
}

const stored = new Map(store.publications.load().map((each) => [each.resource, each]))
for (let gateway = 0; gateway < 20; gateway++) {
  const resource = `GW-${gateway}`
  publish(stored.get(resource) ?? firstPublication(resource))
}
changeGateway()
call()
// The clock's timers do not keep a process alive.
setInterval(() => undefined, 1000)

function firstPublication(resource: string): StoredPublication {
  return {
    entityTag: '',
    resource,
    isAggregate: false,
    publisher: 'node-1',
    publisherKind: 'own',
    source: '127.0.0.1:5060',
    expiresSeconds: 300,
    expiresAtMs: clock.nowMs() + 300_000,
    body: '<presence/>',
    contentType: 'application/pidf+xml',
    createdAtMs: clock.nowMs(),
    updatedAtMs: clock.nowMs(),
    sequence: 0,
  }
}
