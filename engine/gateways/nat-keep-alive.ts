import type { Clock, Timer } from '../kernel/clock.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import type { LocationService } from '../registrar/location-service.ts'
import type { TransportLayer } from '../sip/transport/transport-layer.ts'
import { destinationOfFlow } from './gateway-destination.ts'

/** What keep-alive needs. */
export interface NatKeepAlivePorts {
  readonly clock: Clock
  readonly parameters: {
    readonly values: Pick<
      ParameterValues,
      'SS_SIP_NAT_KEEP_ALIVE_MESSAGE' | 'SS_SIP_NAT_KEEP_ALIVE_PERIOD'
    >
  }
  readonly locations: Pick<LocationService, 'all'>
  readonly transport: Pick<TransportLayer, 'sendPayload'>
}

const turnMs = 1000

/**
 * Keeps the mappings of NATs open: SS_SIP_NAT_KEEP_ALIVE_MESSAGE goes to every dynamic gateway that registered
 * over UDP from behind one, once per SS_SIP_NAT_KEEP_ALIVE_PERIOD, spread over the seconds of the period.
 */
export class NatKeepAlive {
  readonly #ports: NatKeepAlivePorts
  #timer: Timer | undefined
  #turn = 0

  constructor(ports: NatKeepAlivePorts) {
    this.#ports = ports
  }

  start(): void {
    if (this.#timer) return
    this.#timer = this.#ports.clock.startTimer(turnMs, () => {
      this.#timer = undefined
      this.#send()
      this.start()
    })
  }

  stop(): void {
    if (this.#timer) this.#ports.clock.stopTimer(this.#timer)
    this.#timer = undefined
  }

  #send(): void {
    const { SS_SIP_NAT_KEEP_ALIVE_MESSAGE: message, SS_SIP_NAT_KEEP_ALIVE_PERIOD: periodSeconds } =
      this.#ports.parameters.values
    const turn = this.#turn++ % periodSeconds
    if (message === '') return
    const payload = Buffer.from(message, 'utf8')
    for (const binding of this.#ports.locations.all()) {
      if (!binding.isBehindNat || binding.flow.protocol !== 'udp') continue
      if (turnOf(binding.contact, periodSeconds) !== turn) continue
      this.#ports.transport.sendPayload(payload, destinationOfFlow(binding))
    }
  }
}

function turnOf(contact: string, turns: number): number {
  let sum = 0
  for (let i = 0; i < contact.length; i++) sum = (sum * 31 + contact.charCodeAt(i)) >>> 0
  return sum % turns
}
