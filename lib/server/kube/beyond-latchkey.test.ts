import { describe, expect, test } from 'vitest'
import { beyondLatchkey } from './beyond-latchkey.ts'
import { refusalOf } from './read-answer.ts'

// As kube-apiserver 1.36 says it.
const refusals = {
  list: 'secrets is forbidden: User "system:serviceaccount:latchkey-system:latchkey" cannot impersonate-on:user-info:list resource "secrets" in API group "" at the cluster scope',
  get: 'secrets "s1" is forbidden: User "system:serviceaccount:latchkey-system:latchkey" cannot impersonate-on:serviceaccount:get resource "secrets" in API group "" in the namespace "shop"',
  path: 'forbidden: User "system:serviceaccount:latchkey-system:latchkey" cannot impersonate-on:user-info:get path "/metrics"',
  // HEAD is no verb that the kube-apiserver knows of a resource.
  head: 'secrets is forbidden: User "system:serviceaccount:x:y" cannot impersonate-on:user-info: resource "secrets" in API group "" at the cluster scope',
  who: 'groups.authentication.k8s.io "a" is forbidden: User "system:serviceaccount:x:y" cannot impersonate:user-info resource "groups" in API group "authentication.k8s.io" at the cluster scope',
  classic: 'users "eve" is forbidden: User "system:serviceaccount:x:y" cannot impersonate resource "users" in API group "" at the cluster scope',
}

describe('a 403 that was said to Latchkey and not to its user', () => {
  test.each([
    [refusals.list, /may not list secrets for anybody.*installed with `--secrets`\.$/],
    [refusals.get, /may not get secrets for anybody/],
    [refusals.head, /may not use secrets for anybody/],
    [refusals.path, /may not get \/metrics for anybody.*`latchkey install` would add\.$/],
    [refusals.who, /may not act as you/],
    [refusals.classic, /may not act as you/],
  ])('%s', (message, text) => {
    for (const body of [message, JSON.stringify({ kind: 'Status', message }), `k8s\0\n\x0c${message}\x1a\tForbidden`]) {
      expect(beyondLatchkey(403, body)).toMatchObject({ code: 'BEYOND_LATCHKEY', message: expect.stringMatching(text) })
      expect(beyondLatchkey(404, body)).toBeNull()
    }
    expect(refusalOf(403, { kind: 'Status', reason: 'Forbidden', message }).code).toBe('BEYOND_LATCHKEY')
  })

  const forNew = (verb: string, what: string, group = 'example.com'): string =>
    `w.example.com is forbidden: User "system:serviceaccount:x:y" cannot impersonate-on:user-info:${verb} resource "${what}" in API group "${group}" at the cluster scope`

  test.each([forNew('list', 'widgets'), forNew('watch', 'widgets'), JSON.stringify({ message: forNew('get', 'widgets/status') })])(
    'passes by itself: %s',
    message => {
      expect(beyondLatchkey(403, message)).toMatchObject({ code: 'TAKING_UP', message: expect.stringMatching(/^widgets\.example\.com is new in this cluster/) })
    },
  )

  test.each([
    ['a change, which a read-only installation never makes', forNew('create', 'widgets')],
    ['Secrets by another group', forNew('list', 'secrets')],
    ['a connection', forNew('get', 'widgets/console')],
    ['a group of Kubernetes', forNew('list', 'podgroups', 'scheduling.k8s.io')],
  ])('does not pass by itself: %s', (_, message) => {
    expect(beyondLatchkey(403, message)?.code).toBe('BEYOND_LATCHKEY')
  })

  test.each([
    'pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope',
    'admission webhook "policy.example.org" denied the request: you cannot impersonate',
    '',
  ])('is not %j', message => {
    expect(beyondLatchkey(403, message)).toBeNull()
    expect(refusalOf(403, { kind: 'Status', reason: 'Forbidden', message }).code).toBe('FORBIDDEN')
  })
})
