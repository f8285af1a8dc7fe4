import type { GatewaySample } from '../../analysis/gateway-sample.ts'
import { createBatchWriter, type BatchWriter, type StoreAccess } from '../batch-writer.ts'

/** A batch closes after this, and is no longer than that: signalling goes on in between. */
const batchDelayMs = 10
const largestBatch = 100
/** While the store refuses, the oldest samples beyond this are given up. */
const mostWaiting = 50_000

/** Keeps samples of concurrency; those of the same minutes add up. */
export type GatewaySampleWriter = BatchWriter<GatewaySample>

export function createGatewaySampleWriter(access: StoreAccess): GatewaySampleWriter {
  const put = access.db.prepare(`
    INSERT INTO gateway_samples VALUES (
      @minuteAtMs, @gateway, @minutes, @sampledMs, @activeMs, @peakActive, @capacity,
      @normalMs, @reduceMs, @lastResortMs, @fullMs, @refusedAtLimit,
      @publishedMs, @publishedForMs, @errorMs, @errorForMs, @errorWorst, @staleMs
    )
    ON CONFLICT DO UPDATE SET
      minutes = max(minutes, excluded.minutes),
      sampled_ms = sampled_ms + excluded.sampled_ms,
      active_ms = active_ms + excluded.active_ms,
      peak_active = max(peak_active, excluded.peak_active),
      capacity = excluded.capacity,
      normal_ms = normal_ms + excluded.normal_ms,
      reduce_ms = reduce_ms + excluded.reduce_ms,
      last_resort_ms = last_resort_ms + excluded.last_resort_ms,
      full_ms = full_ms + excluded.full_ms,
      refused_at_limit = refused_at_limit + excluded.refused_at_limit,
      published_ms = published_ms + excluded.published_ms,
      published_for_ms = published_for_ms + excluded.published_for_ms,
      error_ms = error_ms + excluded.error_ms,
      error_for_ms = error_for_ms + excluded.error_for_ms,
      error_worst = max(error_worst, excluded.error_worst),
      stale_ms = stale_ms + excluded.stale_ms`)
  return createBatchWriter<GatewaySample>(access, {
    ...{ delayMs: batchDelayMs, largestBatch, mostWaiting },
    write: (sample) => put.run(sample),
  })
}
