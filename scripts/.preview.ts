import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync } from 'node:fs'
import { createServer } from 'node:http'
import { fromKubeStatus } from '/work/main/lib/errors/status.ts'
import { currentPrefix, runInRequestContext } from '/work/main/lib/server/request-context.ts'
import { request as ureq } from '/work/main/node_modules/undici/index.js'
import { contentPolicy } from '/work/main/server/content-policy.ts'
import { headInsert } from '/work/main/server/head-insert.ts'
import { createPageRenderer } from '/work/main/server/next-renderer.ts'
import { PageResponse } from '/work/main/server/page-response.ts'

const K = 'http://127.0.0.1:8001'
Object.assign(globalThis, { __bp: currentPrefix })
async function kget(path, opts = {}) {
  const q = opts.query ? '?' + new URLSearchParams(opts.query) : ''
  const r = await ureq(K + path + q, { headers: { accept: opts.accept ?? 'application/json' } })
  const t = await r.body.json()
  if (r.statusCode >= 400) throw fromKubeStatus(r.statusCode, t)
  return t
}
async function discovery() {
  const out = []
  for (const root of ['/api', '/apis']) {
    const d = await kget(root, { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' })
    for (const g of d.items) {
      const v = g.versions[0]
      for (const r of v.resources ?? [])
        out.push({
          group: g.metadata.name ?? '',
          version: v.version,
          resource: r.resource,
          singular: r.singularResource,
          kind: r.responseKind?.kind ?? r.resource,
          namespaced: r.scope === 'Namespaced',
          verbs: r.verbs ?? [],
          shortNames: r.shortNames ?? [],
          categories: r.categories ?? [],
          subresources: (r.subresources ?? []).map(s => s.subresource),
        })
    }
  }
  return out
}
const session = {
  id: 's',
  identity: { name: 'kubernetes-admin', uid: '', groups: ['kubeadm:cluster-admins', 'system:authenticated'], extra: {} },
  method: 'cert',
  expiresAtMs: Date.now() + 36e6,
  capabilities: Object.fromEntries(
    (await discovery()).map(r => [r.group ? r.resource + '.' + r.group : r.resource, ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']]),
  ),
}
const services = {
  clusterId: 'abcdef0123456789',
  serverVersion: '0.1.0',
  kubernetesVersion: async () => 'v1.36.3',
  kubeGet: (_s, p, o) => kget(p, o),
  reviewAccess: async (_s, qs) =>
    qs.map(q =>
      process.env.DENY && ['update', 'patch', 'delete'].includes(q.verb)
        ? { allowed: false, reason: `kubernetes-admin may not ${q.verb} ${q.resource}.${q.group} in namespace ${q.namespace}` }
        : { allowed: true, reason: '' },
    ),
  servedResources: discovery,
  openApiDocument: async (g, v) => {
    try {
      return await kget(g ? `/openapi/v3/apis/${g}/${v}` : `/openapi/v3/api/${v}`)
    } catch {
      return null
    }
  },
}
const dir = '/tmp/preview/app'
cpSync('/work/main/.next/standalone', dir, { recursive: true })
cpSync('/work/main/.next/static', dir + '/.next/static', { recursive: true })
cpSync('/work/main/public', dir + '/public', { recursive: true })
const render = await createPageRenderer({ appDir: dir, port: 8090 })
createServer({ ServerResponse: PageResponse }, async (req, res) => {
  const nonce = randomBytes(16).toString('base64')
  const csp = contentPolicy(nonce)
  req.headers['content-security-policy'] = csp
  res.setHeader('content-security-policy', csp)
  res.setShape({ prefix: '', headInsert: headInsert('', nonce), htmlType: 'plain', gzipFromBytes: null })
  if (req.url.startsWith('/api/k8s/')) {
    const up = await ureq(K + req.url.slice(8), {
      method: req.method,
      headers: { accept: req.headers.accept ?? '*/*', ...(req.headers['content-type'] ? { 'content-type': req.headers['content-type'] } : {}) },
      body: ['GET', 'HEAD'].includes(req.method) ? null : req,
    })
    res.writeHead(up.statusCode, { 'content-type': up.headers['content-type'] })
    res.flushHeaders()
    up.body.on('error', () => {})
    req.on('close', () => up.body.destroy())
    up.body.pipe(res)
    return
  }
  runInRequestContext({ requestId: 'r', prefix: '', nonce, sessionResult: { session, error: null }, services }, () => render(req, res)).catch(e => {
    console.error(e)
    res.destroy()
  })
}).listen(8090, '127.0.0.1', () => console.log('up'))
