type Mounted = { __bp?: () => string }

/** Path under which this page is mounted: '' at the root, else '/a/b'. Told by the server's inline script. */
export function mountPath(): string {
  return (globalThis as Mounted).__bp?.() ?? ''
}

/** A path of the app (`/api/v1/session`) as the browser has to fetch it. For links and the router use the plain path. */
export function withBase(path: string): string {
  return mountPath() + path
}
