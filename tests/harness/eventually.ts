import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again until `probe` gives a value; fails with the last fault after `limitMs`. */
export async function eventually<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  limitMs = 10_000,
  everyMs = 50,
): Promise<T> {
  const deadlineMs = performance.now() + limitMs
  for (let lastFault: unknown; ; await sleep(everyMs)) {
    try {
      const value = await probe()
      if (value !== undefined) return value
    } catch (fault) {
      lastFault = fault
    }
    if (performance.now() > deadlineMs) {
      throw new Error(`${what}: not so within ${limitMs} ms`, { cause: lastFault })
    }
  }
}
