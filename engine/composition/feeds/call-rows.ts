import type { CallFeedRow } from '../../api/contract/feed-rows.ts'
import type { RowSource } from '../../api/server/feeds/feed-sources.ts'
import type { CallView } from '../../calls/ports.ts'
import { callRow } from '../live-view.ts'
import type { FeedPorts } from './feed-ports.ts'

/** Rows of the feed `calls`. */
export function callSource({ calls, stateListeners }: FeedPorts): RowSource<CallFeedRow> {
  return {
    *all() {
      for (const call of calls.calls()) yield callFeedRow(call)
    },
    row(id) {
      const call = calls.call(Number(id))
      return call && callFeedRow(call)
    },
    watch({ touched }) {
      const listener = ({ callId }: CallView): void => {
        touched(callId)
      }
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
  }
}

function callFeedRow(call: CallView): CallFeedRow {
  const { setupDelayMs, attempts } = call.record
  return { ...callRow(call), setupDelayMs, attempts: attempts.length, callIds: call.callIds }
}
