import { createVirtualClock, type VirtualClock } from '../kernel/virtual-clock.ts'

/** Virtual time for tests: nothing happens until `advance` is called. */
export type FakeClock = VirtualClock

export const createFakeClock = createVirtualClock
