import type { Socket } from 'node:net'
import { connect, createServer, rootCertificates } from 'node:tls'
import { EngineError } from '../../api/contract/errors.ts'
import { literalLookup } from './local-address.ts'
import { StreamCarrier } from './stream-carrier.ts'
import type { StreamCarrierOptions } from './stream-carrier.ts'
import type { Carrier, TlsIdentity } from './transport.ts'

/** Whose certificates are believed when a TLS peer is dialled (RFC 3261 §26.3.1). */
export interface TlsTrust {
  /** false: any certificate will do, as with self-signed peers on a private network. */
  readonly verifyPeers: boolean
  /** PEM certificates believed besides the system's own. */
  readonly authorities?: readonly Buffer[]
}

const handshakeMs = 10_000

/** Naming authorities replaces the system's own, so these are named too. */
function authoritiesOf({ authorities = [] }: TlsTrust): { readonly ca?: (string | Buffer)[] } {
  return authorities.length === 0 ? {} : { ca: [...rootCertificates, ...authorities] }
}

/** SIP over TLS over TCP, RFC 3261 §18 and §26.2.1. */
export function createTlsCarrier(options: StreamCarrierOptions, trust: TlsTrust): Carrier {
  let own: TlsIdentity | undefined
  return new StreamCarrier(
    {
      protocol: 'tls',
      readyEvent: 'secureConnect',
      createServer(onSocket, tls, admits) {
        if (tls === undefined) {
          throw new EngineError('INVALID_VALUE', 'a TLS listener needs a certificate and a key')
        }
        own = tls
        return createServer(
          {
            cert: tls.certificate,
            key: tls.key,
            minVersion: 'TLSv1.2',
            handshakeTimeout: handshakeMs,
          },
          onSocket,
        )
          .on('tlsClientError', () => undefined)
          .on('connection', (socket: Socket) => {
            // Before the handshake, which costs far more than the question.
            if (!admits(socket)) socket.destroy()
          })
      },
      dial: ({ remote, serverName }, localAddress) =>
        connect({
          host: remote.address,
          port: remote.port,
          lookup: literalLookup,
          minVersion: 'TLSv1.2',
          rejectUnauthorized: trust.verifyPeers,
          ...(serverName === undefined ? {} : { servername: serverName }),
          ...authoritiesOf(trust),
          ...(own === undefined ? {} : { cert: own.certificate, key: own.key }),
          ...(localAddress === undefined ? {} : { localAddress }),
        }),
    },
    options,
  )
}
