import { defineConfig } from 'vite'

/** Electron's main process: one module; packages stay outside, as the packaged program brings them along. */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: 'electron/main/index.ts',
    outDir: 'dist/main',
    emptyOutDir: true,
    // The Node inside Electron 45.
    target: 'node24',
    rolldownOptions: { external: ['electron', 'electron-updater'] },
  },
})
