import type { Role } from '../../engine/api/contract/procedure.ts'
import type { Translate } from '../composables/use-text.ts'
import { navigation, windowOf, type NavigationNode, type WindowId } from './windows.ts'

/** One line of the tree as it is shown. */
export interface TreeLine {
  readonly id: string
  readonly title: string
  readonly icon: object | undefined
  readonly window: WindowId | undefined
  readonly depth: number
  /** undefined = it has no branches. */
  readonly isOpen: boolean | undefined
  readonly parent: string | undefined
}

export interface TreeOptions {
  readonly t: Translate
  readonly may: (role: Role) => boolean
  readonly isOpen: (group: string) => boolean
  /** Only windows whose title holds this text, with every branch above them open. */
  readonly filter: string
}

/** The lines of the Navigation tree from top to bottom. */
export function treeLines(options: TreeOptions): readonly TreeLine[] {
  return navigation.flatMap((node) => linesOf(node, options, 0, undefined))
}

function linesOf(
  node: NavigationNode,
  options: TreeOptions,
  depth: number,
  parent: string | undefined,
): readonly TreeLine[] {
  return 'window' in node
    ? windowLine(node.window, options, depth, parent)
    : groupLines(node, options, depth, parent)
}

function windowLine(
  window: WindowId,
  { t, may, filter }: TreeOptions,
  depth: number,
  parent: string | undefined,
): readonly TreeLine[] {
  const { title, icon, role = 'viewer', also = '' } = windowOf(window)
  const words = `${t(title)} ${also}`.toLowerCase()
  if (!may(role) || !words.includes(filter.trim().toLowerCase())) return []
  return [{ id: window, title: t(title), icon, window, depth, isOpen: undefined, parent }]
}

function groupLines(
  node: Extract<NavigationNode, { group: string }>,
  options: TreeOptions,
  depth: number,
  parent: string | undefined,
): readonly TreeLine[] {
  const children = node.children.flatMap((child) => linesOf(child, options, depth + 1, node.group))
  if (children.length === 0) return []
  const isOpen = options.filter.trim() !== '' || options.isOpen(node.group)
  const line: TreeLine = {
    ...{ id: node.group, title: options.t(node.title), icon: node.icon },
    ...{ window: undefined, depth, isOpen, parent },
  }
  return isOpen ? [line, ...children] : [line]
}
