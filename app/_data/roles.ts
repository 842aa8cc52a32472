import 'server-only'
import type { AccessAnswer, AccessQuestion } from '#contract/access.ts'
import { apiPath } from '#domain/api-path.ts'
import { type FoundRoles, grantingRoles, type RoleRules } from '#domain/granting-roles.ts'
import { type RoleList, readRoleList } from './role-list.ts'
import { requireSession } from './session.ts'
import { requestText } from './use-text.ts'

/** What the cluster says, and which roles would allow it. `found` null: the user may not read roles. */
export type AccessVerdict = { answer: AccessAnswer; found: FoundRoles | null }

const group = 'rbac.authorization.k8s.io'

/** Whether the user may do it, why not, and what an admin could bind them to. Throws AppError. */
export async function judgeAccess(question: AccessQuestion): Promise<AccessVerdict> {
  const { session, services } = requireSession()
  const [answer] = await services.reviewAccess(session, [question])
  const t = requestText()
  const verdict = answer ?? { allowed: false, reason: t('The cluster did not say.') }
  if (verdict.allowed) return { answer: verdict, found: null }
  const [wide, within] = await Promise.all([readRoles('ClusterRole', undefined), question.namespace ? readRoles('Role', question.namespace) : null])
  const lists = [within, wide].filter(list => list !== null)
  if (lists.length === 0) return { answer: verdict, found: null }
  const roles = lists.flatMap(list => list.roles)
  return { answer: verdict, found: { roles: grantingRoles(roles, question), readFirst: lists.some(list => list.isCut) ? roles.length : null } }
}

/** Null where the user may not list them: they are not asked for then. */
async function readRoles(kind: RoleRules['kind'], namespace: string | undefined): Promise<RoleList | null> {
  const { session, services } = requireSession()
  const resource = kind === 'Role' ? 'roles' : 'clusterroles'
  const [may] = await services.reviewAccess(session, [{ verb: 'list', group, resource, ...(namespace === undefined ? {} : { namespace }) }])
  if (!may?.allowed) return null
  return readRoleList(kind, query => services.kubeGet<unknown>(session, apiPath({ group, version: 'v1', resource, namespace }), { query }))
}
