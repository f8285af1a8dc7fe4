/** A refresh goes out at a random point between 80 % and 90 % of the granted lifetime. */
const refreshShare = 0.85

/** Mean time between two refreshes of one publication. */
export const refreshSeconds = (expireSeconds: number): number => expireSeconds * refreshShare

/** PUBLISH requests per second that refreshing costs. */
export function publishRate(gateways: number, targets: number, expireSeconds: number): number {
  return (gateways * targets) / refreshSeconds(expireSeconds)
}
