import { enginePortMark } from '../../electron/bridge/host-channels.ts'
import { createEngineClient, type EngineClient } from './client.ts'
import { createPortCarrier } from './port-carrier.ts'
import { createWebSocketCarrier } from './web-socket-carrier.ts'

/** Connects to the host that the page came from, or to another one that the page's policy lets it reach. */
export function connectByWebSocket(other?: string): EngineClient {
  const carrier =
    other === undefined
      ? createWebSocketCarrier(location.origin)
      : createWebSocketCarrier(other, 'link')
  return createEngineClient(carrier)
}

/** Connects to the engine of this desktop, which posts a fresh port to the window when it is asked to. */
export function connectByPort(askForPort: () => Promise<void>): EngineClient {
  return createEngineClient(createPortCarrier((given) => receivePort(askForPort, given)))
}

function receivePort(askForPort: () => Promise<void>, given: AbortSignal): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const stop = new AbortController()
    const signal = AbortSignal.any([given, stop.signal])
    const receive = (event: MessageEvent): void => {
      const [port] = event.ports
      if (event.source !== window || event.data !== enginePortMark || port === undefined) return
      stop.abort()
      resolve(port)
    }
    window.addEventListener('message', receive, { signal })
    askForPort().catch((error: unknown) => {
      stop.abort()
      reject(error instanceof Error ? error : new Error(String(error)))
    })
  })
}
