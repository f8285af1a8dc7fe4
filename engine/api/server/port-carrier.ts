import type { ServerFrame } from '../contract/frames.ts'
import type { Visitor } from '../contract/procedures.ts'
import { Connection, type ConnectionPorts } from './connection.ts'

/** As much of a port as is needed: Node's MessagePort gives the message itself, Electron's MessagePortMain an event. */
export interface FramePort {
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(message: ServerFrame): void
  start(): void
  close(): void
}

/** Frames under way before more wait: a port takes everything at once, whether or not its window reads. */
const mostUnderWay = 24

/** Serves the client at the other end of a port until the port closes; the returned function closes it. */
export function servePort(ports: ConnectionPorts, visitor: Visitor, port: FramePort): () => void {
  let sent = 0
  let taken = 0
  const connection = new Connection(ports, visitor, {
    send(frame) {
      sent++
      port.postMessage(frame)
    },
    isClogged: () => sent - taken > mostUnderWay,
    close(reason) {
      ports.log.warn('a port was closed', { reason })
      close()
    },
  })
  const close = (): void => {
    connection.closed()
    port.close()
  }
  port.on('message', (message) => {
    const frame = frameOf(message)
    const count = takenBy(frame)
    if (count === undefined) connection.receive(frame)
    else taken = Math.min(sent, Math.max(taken, count))
  })
  port.on('close', () => {
    connection.closed()
  })
  port.start()
  return close
}

function frameOf(message: unknown): unknown {
  const isEvent = typeof message === 'object' && message !== null && 'data' in message
  return isEvent ? message.data : message
}

function takenBy(frame: unknown): number | undefined {
  if (typeof frame !== 'object' || frame === null || !('taken' in frame)) return undefined
  return Number(frame.taken)
}
