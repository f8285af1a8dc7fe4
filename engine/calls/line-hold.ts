/** Gives a reserved line back to its ledger. */
export type ReleaseLine = (gateway: string) => void

/** The one owner of one reserved line; however many paths end a call, the line is given back once. */
export class LineHold {
  readonly gateway: string
  #release: ReleaseLine | undefined

  constructor(gateway: string, release: ReleaseLine) {
    this.gateway = gateway
    this.#release = release
  }

  get isHeld(): boolean {
    return this.#release !== undefined
  }

  release(): void {
    const release = this.#release
    if (release === undefined) return
    this.#release = undefined
    release(this.gateway)
  }
}
