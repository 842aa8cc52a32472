import { expect, test } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { createClock } from '../testing/session-kit.ts'
import { createOpenApi } from './open-api.ts'
import type { OwnClient } from './own-client.ts'

/** A kube-apiserver that publishes one document, under a hash that can change; others are redirected, which is a refusal here. */
function createCluster() {
  const clock = createClock()
  const asked: string[] = []
  const cluster = { hash: 'A', isGone: false, clock, asked }
  const client: OwnClient = {
    watch: async () => undefined,
    json: async ({ path }) => {
      asked.push(path)
      if (path === '/openapi/v3') {
        const own = cluster.isGone ? {} : { 'apis/shop.test/v1': { serverRelativeURL: `/openapi/v3/apis/shop.test/v1?hash=${cluster.hash}` } }
        const core = { 'api/v1': { serverRelativeURL: '/openapi/v3/api/v1' }, version: { serverRelativeURL: '/openapi/v3/version' } }
        return { paths: { ...own, ...core, 'apis/evil.test/v1': { serverRelativeURL: '/api/v1/secrets' } } }
      }
      if (path.endsWith('?hash=A') && cluster.hash !== 'A') throw new AppError('INTERNAL')
      return { paths: { '/x': {} }, components: { schemas: { a: { title: path } } } }
    },
  }
  return { cluster, openApi: createOpenApi(client, clock.now) }
}
const of = (path: string) => ({ components: { schemas: { a: { title: path } } } })

test('a document is asked for once, and has its components alone', async () => {
  const { cluster, openApi } = createCluster()
  expect(await openApi.document('shop.test', 'v1')).toEqual(of('/openapi/v3/apis/shop.test/v1?hash=A'))
  await openApi.document('shop.test', 'v1')
  expect(cluster.asked).toEqual(['/openapi/v3', '/openapi/v3/apis/shop.test/v1?hash=A'])
  expect(await openApi.document('', 'v1')).toEqual(of('/openapi/v3/api/v1'))
})

test('what is not published is null, and so is what the index says of a path that is none of its own', async () => {
  const { cluster, openApi } = createCluster()
  expect(await openApi.document('nowhere.test', 'v1')).toBeNull()
  expect(await openApi.document('evil.test', 'v1')).toBeNull()
  expect(cluster.asked).toEqual(['/openapi/v3'])
  expect([...(await openApi.index.get()).keys()].sort()).toEqual(['shop.test/v1', 'v1'])
})

test('a document that changed within five seconds is found by the newest index', async () => {
  const { cluster, openApi } = createCluster()
  await openApi.index.get()
  cluster.hash = 'B'
  cluster.clock.advance(1)
  expect(await openApi.document('shop.test', 'v1')).toEqual(of('/openapi/v3/apis/shop.test/v1?hash=B'))
})

test('a refusal that no newer index explains is one', async () => {
  const { cluster, openApi } = createCluster()
  await openApi.index.get()
  cluster.hash = 'B'
  cluster.isGone = true
  cluster.clock.advance(1)
  expect(await openApi.document('shop.test', 'v1'), 'no longer published').toBeNull()
  const broken = createOpenApi(
    {
      watch: async () => undefined,
      json: async ({ path }) =>
        path === '/openapi/v3' ? { paths: { 'api/v1': { serverRelativeURL: '/openapi/v3/api/v1' } } } : Promise.reject(new AppError('FORBIDDEN')),
    },
    Date.now,
  )
  await expect(broken.document('', 'v1')).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
