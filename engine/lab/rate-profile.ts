import type { RateProfile } from '../api/contract/lab-peers.ts'

/** Calls per second at that moment. */
export function rateAt(profile: RateProfile, second: number): number {
  switch (profile.kind) {
    case 'constant':
      return profile.perSecond
    case 'ramp': {
      const part = Math.min(1, second / profile.seconds)
      return profile.fromPerSecond + (profile.toPerSecond - profile.fromPerSecond) * part
    }
    case 'burst':
      return second % profile.everySeconds < profile.burstSeconds
        ? profile.burstPerSecond
        : profile.perSecond
    case 'sine': {
      const { lowPerSecond, highPerSecond, periodSeconds, fromSecond } = profile
      const turn = ((second + fromSecond) / periodSeconds) * 2 * Math.PI
      return lowPerSecond + ((highPerSecond - lowPerSecond) * (1 - Math.cos(turn))) / 2
    }
  }
}

/** Calls that are due by then, counted from the start: the integral of the rate. */
export function callsBy(profile: RateProfile, second: number): number {
  switch (profile.kind) {
    case 'constant':
      return profile.perSecond * second
    case 'ramp': {
      const ramped = Math.min(second, profile.seconds)
      const mean = (profile.fromPerSecond + rateAt(profile, ramped)) / 2
      return mean * ramped + profile.toPerSecond * (second - ramped)
    }
    case 'burst': {
      const { perSecond, burstPerSecond, everySeconds, burstSeconds } = profile
      const burst = Math.min(burstSeconds, everySeconds)
      const rest = second % everySeconds
      const bursts = Math.floor(second / everySeconds) * burst + Math.min(rest, burst)
      return burstPerSecond * bursts + perSecond * (second - bursts)
    }
    case 'sine': {
      const { lowPerSecond, highPerSecond, periodSeconds, fromSecond } = profile
      const pace = (2 * Math.PI) / periodSeconds
      const swing = (Math.sin((second + fromSecond) * pace) - Math.sin(fromSecond * pace)) / pace
      return lowPerSecond * second + ((highPerSecond - lowPerSecond) * (second - swing)) / 2
    }
  }
}
