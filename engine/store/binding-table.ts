import type { Timer } from '../kernel/clock.ts'
import type { StoredBinding } from '../registrar/binding.ts'
import { commitBatch, retryDelayMs, type StoreAccess } from './batch-writer.ts'
import { atStore } from './store-fault.ts'

/** Where dynamic gateways were when the last engine ended; written within 100 ms of a change. */
export interface BindingTable {
  load(): readonly StoredBinding[]
  /** All bindings that a gateway now has; none = it is forgotten. */
  replace(gateway: string, bindings: readonly StoredBinding[]): void
  flush(): boolean
}

const batchDelayMs = 100

export function createBindingTable(access: StoreAccess): BindingTable {
  const { db, clock, folder, health } = access
  const put = db.prepare('INSERT OR REPLACE INTO gateway_bindings VALUES (?, ?)')
  const remove = db.prepare('DELETE FROM gateway_bindings WHERE gateway = ?')
  const all = db.prepare<[], string>('SELECT document FROM gateway_bindings').pluck()
  /** Only the newest state of each gateway is worth writing. */
  const changed = new Map<string, readonly StoredBinding[]>()
  let timer: Timer | undefined
  const schedule = (): void => {
    if (changed.size === 0) return
    timer ??= clock.startTimer(health.trouble ? retryDelayMs : batchDelayMs, flush)
  }
  const flush = (): boolean => {
    if (timer) clock.stopTimer(timer)
    timer = undefined
    if (changed.size === 0) return true
    const isWritten = commitBatch(access, () => {
      for (const [gateway, bindings] of changed) {
        if (bindings.length === 0) remove.run(gateway)
        else put.run(gateway, JSON.stringify(bindings.map(plainBinding)))
      }
    })
    if (isWritten) changed.clear()
    schedule()
    return isWritten
  }
  return {
    load: () =>
      atStore(folder, () =>
        // Written above from stored bindings.
        all.all().flatMap((document) => JSON.parse(document) as StoredBinding[]),
      ),
    replace(gateway, bindings) {
      changed.set(gateway, bindings)
      schedule()
    },
    flush,
  }
}

/** The stored part of a binding; one in force carries more. */
function plainBinding(binding: StoredBinding): StoredBinding {
  return {
    gateway: binding.gateway,
    contact: binding.contact,
    contactParameters: binding.contactParameters,
    q: binding.q,
    callId: binding.callId,
    cseq: binding.cseq,
    registeredAtMs: binding.registeredAtMs,
    updatedAtMs: binding.updatedAtMs,
    expiresAtMs: binding.expiresAtMs,
    flow: binding.flow,
    isBehindNat: binding.isBehindNat,
    userAgent: binding.userAgent,
  }
}
