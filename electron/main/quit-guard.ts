/** Asks the page before the application ends, as far as it wants to be asked. */
export class QuitGuard {
  #isGuarded = false
  #answer: ((mayQuit: boolean) => void) | undefined

  guard(isGuarded: boolean): void {
    this.#isGuarded = isGuarded
    // A page that is gone has nothing that could still be lost.
    if (!isGuarded) this.answer(true)
  }

  answer(mayQuit: boolean): void {
    this.#answer?.(mayQuit)
    this.#answer = undefined
  }

  /** `tell` reaches the page; the person may take any time. */
  ask(tell: () => void): Promise<boolean> {
    if (!this.#isGuarded) return Promise.resolve(true)
    return new Promise((resolve) => {
      this.#answer = resolve
      tell()
    })
  }
}
