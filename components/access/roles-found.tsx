import { AppLink } from '#components/shell/app-link.tsx'
import type { FoundRoles, GrantingRole } from '#domain/granting-roles.ts'
import { objectPath } from '#domain/page-path.ts'
import { useText } from '#use-text'

const shownRoles = 8

/** The roles that would allow something, the narrowest first. `namespace` '': in the whole cluster. */
export function RolesFound({ found: { roles, readFirst }, namespace }: { found: FoundRoles; namespace: string }) {
  const t = useText()
  if (roles.length === 0) {
    return (
      <p className="text-text-2">
        {readFirst === null
          ? t('No role that you may read allows it; an admin has to write one.')
          : t('None of the first {count} roles that you may read allows it; the others were not looked at.', { count: readFirst })}
      </p>
    )
  }
  return (
    <div>
      <p className="mb-1 text-text-2">
        {namespace === ''
          ? t('Bound to one of these roles by a ClusterRoleBinding, you could; the narrowest first:')
          : t('Bound to one of these roles by a RoleBinding in {namespace}, you could; the narrowest first:', { namespace })}
      </p>
      <ul aria-label={t('Roles that would allow it')} className="space-y-0.5">
        {roles.slice(0, shownRoles).map(role => (
          <li key={`${role.kind} ${role.name}`}>
            <AppLink className="link font-mono" href={rolePath(role)}>
              {role.name}
            </AppLink>{' '}
            <span className="text-sm text-text-3">{role.kind}</span>
          </li>
        ))}
      </ul>
      {roles.length > shownRoles && <p className="mt-1 text-sm text-text-3">{t('and {count} wider ones', { count: roles.length - shownRoles })}</p>}
      {readFirst !== null && <p className="mt-1 text-sm text-text-3">{t('Of the first {count} roles that you may read.', { count: readFirst })}</p>}
    </div>
  )
}

function rolePath({ kind, name, namespace }: GrantingRole): string {
  const resource = kind === 'Role' ? 'roles' : 'clusterroles'
  return objectPath({ group: 'rbac.authorization.k8s.io', version: 'v1', resource, namespace: namespace || undefined, name })
}
