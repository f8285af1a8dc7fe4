import type { RoutingView } from './route-plan.ts'
import type { RoutingEntry } from './routing-entry.ts'
import { RefusalCount, type Refusing } from './refusal-count.ts'
import { compareStandings, readStanding, unusableRank } from './standing.ts'
import type { Standing } from './standing.ts'

/** A gateway's place under one prefix, with the figures that it was last ordered by. */
export interface Member extends Standing, Refusing {
  readonly entry: RoutingEntry
  readonly heap: StandingHeap
  /** Position in the heap. */
  index: number
  /** Its figures changed since it was ordered. */
  isDirty: boolean
}

/** Re-readings after which a view that never settles is taken at its word. */
const longestReread = 64

/**
 * Gateways that share a prefix and every filter, kept as a binary heap by standing: the best one is found
 * in constant time however many there are, and a changed figure costs one sift when next asked.
 */
export class StandingHeap {
  readonly #members: Member[] = []
  readonly #dirty: Member[] = []
  readonly #refusals = new RefusalCount()
  #last: Member | undefined

  get size(): number {
    return this.#members.length
  }

  /** Some gateway gets no call for the only reason that its line limit is reached. */
  get isAnyFull(): boolean {
    return this.#refusals.isAnyFull
  }

  members(): readonly Member[] {
    return this.#members
  }

  add(entry: RoutingEntry, view: RoutingView): Member {
    const member: Member = {
      entry,
      heap: this,
      index: this.#members.length,
      isDirty: false,
      isEnforced: entry.gateway.enforceCapacity,
      isProtected: entry.gateway.protectRoute,
      rank: 0,
      priority: entry.gateway.priority,
      ratio: 0,
      answerRate: 1,
      callsCarried: 0,
      active: 0,
      capacity: 0,
      band: 'normal',
      isRefusing: false,
      refused: 0,
      refusedFrom: -1,
      name: entry.gateway.name,
    }
    this.#read(member, view)
    this.#members.push(member)
    this.#siftUp(member)
    this.#last = undefined
    return member
  }

  remove(member: Member): void {
    this.#last = undefined
    this.#refusals.ended(member)
    const last = this.#members.pop()
    if (last === undefined || last === member) return
    this.#place(last, member.index)
    this.#settle(last)
  }

  /** Reads the figures of `member` again and brings it to its place. */
  refresh(member: Member, view: RoutingView): void {
    if (this.#read(member, view)) this.#settle(member)
  }

  /** Notes that figures of `member` changed; they are read again when next needed. */
  markDirty(member: Member): void {
    if (member.isDirty) return
    member.isDirty = true
    this.#dirty.push(member)
  }

  /** The usable gateway to be tried first among those not in `tried`. */
  best(tried: ReadonlySet<string> | undefined, view: RoutingView): Member | undefined {
    this.settleDirty(view)
    for (let reread = 0; ; reread++) {
      const member = this.#bestFrom(0, tried)
      if (!member) return undefined
      // A change that nobody told of is found here at the latest: the one given is never out of date.
      const isChanged = this.#read(member, view)
      if (isChanged) this.#settle(member)
      if (!isChanged || reread >= longestReread) {
        return member.rank < unusableRank ? member : undefined
      }
    }
  }

  /** The gateway that comes last by protect route, priority and name. */
  lastBySettings(): Member | undefined {
    if (this.#last) return this.#last
    for (const member of this.#members) {
      if (!this.#last || compareSettings(member, this.#last) > 0) this.#last = member
    }
    return this.#last
  }

  /** A call looked for a gateway here, and this one or none was found: those whose line limit kept them out note it. */
  countRefusals(chosen: Member | undefined): void {
    this.#refusals.count(chosen)
  }

  /** Calls that the gateway was not given because its line limit was reached. */
  refusedBy(member: Member): number {
    return this.#refusals.of(member)
  }

  /** Brings every changed gateway to its place. */
  settleDirty(view: RoutingView): void {
    for (let member = this.#dirty.pop(); member; member = this.#dirty.pop()) {
      member.isDirty = false
      if (this.#members[member.index] === member) this.refresh(member, view)
    }
  }

  /** Best of a subtree: its root, unless tried; then the better of both children's. */
  #bestFrom(index: number, tried: ReadonlySet<string> | undefined): Member | undefined {
    const member = this.#members[index]
    if (!member || member.rank >= unusableRank) return undefined
    if (!tried?.has(member.name)) return member
    const left = this.#bestFrom(2 * index + 1, tried)
    const right = this.#bestFrom(2 * index + 2, tried)
    if (!left || !right) return left ?? right
    return compareStandings(left, right) <= 0 ? left : right
  }

  #read(member: Member, view: RoutingView): boolean {
    const wasRefusing = member.isRefusing
    const isChanged = readStanding(member, view)
    if (member.isRefusing && !wasRefusing) this.#refusals.begun(member)
    else if (wasRefusing && !member.isRefusing) this.#refusals.ended(member)
    return isChanged
  }

  #settle(member: Member): void {
    this.#siftUp(member)
    this.#siftDown(member)
  }

  #place(member: Member, index: number): void {
    this.#members[index] = member
    member.index = index
  }

  #siftUp(member: Member): void {
    let index = member.index
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = this.#members[parentIndex]
      if (!parent || compareStandings(parent, member) <= 0) break
      this.#place(parent, index)
      index = parentIndex
    }
    this.#place(member, index)
  }

  #siftDown(member: Member): void {
    let index = member.index
    for (;;) {
      const left = this.#members[2 * index + 1]
      if (!left) break
      const right = this.#members[2 * index + 2]
      const child = right && compareStandings(right, left) < 0 ? right : left
      if (compareStandings(member, child) <= 0) break
      const childIndex = child.index
      this.#place(child, index)
      index = childIndex
    }
    this.#place(member, index)
  }
}

/** Order of what was set, without any figure: protect route, priority, name. */
export function compareSettings(a: Member, b: Member): number {
  const protect = Number(a.isProtected) - Number(b.isProtected)
  if (protect !== 0) return protect
  if (a.priority !== b.priority) return a.priority - b.priority
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}
