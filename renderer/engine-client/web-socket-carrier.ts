import type { ServerFrame } from '../../engine/api/contract/frames.ts'
import type { Answer } from '../../engine/api/contract/procedures.ts'
import type { Carrier } from './carrier.ts'

/** Where signing in and out sets or clears the session's cookie. */
const cookieRoutes: Readonly<Record<string, { readonly method: string; readonly path: string }>> = {
  'session.signIn': { method: 'POST', path: '/api/v1/session' },
  'session.createAdministrator': { method: 'POST', path: '/api/v1/session/administrator' },
  'session.signOut': { method: 'DELETE', path: '/api/v1/session' },
}

/**
 * Links by WebSocket to `/rpc` of a host. A page that came from it signs in by a cookie; one that did not (a desktop that
 * shows another host) signs in on the link itself, and the desktop presents the session with the next one.
 */
export function createWebSocketCarrier(
  origin: string,
  signIn: 'cookie' | 'link' = 'cookie',
): Carrier {
  const address = `${origin.replace(/^http/, 'ws')}/rpc`
  return {
    open(listener) {
      const socket = new WebSocket(address)
      socket.onmessage = ({ data }) => {
        listener.onFrame(JSON.parse(String(data)) as ServerFrame)
      }
      socket.onclose = () => {
        listener.onClosed()
      }
      return {
        send(frame) {
          if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
        },
        close() {
          socket.onmessage = null
          socket.onclose = null
          socket.close()
        },
      }
    },
    askApart(name, input) {
      const isByCookie = signIn === 'cookie' && Object.hasOwn(cookieRoutes, name)
      const route = isByCookie ? cookieRoutes[name] : undefined
      return route && askByHttp(origin + route.path, route.method, input)
    },
  }
}

async function askByHttp(address: string, method: string, input: unknown): Promise<Answer> {
  const response = await fetch(address, {
    method,
    credentials: 'same-origin',
    ...(method === 'POST'
      ? { body: JSON.stringify(input), headers: { 'content-type': 'application/json' } }
      : {}),
  })
  return (await response.json()) as Answer
}
