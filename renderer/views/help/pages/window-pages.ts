import { messages } from '../../../i18n/messages.ts'
import type { HelpBlock, HelpPage, WindowPageId } from '../help-page.ts'
import { callWindowBlocks } from './call-window-blocks.ts'
import { gatewayWindowBlocks } from './gateway-window-blocks.ts'
import { guidanceWindowBlocks } from './guidance-window-blocks.ts'
import { labWindowBlocks } from './lab-window-blocks.ts'
import { operationWindowBlocks } from './operation-window-blocks.ts'
import { queryWindowBlocks } from './query-window-blocks.ts'
import { systemWindowBlocks } from './system-window-blocks.ts'

/** A window without a page does not compile. */
const blocksOf: Readonly<Record<WindowPageId, readonly HelpBlock[]>> = {
  ...operationWindowBlocks,
  ...gatewayWindowBlocks,
  ...callWindowBlocks,
  ...queryWindowBlocks,
  ...guidanceWindowBlocks,
  ...labWindowBlocks,
  ...systemWindowBlocks,
}

/** The page of a window bears the window's own title. */
export const windowPage = (id: WindowPageId): HelpPage => ({
  id,
  title: { en: messages.en.shell.window[id], zh: messages.zh.shell.window[id] },
  blocks: blocksOf[id],
  opens: id === 'help' ? [] : [id],
})
