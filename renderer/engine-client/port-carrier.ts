import type { ServerFrame } from '../../engine/api/contract/frames.ts'
import type { Carrier } from './carrier.ts'

/** Frames between two words that they were taken: the engine waits for the word before it sends many more. */
const framesPerWord = 8

/** Gives a fresh port; rejects when there is none, and gives up when it is told that nobody waits any more. */
export type RequestPort = (signal: AbortSignal) => Promise<MessagePort>

/** Links by MessagePort. */
export function createPortCarrier(requestPort: RequestPort): Carrier {
  return {
    open(listener) {
      let port: MessagePort | undefined
      let isClosed = false
      const waiting = new AbortController()
      const close = (): void => {
        isClosed = true
        waiting.abort()
        port?.close()
      }
      const lose = (): void => {
        if (isClosed) return
        close()
        listener.onClosed()
      }
      requestPort(waiting.signal).then((given) => {
        port = given
        if (isClosed) {
          close()
          return
        }
        let taken = 0
        given.addEventListener('close', lose)
        given.addEventListener('message', ({ data }: MessageEvent<ServerFrame>) => {
          if (isClosed) return
          listener.onFrame(data)
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
