import { afterAll, beforeAll, expect, it } from 'vitest'
import { routingGateway } from '../../engine/api/contract/gateways.ts'
import { systemClock } from '../../engine/kernel/clock.ts'
import { createRandomIdSource } from '../../engine/kernel/id-source.ts'
import { silentLogger } from '../../engine/kernel/logger.ts'
import { defaultParameterValues } from '../../engine/parameters/parameter-catalogue.ts'
import { LocationService } from '../../engine/registrar/location-service.ts'
import { Registrar } from '../../engine/registrar/registrar.ts'
import { SourceSuspension } from '../../engine/registrar/source-suspension.ts'
import { DigestChallenger } from '../../engine/sip/authentication/digest-challenger.ts'
import {
  createTimerValues,
  standardResendIntervalsMs,
} from '../../engine/sip/transaction/timer-values.ts'
import { createTransactionLayer } from '../../engine/sip/transaction/transaction-layer.ts'
import { createTransportLayer } from '../../engine/sip/transport/transport-layer.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { runSipp } from '../harness/sipp.ts'

const clock = systemClock
const ids = createRandomIdSource()
const parameters = { values: defaultParameterValues }
const changes: number[] = []
const gateway = routingGateway.parse({ name: '1001', registerType: 1, password: 'secret' })

const locations = new LocationService({
  clock,
  onBindingsChanged: (_gateway, bindings) => changes.push(bindings.length),
})
const registrar = new Registrar({
  clock,
  ids,
  log: silentLogger,
  parameters,
  // SIPp, like many gateways, knows MD5 only and looks at the first challenge only.
  challenger: new DigestChallenger({
    clock,
    ids,
    realm: () => 'example.com',
    algorithms: () => ['MD5', 'SHA-256'],
  }),
  suspension: new SourceSuspension({ clock, parameters }),
  locations,
  isOwnHost: (host) => host === '127.0.0.1',
  gatewayOf: (name) => (name === gateway.name ? gateway : undefined),
})
const transport = createTransportLayer({
  clock,
  log: silentLogger,
  onMessage: (message, flow) => transactions.onMessage(message, flow),
})
const transactions = createTransactionLayer({
  clock,
  ids,
  log: silentLogger,
  transport,
  timerValues: () => createTimerValues({ resendIntervalsMs: standardResendIntervalsMs }),
  transactionUser: {
    onRequest: (request, transaction) => registrar.onRegister(request, transaction),
    onAck: () => undefined,
  },
})

describeWithTools(['sipp'], 'a dynamic gateway on a real socket', () => {
  const targets = new Map<'udp' | 'tcp', string>()

  beforeAll(async () => {
    for (const protocol of ['udp', 'tcp'] as const) {
      const { port } = await transport.listen({ protocol, address: '127.0.0.1', port: 0 })
      targets.set(protocol, `127.0.0.1:${port}`)
    }
  })
  afterAll(async () => {
    transactions.close()
    locations.stop()
    await transport.close()
  })

  it.each(['udp', 'tcp'] as const)(
    'registers, queries and un-registers over %s',
    async (protocol) => {
      changes.length = 0
      const result = await runSipp({
        scenario: 'register_digest.xml',
        target: targets.get(protocol) ?? '',
        calls: 1,
        user: '1001',
        digest: { user: '1001', password: 'secret' },
        transport: protocol,
        limitMs: 20_000,
      })
      expect(result.errors).toBe('')
      expect(result.statistics).toMatchObject({ successful: 1, failed: 0 })
      expect(changes).toEqual([1, 0])
    },
  )
})
