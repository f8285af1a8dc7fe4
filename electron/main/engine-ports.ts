import type { MessagePortMain, WebContents } from 'electron'
import { enginePortChannel } from '../bridge/host-channels.ts'
import type { EngineProcess } from './engine-process.ts'

/** Hands each window its port to the engine; what passes through it never passes here. */
export class EnginePorts {
  readonly #engine: EngineProcess
  readonly #takers = new WeakMap<WebContents, (port: MessagePortMain) => void>()

  constructor(engine: EngineProcess) {
    this.#engine = engine
  }

  /** A second ask of a window that still waits changes nothing: it gets one port. */
  connect(window: WebContents): void {
    let take = this.#takers.get(window)
    if (!take) {
      take = (port) => handOver(window, port)
      this.#takers.set(window, take)
    }
    this.#engine.connect(take)
  }
}

function handOver(window: WebContents, port: MessagePortMain): void {
  if (window.isDestroyed()) port.close()
  else window.postMessage(enginePortChannel, null, [port])
}
