import type { WebContents, WebFrameMain } from 'electron'
import { isClientAddress } from './client-origin.ts'

/** Who asks: the window and the frame in it. */
export interface Sender {
  readonly sender: WebContents
  readonly senderFrame: WebFrameMain | null
}

/** Only the top frame of a window that shows the client may ask; a frame that is gone may not. */
export const isTrustedSender = ({ sender, senderFrame }: Sender): boolean =>
  senderFrame !== null && senderFrame === sender.mainFrame && isClientAddress(senderFrame.url)
