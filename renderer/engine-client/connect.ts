import { enginePortMark } from '../../electron/bridge/host-channels.ts'
import { createEngineClient, type EngineClient } from './client.ts'
import { createPortCarrier, type FramePort } from './port-carrier.ts'
import { createWebSocketCarrier } from './web-socket-carrier.ts'

/** Connects to the host that the page came from. */
export function connectByWebSocket(): EngineClient {
  return createEngineClient(createWebSocketCarrier(location.origin))
}

/** Connects to the engine of this desktop, which posts a fresh port to the window when it is asked to. */
export function connectByPort(requestPort: () => Promise<void>): EngineClient {
  return createEngineClient(createPortCarrier(() => receivePort(requestPort)))
}

function receivePort(requestPort: () => Promise<void>): Promise<FramePort> {
  return new Promise((resolve, reject) => {
    const receive = (event: MessageEvent): void => {
      const [port] = event.ports
      if (event.source !== window || event.data !== enginePortMark || port === undefined) return
      window.removeEventListener('message', receive)
      resolve(port)
    }
    window.addEventListener('message', receive)
    requestPort().catch((error: unknown) => {
      window.removeEventListener('message', receive)
      reject(error instanceof Error ? error : new Error(String(error)))
    })
  })
}
