import { basename, dirname, join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

/** A worker is started by the address of its file: that file is built as well, beside the one that starts it. */
function workerFiles(): Plugin {
  return {
    name: 'trunkline:worker-files',
    transform(code, id) {
      return code.replaceAll(
        /new URL\(['"](\.[^'"]+)\.ts['"], import\.meta\.url\)/g,
        (_whole, path: string) => {
          const fileName = `${basename(path)}.js`
          this.emitFile({ type: 'chunk', id: `${join(dirname(id), path)}.ts`, fileName })
          return `new URL('./${fileName}', import.meta.url)`
        },
      )
    },
  }
}

/** The engine's own process. Packages stay outside; every file lies in one folder, as the address of a worker says. */
export default defineConfig({
  publicDir: false,
  plugins: [workerFiles()],
  build: {
    ssr: 'engine/process.ts',
    outDir: 'dist/engine',
    emptyOutDir: true,
    target: 'node24',
    rolldownOptions: {
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
