import { Notification } from 'electron'
import type { HostNotification } from '../bridge/host-channels.ts'

/** The system forgets the click of a notification that nobody holds any more. */
const shown = new Set<Notification>()
const mostShown = 20

/** Shows a notification; does nothing where the system has none. */
export function showNotification({ title, body }: HostNotification, onClick: () => void): void {
  if (!Notification.isSupported()) return
  const notification = new Notification({ title, body })
  const forget = (): void => void shown.delete(notification)
  notification.on('click', () => {
    forget()
    onClick()
  })
  notification.on('close', forget)
  notification.on('failed', forget)
  shown.add(notification)
  for (const oldest of shown) if (shown.size > mostShown) shown.delete(oldest)
  notification.show()
}
