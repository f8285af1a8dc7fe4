/* SIP over UDP, RFC 3261 §18.
 * Implemented: one socket per listener, sending and receiving; answers leave by the socket that received
 * (RFC 3581 §4); ICMP and routing errors that the system reports reach the sender.
 * Not here: multicast, broadcast, change to TCP for large requests (§18.1.1: the transport of a peer is configured). */
import { createSocket } from 'node:dgram'
import type { RemoteInfo, Socket } from 'node:dgram'
import type { Logger } from '../../kernel/logger.ts'
import type { Clock } from '../../kernel/clock.ts'
import { familyOf, isUnicast, isWildcard } from './ip-address.ts'
import { listenError } from './listen-error.ts'
import { ListenerChoice } from './listener-choice.ts'
import type { Listener } from './listener-choice.ts'
import { LocalAddressFinder, literalLookup } from './local-address.ts'
import type { Carrier, CarrierEvents, Endpoint, ListenAddress, SendFailure } from './transport.ts'

/** Room for bursts while the event loop is busy: about 8,000 messages. */
const socketBufferBytes = 4 * 1024 * 1024

interface UdpListener extends Listener {
  readonly socket: Socket
}

/** What a UDP carrier is made of. */
export interface UdpCarrierOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly events: CarrierEvents
}

export function createUdpCarrier({ clock, log, events }: UdpCarrierOptions): Carrier {
  const finder = new LocalAddressFinder(clock)
  const choice = new ListenerChoice<UdpListener>(finder)

  const receive = (listener: UdpListener, bytes: Buffer, remote: RemoteInfo): void => {
    if (!isUnicast(remote)) return
    const local = choice.endpointOf(listener, remote.address)
    events.onBytes(bytes, { protocol: 'udp', local, remote, connection: 0 })
  }

  const report = (reason: string, onError: SendFailure | undefined): void => {
    if (onError !== undefined) clock.startTimer(0, () => onError(reason))
  }

  return {
    async listen(address) {
      const socket = await bindSocket(address)
      const listener = { socket, bound: boundAddress(address, socket.address()) }
      raiseBuffers(socket, log)
      socket.on('message', (bytes, remote) => receive(listener, bytes, remote))
      socket.on('error', (error) =>
        log.warn('UDP socket reports an error', { error: error.message }),
      )
      choice.add(listener)
      return listener.bound
    },
    async unlisten(address) {
      const listener = choice.remove(address)
      if (listener !== undefined) await closeSocket(listener.socket)
    },
    async close() {
      for (const listener of [...choice.all]) {
        choice.remove(listener.bound)
        await closeSocket(listener.socket)
      }
    },
    localFor: (destination) => choice.localFor(destination),
    send(bytes, destination, onError) {
      const { remote } = destination
      const listener = isUnicast(remote) ? choice.listenerFor(destination) : undefined
      if (listener === undefined) report('no UDP listener can reach this address', onError)
      else sendFrom(listener.socket, bytes, remote, onError)
      return 0
    },
  }
}

function sendFrom(
  socket: Socket,
  bytes: Buffer,
  remote: Endpoint,
  onError: SendFailure | undefined,
): void {
  if (onError === undefined) {
    socket.send(bytes, remote.port, remote.address)
    return
  }
  socket.send(bytes, remote.port, remote.address, (error) => {
    if (error !== null) onError(error.message)
  })
}

function bindSocket(address: ListenAddress): Promise<Socket> {
  const type = familyOf(address.address) === 6 ? 'udp6' : 'udp4'
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type, ipv6Only: type === 'udp6', lookup: literalLookup })
    const refuse = (cause: Error): void => {
      socket.close()
      reject(listenError(cause, address))
    }
    socket.once('error', refuse)
    socket.bind({ address: address.address, port: address.port, exclusive: true }, () => {
      socket.removeListener('error', refuse)
      resolve(socket)
    })
  })
}

function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.close(() => resolve())
  })
}

function boundAddress(asked: ListenAddress, bound: Endpoint): ListenAddress {
  const address = isWildcard(asked.address) ? asked.address : bound.address
  return { protocol: 'udp', address, port: bound.port }
}

/** A system that grants less loses messages in bursts: on Linux net.core.rmem_max is the limit. */
function raiseBuffers(socket: Socket, log: Logger): void {
  try {
    socket.setRecvBufferSize(socketBufferBytes)
    socket.setSendBufferSize(socketBufferBytes)
    const grantedBytes = socket.getRecvBufferSize()
    if (grantedBytes < socketBufferBytes) {
      log.info('the system grants a smaller UDP receive buffer', {
        grantedBytes,
        socketBufferBytes,
      })
    }
  } catch (error) {
    log.debug('socket buffers stay as they are', { error: String(error) })
  }
}
