import type { ClientFrame, ServerFrame } from '../../engine/api/contract/frames.ts'
import type { Answer } from '../../engine/api/contract/procedures.ts'

/** What a link tells the client, in order; nothing after `onClosed`. */
export interface LinkListener {
  onFrame(frame: ServerFrame): void
  /** The link is gone, or never came up. */
  onClosed(): void
}

/** One connection to the engine. */
export interface Link {
  send(frame: ClientFrame): void
  /** Ends the link without telling its listener. */
  close(): void
}

/** A way to the engine: WebSocket in a browser, MessagePort in the desktop. */
export interface Carrier {
  open(listener: LinkListener): Link
  /**
   * Answers the procedures that must not travel over a link, because their answer sets a cookie; the link is opened
   * anew afterwards. undefined = this one travels like the others.
   */
  askApart?(name: string, input: unknown): Promise<Answer> | undefined
}
