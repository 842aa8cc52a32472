import { BlockList, isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { kubeconfigError } from './kubeconfig-error.ts'
import type { ClusterEntry } from './schema.ts'

type Env = Readonly<Record<string, string | undefined>>

/** An HTTP(S) or SOCKS5 proxy; its URL may hold a user name and password. `source`: where it was set, for messages. */
export type ProxyAddress = { readonly url: URL; readonly source: string }

/** The cluster's proxy-url, as client-go accepts it. Null when it has none. @throws KUBECONFIG_INVALID */
export function clusterProxy(cluster: ClusterEntry, clusterName: string): ProxyAddress | null {
  const text = cluster['proxy-url']
  if (text === undefined) return null
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^(?:https?|socks5):$/.test(url.protocol) || url.hostname === '') {
    const hint = 'Use http://, https:// or socks5:// with a host; the proxy of a socks5:// address looks names up itself.'
    throw kubeconfigError(`The proxy-url of cluster "${clusterName}" is not the address of a proxy.`, hint)
  }
  return { url, source: `proxy-url of cluster "${clusterName}"` }
}

/**
 * The proxy that the environment has for `origin`: HTTPS_PROXY (or HTTP_PROXY), unless NO_PROXY covers it, each in capitals
 * or else in small letters; the rules of golang.org/x/net/http/httpproxy. Loopback is never proxied.
 * @throws KUBECONFIG_INVALID when the proxy is of a kind that is not spoken
 */
export function environmentProxy(origin: string, env: Env): ProxyAddress | null {
  const { protocol, hostname, port } = new URL(origin)
  const names = protocol === 'https:' ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy']
  const source = names.find(name => env[name])
  const url = source === undefined ? null : parseProxy(env[source] ?? '')
  if (source === undefined || url === null) return null
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  if (isExempt(env['NO_PROXY'] || env['no_proxy'] || '', host, port || (protocol === 'https:' ? '443' : '80'))) return null
  if (!/^(?:https?|socks5h?):$/.test(url.protocol)) {
    throw kubeconfigError(`${source} names a proxy of the kind ${url.protocol}//.`, 'Use http://, https://, socks5:// or socks5h://.')
  }
  return { url, source }
}

/** A proxy as it may be shown: without the password in its URL. */
export function describeProxy({ url, source }: ProxyAddress): string {
  return `the proxy ${url.protocol}//${url.host} (${source})`
}

/** A URL, or HOST[:PORT] of an HTTP proxy; null for what is neither, which Go ignores. */
function parseProxy(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url && url.host !== '') return url
  return URL.canParse(`http://${text}`) ? new URL(`http://${text}`) : null
}

function isExempt(noProxy: string, host: string, port: string): boolean {
  if (host === 'localhost' || isLoopback(host)) return true
  return noProxy.split(',').some(entry => covers(entry.trim().toLowerCase(), host, port))
}

function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  const subnet = /^(.+)\/(\d+)$/.exec(entry)
  if (subnet && isIP(subnet[1] ?? '')) return isIP(host) !== 0 && inSubnet(host, subnet[1] ?? '', Number(subnet[2]))
  const split = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:]*)$/.exec(entry)
  const name = split ? (split[1] ?? split[2] ?? '') : entry
  if (name === '' || (split?.[3] && split[3] !== port)) return false
  if (isIP(name)) return isIP(host) !== 0 && inSubnet(host, name, isIP(name) === 4 ? 32 : 128)
  if (isIP(host)) return false
  const bare = name.startsWith('*.') ? name.slice(1) : name
  const suffix = domainToASCII(bare.replace(/^\./, '')) || bare.replace(/^\./, '')
  return host.endsWith(`.${suffix}`) || (!bare.startsWith('.') && host === suffix)
}

function isLoopback(host: string): boolean {
  return isIP(host) !== 0 && (inSubnet(host, '127.0.0.0', 8) || host === '::1')
}

function inSubnet(host: string, network: string, prefix: number): boolean {
  if (prefix > (isIP(network) === 4 ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(network, prefix, isIP(network) === 4 ? 'ipv4' : 'ipv6')
  return list.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6')
}
