import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the window into dist/renderer; both hosts serve that folder as it is. */
export default defineConfig({
  root: folder('src-renderer'),
  base: './',
  plugins: [svelte({ configFile: false })],
  build: {
    outDir: folder('dist/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    // The security policy allows nothing but files of the program itself: no data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
});
