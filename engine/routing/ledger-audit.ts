import type { LineLedger } from './line-ledger.ts'

/** A gateway whose reserved lines differ from its live calls. */
export interface LedgerDifference {
  readonly gateway: string
  readonly reserved: number
  readonly live: number
}

/** Compares the ledger with the live calls, puts it right and tells every difference (each is a bug). */
export function auditLedger(
  ledger: LineLedger,
  liveCalls: ReadonlyMap<string, number>,
): readonly LedgerDifference[] {
  const differences: LedgerDifference[] = []
  for (const gateway of new Set([...liveCalls.keys(), ...[...ledger.entries()].map(nameOf)])) {
    const reserved = ledger.active(gateway)
    const live = liveCalls.get(gateway) ?? 0
    if (reserved === live) continue
    differences.push({ gateway, reserved, live })
    ledger.correct(gateway, live)
  }
  return differences
}

const nameOf = ([gateway]: readonly [string, number]): string => gateway
