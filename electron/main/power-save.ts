import { powerSaveBlocker } from 'electron'

/** Keeps the machine from falling asleep while the engine has something in hand. */
export class PowerSave {
  #blocker: number | undefined

  follow(busy: number): void {
    if (busy > 0) this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension')
    else if (this.#blocker !== undefined) {
      powerSaveBlocker.stop(this.#blocker)
      this.#blocker = undefined
    }
  }
}
