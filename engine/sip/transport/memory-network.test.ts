import { describe } from 'vitest'
import { systemClock } from '../../kernel/clock.ts'
import { createSeededIdSource } from '../../kernel/id-source.ts'
import { createMemoryNetwork } from './memory-network.ts'
import { transportSuite } from '../../testing/transport-suite.ts'

describe.each(['udp', 'tcp', 'tls'] as const)('a network without sockets, %s', (protocol) => {
  const network = createMemoryNetwork({ clock: systemClock, ids: createSeededIdSource(1) })
  transportSuite({ protocol, createTransport: network.createTransport.bind(network) })
})
