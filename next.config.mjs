import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))

/**
 * One build for any mount (docs/decisions/one-build-any-prefix.md): assets are addressed relative to the `<base>`
 * that server/ inserts, and the router's three base-path modules read the prefix at run time.
 * @type {import('next').NextConfig}
 */
export default {
  output: 'standalone',
  assetPrefix: '.',
  // Compression, validators and security headers are server/'s: Next would compress before the <base> is inserted.
  compress: false,
  poweredByHeader: false,
  reactStrictMode: true,
  // Preload `Link:` headers would resolve `./_next` against the document's URL, not against <base>.
  reactMaxHeadersLength: 0,
  // `npm run check` has seen the types of the whole repository; the build need not again.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  outputFileTracingRoot: root,
  outputFileTracingExcludes: { '*': ['node_modules/@img/**', 'node_modules/sharp/**', 'node_modules/typescript/**', 'node_modules/node/**'] },
  experimental: {
    // The parser waits for a style sheet before it runs an inline script: a page of its own need not ask for one.
    inlineCss: true,
    // Each script goes through the browser, the tunnel, the kube-apiserver's proxy and back: on few cores that costs more than its bytes.
    turbopackChunking: { minChunkSize: 400_000, maxChunkCountPerGroup: 6, maxMergeChunkSize: 1_500_000, requestCost: 2_000_000 },
  },
  turbopack: {
    root,
    rules: {
      '**/next/dist/**/{add,has,remove}-base-path.js': { loaders: [{ loader: join(root, 'server/base-path/loader.cjs'), options: { version: 2 } }] },
    },
  },
}
