/** Call-IDs remembered: about as many calls as a trace of the usual length holds. */
const mostCallIds = 50_000

/** Which Call-IDs belonged to one call, for calls that have ended: their legs share nothing in their messages. */
export class LegBook {
  readonly #legs = new Map<string, readonly string[]>()
  readonly #most: number

  constructor(most = mostCallIds) {
    this.#most = most
  }

  /** Notes the legs of a call that ended; the oldest calls are forgotten. */
  add(callIds: readonly string[]): void {
    for (const callId of callIds) {
      this.#legs.delete(callId)
      this.#legs.set(callId, callIds)
    }
    for (const oldest of this.#legs.keys()) {
      if (this.#legs.size <= this.#most) return
      this.#legs.delete(oldest)
    }
  }

  legsOf(callId: string): readonly string[] | undefined {
    return this.#legs.get(callId)
  }
}
