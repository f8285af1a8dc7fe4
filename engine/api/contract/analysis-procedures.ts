import { z } from 'zod'
import { count, moment, name, procedure } from './procedure.ts'

/*
 * The gateway analysis report over one period: records of the calls that began in it, and samples of concurrency from the
 * whole minutes that it touches.
 */

const shareOfTime = z.number().min(0).max(1)

const gatewayReport = z.object({
  gateway: z.string(),
  /** Attempts at this gateway. */
  calls: count,
  answered: count,
  /** Answered ÷ calls; the three ratios are null without a call. */
  asr: z.number().nullable(),
  /** (Answered + alerting + busy) ÷ calls. */
  connectRatio: z.number().nullable(),
  /** Any response ÷ calls. */
  responseRatio: z.number().nullable(),
  /** Mean seconds of the answered calls. */
  acdSeconds: z.number().nullable(),
  /** Of the calls that got a 18x or 2xx: the smallest delay that half of them, or 95 %, did not exceed. */
  setupDelayMedianMs: z.number().nullable(),
  setupDelayP95Ms: z.number().nullable(),
  /** How often each end reason came, most frequent first. */
  endReasons: z.array(z.object({ reason: z.int(), calls: count })).readonly(),
  /** Composed concurrency. */
  peakActive: count,
  meanActive: z.number(),
  /** Line limit at the end of the period, without a sample the present one; 0 = unlimited. */
  capacity: count,
  /** Share of the sampled time in each band. */
  bands: z.object({
    normal: shareOfTime,
    reduce: shareOfTime,
    'last resort': shareOfTime,
    full: shareOfTime,
  }),
  /**
   * Calls that were not sent here because the line limit was reached: they went to a gateway that comes after this one by
   * protect route and priority, or nowhere.
   */
  refusedAtLimit: count,
  /** Attempts that were given up for the next gateway. */
  switchedAway: count,
  /** |published − actual| of this node's own count; null when nothing was published. */
  publicationErrorMean: z.number().nullable(),
  publicationErrorWorst: z.number().nullable(),
  /** Milliseconds with a stale publication. */
  staleMs: z.number(),
  /** Milliseconds of the period that were sampled: while a node ran, from the gateway's first call or publication on. */
  sampledMs: z.number(),
})

const seriesPoint = z.object({
  /** Start of the step. */
  atMs: z.number(),
  meanActive: z.number(),
  peakActive: count,
  /** Mean of what was published about it, by itself or by all nodes; null = nothing was published. */
  published: z.number().nullable(),
  capacity: count,
})
const gatewaySeries = z.object({ stepMs: count, points: z.array(seriesPoint).readonly() })

const periodAllowed = 'a period that begins before it ends'
const period = { fromMs: moment, toMs: moment }

export const analysisProcedures = {
  /** The gateways named, else every gateway that had a call or was sampled in the period. */
  'analysis.gateways': procedure(
    'viewer',
    false,
    z
      .strictObject({ ...period, gateways: z.array(name).max(10_000).optional() })
      .refine(({ fromMs, toMs }) => fromMs < toMs, { error: periodAllowed, path: ['fromMs'] }),
    z.array(gatewayReport),
  ),
  /** At most 2000 points of equal steps, oldest first; steps without a sample are left out. */
  'analysis.series': procedure(
    'viewer',
    false,
    z
      .strictObject({ ...period, gateway: name })
      .refine(({ fromMs, toMs }) => fromMs < toMs, { error: periodAllowed, path: ['fromMs'] }),
    gatewaySeries,
  ),
} as const

export type GatewayReport = Readonly<z.infer<typeof gatewayReport>>
export type GatewaySeries = Readonly<z.infer<typeof gatewaySeries>>
export type SeriesPoint = Readonly<z.infer<typeof seriesPoint>>
