import vue from '@vitejs/plugin-vue'
import { join } from 'node:path'
import { defineConfig } from 'vite'

/** The client, the same for the headless host (files under dist/renderer) and the desktop window (app://). */
export default defineConfig({
  root: join(import.meta.dirname, 'renderer'),
  plugins: [vue()],
  resolve: {
    alias: [
      { find: /^zod$/, replacement: join(import.meta.dirname, 'renderer/zod-without-eval.ts') },
    ],
  },
  // The host that serves the page puts a fresh nonce in its place with every load.
  html: { cspNonce: '__CSP_NONCE__' },
  define: { __VUE_OPTIONS_API__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    chunkSizeWarningLimit: 4000,
    // Data URLs for nothing: every asset is a file of our own origin.
    assetsInlineLimit: 0,
  },
})
