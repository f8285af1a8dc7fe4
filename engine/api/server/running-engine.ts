import { EngineError } from '../contract/errors.ts'
import type { EngineView } from './engine-view.ts'
import type { HandlerPorts } from './handler-ports.ts'

/** The engine that runs on the data folder; without one an error that says how to start it. */
export function running({ engine }: Pick<HandlerPorts, 'engine'>): EngineView {
  if (engine) return engine
  throw new EngineError(
    'HOST_UNREACHABLE',
    'no host runs on this data folder: start it with "trunkline serve"',
  )
}
