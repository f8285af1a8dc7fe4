import type { Handlers } from '../contract/procedures.ts'
import type { HandlerPorts } from './handler-ports.ts'
import { running } from './running-engine.ts'

/** Handlers of the trace's own settings and of what it proves. */
export function createTraceHandlers(
  ports: Pick<HandlerPorts, 'configuration' | 'engine'>,
): Pick<Handlers, 'trace.state' | 'trace.configure' | 'trace.expiresCheck'> {
  const { configuration } = ports
  return {
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
  }
}
