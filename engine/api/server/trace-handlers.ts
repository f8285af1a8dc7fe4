import { EngineError } from '../contract/errors.ts'
import type { Handlers } from '../contract/procedures.ts'
import type { traceProcedures } from '../contract/trace-procedures.ts'
import { TraceExports } from '../../capture/trace-exports.ts'
import { givenFields } from './given-fields.ts'
import type { HandlerPorts } from './handler-ports.ts'
import { running } from './running-engine.ts'

type TraceProcedure = keyof typeof traceProcedures

/** Handlers of `trace.*`. */
export function createTraceHandlers(
  ports: Pick<HandlerPorts, 'configuration' | 'engine'>,
): Pick<Handlers, TraceProcedure> {
  const { configuration } = ports
  const exports = new TraceExports()
  return {
    'trace.list': ({ before, limit, ...filter }) => {
      const paging = before === undefined ? { limit } : { before, limit }
      const { messages, next = null } = running(ports).trace.search(givenFields(filter), paging)
      return { messages, next }
    },
    'trace.get': ({ sequence }) => {
      const text = running(ports).trace.textOf(sequence)
      if (text !== undefined) return { text }
      const sentence = `the trace no longer holds the message ${sequence}`
      throw new EngineError('NOT_FOUND', sentence, { sequence })
    },
    'trace.state': () => running(ports).trace.state(),
    'trace.configure': ({ enabled, messages, megabytes }, caller) => {
      const { trace } = running(ports)
      configuration.setSettings(
        {
          ...(enabled === undefined ? {} : { traceEnabled: enabled }),
          ...(messages === undefined ? {} : { traceMessages: messages }),
          ...(megabytes === undefined ? {} : { traceMegabytes: megabytes }),
        },
        caller,
      )
      return trace.state()
    },
    'trace.expiresCheck': ({ fromMs = 0 }) => running(ports).trace.expiresCheck(fromMs),
    'trace.legs': ({ callId }) => ({ callIds: running(ports).trace.legsOf(callId) }),
    'traceExport.begin': (filter) => ({
      export: exports.begin(running(ports).trace.pcap(givenFields(filter))),
    }),
    'traceExport.next': ({ export: id }) => {
      const { bytes, isLast } = exports.next(id)
      return { base64: bytes.toString('base64'), isLast }
    },
  }
}
