import { connect, createServer } from 'node:net'
import { literalLookup } from './local-address.ts'
import { StreamCarrier } from './stream-carrier.ts'
import type { StreamCarrierOptions } from './stream-carrier.ts'
import type { Carrier } from './transport.ts'

/** SIP over TCP, RFC 3261 §18. */
export function createTcpCarrier(options: StreamCarrierOptions): Carrier {
  return new StreamCarrier(
    {
      protocol: 'tcp',
      readyEvent: 'connect',
      createServer: (onSocket) => createServer(onSocket),
      dial: ({ remote }, localAddress) =>
        connect({
          host: remote.address,
          port: remote.port,
          lookup: literalLookup,
          ...(localAddress === undefined ? {} : { localAddress }),
        }),
    },
    options,
  )
}
