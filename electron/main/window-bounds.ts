import type { Rectangle } from 'electron'
import type { WindowBounds } from './kept-state.ts'

const usual = { width: 1280, height: 800 }
/** As much of a window must lie on a screen, else it could not be grabbed. */
const visiblePx = 100

/** Where the window opens: where it was, unless no screen is there any more. */
export function startBounds(
  kept: WindowBounds | undefined,
  screens: readonly Rectangle[],
): Partial<Rectangle> & { readonly width: number; readonly height: number } {
  if (!kept || !screens.some((screen) => isReachable(kept, screen))) return usual
  const { x, y, width, height } = kept
  return { x, y, width, height }
}

function isReachable(window: Rectangle, screen: Rectangle): boolean {
  const width =
    Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x)
  // The title bar is at the top, so the top edge itself must be on the screen.
  const isTopOn = window.y >= screen.y && window.y <= screen.y + screen.height - visiblePx
  return width >= visiblePx && isTopOn
}
