import type { WebAccessRule } from '../api/contract/engine-settings.ts'
import { isInBlock, isLoopback } from './address-block.ts'

/** *Web access control*: the rule of the longest directory that the path lies in; without one, this machine only. */
export function mayUse(rules: readonly WebAccessRule[], path: string, address: string): boolean {
  let governing: WebAccessRule | undefined
  for (const rule of rules) {
    if (!liesIn(path, rule.directory)) continue
    if (!governing || rule.directory.length > governing.directory.length) governing = rule
  }
  if (!governing) return isLoopback(address)
  return governing.addresses.some((block) => isInBlock(address, block))
}

function liesIn(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`)
}
