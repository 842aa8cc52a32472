import { z } from 'zod'
import type { RoleRules } from '#domain/granting-roles.ts'

/** `isCut`: there are more than were read. */
export type RoleList = { roles: RoleRules[]; isCut: boolean }

const pageSize = 500
const mostPages = 10
const texts = z.array(z.string()).nullish()
const rolePage = z.object({
  metadata: z.object({ continue: z.string().nullish() }).nullish(),
  items: z
    .array(
      z.object({
        metadata: z.object({ name: z.string(), namespace: z.string().default('') }),
        rules: z.array(z.object({ verbs: z.array(z.string()), apiGroups: texts, resources: texts, resourceNames: texts, nonResourceURLs: texts })).nullish(),
      }),
    )
    .nullable(),
})

/** Roles page by page, 5,000 at most. `readPage` gives a list of the kube-apiserver by its query. */
export async function readRoleList(kind: RoleRules['kind'], readPage: (query: Record<string, string>) => Promise<unknown>): Promise<RoleList> {
  const roles: RoleRules[] = []
  let next = ''
  for (let page = 0; page < mostPages; page += 1) {
    const { metadata, items } = rolePage.parse(await readPage({ limit: String(pageSize), ...(next === '' ? {} : { continue: next }) }))
    roles.push(...(items ?? []).map(item => ({ kind, ...item.metadata, rules: (item.rules ?? []).map(withoutNulls) })))
    next = metadata?.continue ?? ''
    if (next === '') return { roles, isCut: false }
  }
  return { roles, isCut: true }
}

type ReadRule = NonNullable<NonNullable<z.infer<typeof rolePage>['items']>[number]['rules']>[number]

function withoutNulls({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: ReadRule): RoleRules['rules'][number] {
  return {
    verbs,
    apiGroups: apiGroups ?? [],
    resources: resources ?? [],
    resourceNames: resourceNames ?? [],
    nonResourceURLs: nonResourceURLs ?? [],
  }
}
