import type { ClientFrame, ServerFrame } from '../../engine/api/contract/frames.ts'
import type { Carrier } from './carrier.ts'

/** As much of a MessagePort as is needed, so that every kind of port fits. */
export interface FramePort {
  postMessage(message: ClientFrame): void
  start(): void
  close(): void
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void
}

/** Frames between two words that they were taken: the engine waits for the word before it sends many more. */
const framesPerWord = 8

/** Links by MessagePort: `requestPort` asks the desktop for a fresh one and rejects when there is none. */
export function createPortCarrier(requestPort: () => Promise<FramePort>): Carrier {
  return {
    open(listener) {
      let port: FramePort | undefined
      let isClosed = false
      const close = (): void => {
        isClosed = true
        port?.close()
      }
      const lose = (): void => {
        if (isClosed) return
        close()
        listener.onClosed()
      }
      requestPort().then((given) => {
        port = given
        if (isClosed) {
          close()
          return
        }
        let taken = 0
        given.addEventListener('close', lose)
        given.addEventListener('message', ({ data }) => {
          if (isClosed) return
          listener.onFrame(data as ServerFrame)
          taken++
          if (taken % framesPerWord === 0) given.postMessage({ taken })
        })
        given.start()
      }, lose)
      return {
        send: (frame) => port?.postMessage(frame),
        close,
      }
    },
  }
}
