import type { TraceState } from '../api/contract/trace-procedures.ts'
import type { TraceView } from '../api/server/engine-view.ts'
import type { BackToBackUserAgent, CallView } from '../calls/ports.ts'
import { checkExpires } from '../capture/expires-check.ts'
import { LegBook } from '../capture/leg-book.ts'
import { exportPcap } from '../capture/pcap-export.ts'
import type { TraceRing } from '../capture/trace-ring.ts'
import { searchTrace } from '../capture/trace-search.ts'
import type { Configuration } from '../configuration/configuration.ts'
import type { Clock } from '../kernel/clock.ts'

interface TraceViewPorts {
  readonly clock: Clock
  readonly configuration: Configuration
  readonly trace: TraceRing
  readonly calls: Pick<BackToBackUserAgent, 'calls'>
  readonly stateListeners: Set<(call: CallView) => void>
}

/** The trace of the running node, and what it proves about the publications. */
export function createTraceView(ports: TraceViewPorts): TraceView {
  const { clock, configuration, trace } = ports
  let parameterSinceMs = 0
  configuration.events.on('parameterChanged', ({ names }) => {
    if (names.includes('SS_SIP_PUBLISH_EXPIRE')) parameterSinceMs = clock.nowMs()
  })
  return {
    search: (filter, paging) => searchTrace(trace, filter, paging),
    textOf: (sequence) => trace.textOf(sequence),
    pcap: (filter) => exportPcap(trace, filter),
    legsOf: legSearch(ports),
    state: () => stateOf(trace),
    async expiresCheck(fromMs) {
      const rows = await inTurns(
        clock,
        checkExpires(trace, {
          gateways: configuration.routingGateways.all(),
          fromMs,
          standard: () => ({
            parameterSeconds: configuration.parameters.values.SS_SIP_PUBLISH_EXPIRE,
            nowMs: clock.nowMs(),
            completeSinceMs: trace.completeSinceMs,
          }),
        }),
      )
      const { SS_SIP_PUBLISH_EXPIRE: parameterSeconds } = configuration.parameters.values
      return { parameterSeconds, parameterSinceMs, rows }
    },
  }
}

/** Finds the other legs among the calls in progress and those that ended. */
function legSearch({ calls, stateListeners }: TraceViewPorts): TraceView['legsOf'] {
  const ended = new LegBook()
  stateListeners.add((call) => {
    if (call.state === 'Release') ended.add(call.callIds)
  })
  return (callId) => {
    const known = ended.legsOf(callId)
    if (known !== undefined) return known
    for (const { callIds } of calls.calls()) if (callIds.includes(callId)) return callIds
    return [callId]
  }
}

function stateOf(trace: TraceRing): TraceState {
  const { messages, bytes } = trace.limits
  const { messages: held, bytes: heldBytes, oldestMs, newestMs } = trace.holding
  const megabytes = Math.round(bytes / (1024 * 1024))
  return { enabled: trace.isEnabled, messages, megabytes, held, heldBytes, oldestMs, newestMs }
}

/** Goes through long work with signalling let in between its steps. */
function inTurns<T>(clock: Clock, work: Generator<undefined, T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const turn = (): void => {
      try {
        const step = work.next()
        if (step.done === true) resolve(step.value)
        else clock.startTimer(0, turn)
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    }
    turn()
  })
}
