/**
 * What stands right after `<head>` in every page: the mount for relative addresses and for the router, and three
 * repairs that `<base>` makes necessary (research/base-path.md §3.3). `prefix` is plain by server/prefix.ts, so it
 * needs no escaping; `nonce` is base64.
 */
export function headInsert(prefix: string, nonce: string): string {
  return `<base href="${prefix}/"><script nonce="${nonce}">${script(prefix)}</script>`
}

function script(prefix: string): string {
  return [`self.__bp=()=>"${prefix}";`, hashLinks, prefix ? narrowConnections(prefix) + workersUnder(prefix) : ''].join('')
}

// With <base>, `#x` would load the mount's root.
const hashLinks =
  'addEventListener("click",e=>{const a=e.target.closest?.(\'a[href^="#"]\');if(a&&!e.defaultPrevented){e.preventDefault();location.hash=a.getAttribute("href")}});'

// Only the page knows its origin (the kube-apiserver replaces Host): keep fetch and sockets inside the mount, away from the Kubernetes API next door.
function narrowConnections(prefix: string): string {
  return `{const m=document.createElement("meta"),o=location.origin;m.httpEquiv="Content-Security-Policy";m.content="connect-src "+o+"${prefix}/ "+o.replace(/^http/,"ws")+"${prefix}/";document.head.append(m)}`
}

// Turbopack resolves worker URLs against the origin, not against <base>.
function workersUnder(prefix: string): string {
  return `for(const n of["Worker","SharedWorker"]){const W=self[n];if(W)self[n]=class extends W{constructor(u,o){u=new URL(u,document.baseURI);if(u.origin===location.origin&&u.pathname.startsWith("/_next/"))u.pathname="${prefix}"+u.pathname;super(u,o)}}}`
}
