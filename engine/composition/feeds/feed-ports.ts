import type { Emitter } from '../../kernel/emitter.ts'
import type { LiveViewPorts } from '../live-view.ts'
import type { Touches } from '../touches.ts'

/** The parts of the engine that live feeds show. */
export type FeedPorts = Omit<LiveViewPorts, 'feeds' | 'routeTable' | 'store'> & {
  readonly touches: Emitter<Touches>
}
