import { defineConfig } from 'vite'

/** The preload script: sandboxed, hence one CommonJS file that requires nothing but `electron`. */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: 'electron/preload/index.ts',
    outDir: 'dist/preload',
    emptyOutDir: true,
    // The Chromium of Electron 45 is newer; nothing here needs more.
    target: 'chrome140',
    rolldownOptions: {
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: 'index.cjs', codeSplitting: false },
    },
  },
})
