import { expect, test } from 'vitest'
import { readRoleList } from './role-list.ts'

/** Pages of one role each; `count` of them. */
function pagesOf(count: number) {
  const asked: Record<string, string>[] = []
  const readPage = async (query: Record<string, string>) => {
    asked.push(query)
    const at = Number(query['continue'] ?? 0)
    const items = [{ metadata: { name: `r${at}` }, rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }] }]
    return { metadata: at + 1 < count ? { continue: String(at + 1) } : {}, items }
  }
  return { asked, readPage }
}

test('roles are read on page by page', async () => {
  const { asked, readPage } = pagesOf(3)
  const { roles, isCut } = await readRoleList('ClusterRole', readPage)
  expect(roles.map(({ name }) => name)).toEqual(['r0', 'r1', 'r2'])
  expect(roles[2]).toMatchObject({ kind: 'ClusterRole', namespace: '', rules: [{ verbs: ['get'], resourceNames: [] }] })
  expect(isCut).toBe(false)
  expect(asked).toEqual([{ limit: '500' }, { limit: '500', continue: '1' }, { limit: '500', continue: '2' }])
})

test('and not without end', async () => {
  const { asked, readPage } = pagesOf(30)
  const { roles, isCut } = await readRoleList('Role', readPage)
  expect([roles.length, isCut, asked.length]).toEqual([10, true, 10])
  expect(await readRoleList('Role', async () => ({ items: null }))).toEqual({ roles: [], isCut: false })
})
