import { lateScriptsLoader } from './late-scripts.ts'

/**
 * What stands right after `<head>` in every page: the mount for relative addresses and for the router, three
 * repairs that `<base>` makes necessary (research/base-path.md §3.3), and what loads the page's scripts. `prefix` is plain by server/prefix.ts, so it
 * needs no escaping; `nonce` is base64.
 */
export function headInsert(prefix: string, nonce: string): string {
  return `<base href="${prefix}/"><script nonce="${nonce}">${script(prefix)}</script>`
}

function script(prefix: string): string {
  return [`self.__bp=()=>"${prefix}";`, hashLinks, prefix ? narrowConnections(prefix) : '', workersUnder(prefix), lateScriptsLoader].join('')
}

// With <base>, `#x` would load the mount's root.
const hashLinks =
  'addEventListener("click",e=>{const a=e.target.closest?.(\'a[href^="#"]\');if(a&&!e.defaultPrevented){e.preventDefault();location.hash=a.getAttribute("href")}});'

// Only the page knows its origin (the kube-apiserver replaces Host): keep fetch and sockets inside the mount, away from the Kubernetes API next door.
function narrowConnections(prefix: string): string {
  return `{const m=document.createElement("meta"),o=location.origin;m.httpEquiv="Content-Security-Policy";m.content="connect-src "+o+"${prefix}/ "+o.replace(/^http/,"ws")+"${prefix}/";document.head.append(m)}`
}

// Turbopack resolves the script of a worker against the origin, and tells it its chunks and their folder by addresses
// that mean something under <base> only: in `#params=`, of a SharedWorker in `?params=`. The name stays, for it is read.
function workersUnder(prefix: string): string {
  return `{const b=u=>new URL(u,document.baseURI),r=s=>{const a=JSON.parse(s);a[0]=a[0].map(u=>b(u).pathname);a[2]=b(a[2]).pathname;return JSON.stringify(a)};for(const n of["Worker","SharedWorker"])if(self[n])self[n]=new Proxy(self[n],{construct(W,[u,o]){u=b(u);if(u.origin===location.origin&&u.pathname.startsWith("/_next/")){u.pathname="${prefix}"+u.pathname;const q=u.searchParams.get("params");if(q)u.searchParams.set("params",r(q));if(u.hash.startsWith("#params="))u.hash="#params="+encodeURIComponent(r(decodeURIComponent(u.hash.slice(8))))}return new W(u,o)}})}`
}
