/** Every way to Latchkey that the specs of this folder take, all of them open at once and to one Deployment. */
export const mountNames = ['tunnel', 'raw', 'kubectl-proxy', 'nginx-strip', 'nginx-keep', 'root'] as const
export type MountName = (typeof mountNames)[number]

export type Mount = {
  name: MountName
  /** Its address without the last slash: a page is at `base` + its plain path. */
  base: string
  /** Whether other programs answer on the same origin: then signing in begins with a page that says what this means. */
  sharedOrigin: boolean
}

/** A mount that is open until `stop`, or the reason why it cannot be had on this cluster. */
export type OpenMount = { mount: Mount; stop: () => Promise<void> } | { unavailable: string }

/** The path of the Service through the kube-apiserver. */
export const servicePath = '/api/v1/namespaces/latchkey-system/services/latchkey:http/proxy'

/** Whether an address lies inside the mount. A WebSocket's counts as that of its page. */
export function isInside(mount: Mount, address: string): boolean {
  const url = new URL(address.replace(/^ws/, 'http'))
  const base = new URL(mount.base)
  const path = base.pathname.replace(/\/$/, '')
  return url.origin === base.origin && (url.pathname === path || url.pathname.startsWith(`${path}/`))
}
