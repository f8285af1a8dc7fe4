import type { Clock } from '../../kernel/clock.ts'
import { DueQueue } from '../../kernel/due-queue.ts'
import type { DueItem } from '../../kernel/due-queue.ts'

/** Something of a dialog that falls due: a retransmission, a refresh, an expiry. */
export interface DialogTimer extends DueItem {
  onDue(): void
}

/** Every timer of every dialog, on one timer of the clock. */
export type DialogTimers = DueQueue<DialogTimer>

export function createDialogTimers(clock: Clock): DialogTimers {
  return new DueQueue<DialogTimer>(clock, (timer) => timer.onDue())
}
