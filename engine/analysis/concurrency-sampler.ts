/* Samples of concurrency for the gateway analysis report: driven by changes, at a constant cost each on the signalling
 * path; once a minute, in slices, what was summed up is handed out. A minute that is running is lost with the process. */
import type { Clock, Timer } from '../kernel/clock.ts'
import type { GatewaySample } from './gateway-sample.ts'
import type { SampledFigures } from './minute-tally.ts'
import { minuteMs, SampledGateway, type SampledMinute } from './sampled-gateway.ts'

export interface SamplerPorts {
  readonly clock: Clock
  readonly gateways: () => Iterable<{ readonly name: string }>
  /** The figures now; undefined = there is no such gateway. */
  readonly figuresOf: (gateway: string) => SampledFigures | undefined
  /** Calls that routing has refused so far because the line limit was reached. */
  readonly refusedAtLimit: (gateway: string) => number
  readonly onSample: (sample: GatewaySample) => void
}

/** Gateways handed out in one turn, and the pause after it. */
const gatewaysPerTurn = 200
const pauseMs = 10
/** So near to its end a minute of the wall clock counts as over. */
const slackMs = 500

/** Follows every routing gateway from its first call or publication on. */
export class ConcurrencySampler {
  readonly #ports: SamplerPorts
  readonly #gateways = new Map<string, SampledGateway>()
  #minute: SampledMinute | undefined
  #timer: Timer | undefined
  readonly #pauses = new Set<Timer>()

  constructor(ports: SamplerPorts) {
    this.#ports = ports
  }

  start(): void {
    this.#minute = minuteAt(this.#ports.clock)
    this.touchAll()
    this.#awaitNextMinute()
  }

  /** Hands out what the running minute has so far, and ends. */
  stop(): void {
    const { clock } = this.#ports
    if (this.#timer) clock.stopTimer(this.#timer)
    for (const pause of this.#pauses) clock.stopTimer(pause)
    for (const gateway of this.#gateways.values()) this.#handOut(gateway)
    this.#gateways.clear()
    this.#minute = undefined
  }

  /** A figure of the gateway changed; runs on the signalling path. */
  touch(name: string): void {
    if (this.#minute === undefined) return
    const { clock, figuresOf } = this.#ports
    const nowMs = clock.monotonicMs()
    const figures = figuresOf(name)
    const gateway = this.#gateways.get(name)
    if (gateway === undefined) {
      if (figures !== undefined && isWorthSampling(figures)) this.#follow(name, figures)
      return
    }
    if (gateway.minute.endMs <= nowMs) this.#turn(gateway)
    if (figures !== undefined) gateway.change(figures, nowMs)
    else {
      this.#handOut(gateway)
      this.#gateways.delete(name)
    }
  }

  touchAll(): void {
    for (const { name } of this.#ports.gateways()) this.touch(name)
  }

  /** A call that had been routed to the gateway found its line limit reached. */
  refused(name: string): void {
    this.touch(name)
    const figures = this.#ports.figuresOf(name)
    if (this.#minute === undefined || figures === undefined) return
    const gateway = this.#gateways.get(name) ?? this.#follow(name, figures)
    gateway.refuse()
  }

  /** Hands out what the running minute has so far, a slice at a time. */
  settle(): Promise<void> {
    return new Promise((resolve) => {
      this.#inSlices((gateway) => {
        this.#handOut(gateway)
      }, resolve)
    })
  }

  #follow(name: string, figures: SampledFigures): SampledGateway {
    const { clock, refusedAtLimit } = this.#ports
    const now = { figures, refused: refusedAtLimit(name) }
    const gateway = new SampledGateway(name, this.#currentMinute(), clock.monotonicMs(), now)
    this.#gateways.set(name, gateway)
    return gateway
  }

  #awaitNextMinute(): void {
    const { clock } = this.#ports
    const { endMs } = this.#currentMinute()
    this.#timer = clock.startTimer(Math.max(1, Math.ceil(endMs - clock.monotonicMs())), () => {
      this.#awaitNextMinute()
      this.#inSlices((gateway) => {
        if (gateway.minute.endMs <= clock.monotonicMs()) this.#turn(gateway)
      })
    })
  }

  #currentMinute(): SampledMinute {
    const { clock } = this.#ports
    if (this.#minute === undefined || this.#minute.endMs <= clock.monotonicMs()) {
      this.#minute = minuteAt(clock)
    }
    return this.#minute
  }

  /** The gateway's minute is over. */
  #turn(gateway: SampledGateway): void {
    this.#handOut(gateway)
    gateway.begin(this.#currentMinute())
  }

  #handOut(gateway: SampledGateway): void {
    const { clock, refusedAtLimit, onSample } = this.#ports
    const sample = gateway.take(clock.monotonicMs(), refusedAtLimit(gateway.name))
    if (sample) onSample(sample)
  }

  #inSlices(work: (gateway: SampledGateway) => void, onDone?: () => void): void {
    const { clock } = this.#ports
    const waiting = this.#gateways.values()
    const slice = (): void => {
      for (let count = 0; count < gatewaysPerTurn; count++) {
        const next = waiting.next()
        if (next.done === true) return onDone?.()
        work(next.value)
      }
      const pause = clock.startTimer(pauseMs, () => {
        this.#pauses.delete(pause)
        slice()
      })
      this.#pauses.add(pause)
    }
    slice()
  }
}

const isWorthSampling = ({ active, published, isStale }: SampledFigures): boolean =>
  active > 0 || published !== undefined || isStale

/** The minute of the wall clock that is now, from now on if it began before. */
function minuteAt(clock: Clock): SampledMinute {
  const wallMs = clock.nowMs()
  const nowMs = clock.monotonicMs()
  const passedMs = wallMs % minuteMs
  if (minuteMs - passedMs <= slackMs) {
    const aheadMs = minuteMs - passedMs
    return { atMs: wallMs + aheadMs, startMs: nowMs, endMs: nowMs + aheadMs + minuteMs }
  }
  return { atMs: wallMs - passedMs, startMs: nowMs - passedMs, endMs: nowMs + minuteMs - passedMs }
}
