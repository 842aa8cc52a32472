'use client'

import type { HomeKind, Troubled } from '#client/read-troubled.ts'
import { useTroubled } from '#client/use-home.ts'
import type { HealthByKind } from '#client/use-kind-health.ts'
import { AppLink } from '#components/shell/app-link.tsx'
import { HealthBar } from '#components/ui/health-bar.tsx'
import { HealthMark } from '#components/ui/health-mark.tsx'
import type { CountScope, KindCount } from '#contract/operations/kinds.ts'
import type { HealthLevel } from '#domain/health.ts'
import { addHealth, healthSentence, noHealth } from '#domain/health-counts.ts'
import { listPath, objectPath } from '#domain/page-path.ts'
import { resourceKey } from '#domain/resource.ts'
import { useText } from '#use-text'
import { Panel } from './panel.tsx'

/** What does not do well, or lags behind, by operator and kind, the worst first. */
export function AttentionPanel({ kinds, scope }: { kinds: readonly HomeKind[]; scope: CountScope }) {
  const t = useText()
  const { isPending, failure, sinceMs, unread, kinds: bad, health, objects } = useTroubled(kinds, scope)
  const count = (level: 'failing' | 'warning' | 'progressing'): string => String(bad.reduce((sum, kind) => sum + (health[resourceKey(kind)]?.[level] ?? 0), 0))
  const groups = [...Map.groupBy(bad, ({ group }) => group)]
  return (
    <Panel
      id="attention"
      title={t('Needs attention')}
      aside={
        !isPending &&
        bad.length > 0 &&
        t('{failing} failing, {warning} with a warning, {progressing} at work', {
          failing: count('failing'),
          warning: count('warning'),
          progressing: count('progressing'),
        })
      }
      isPending={isPending}
      failure={failure}
      sinceMs={sinceMs}
      unread={unread}
      isEmpty={bad.length === 0}
      empty={kinds.length === 0 ? t('Nothing whose health could be told is open to you.') : t('Nothing that you may view is failing.')}
    >
      {groups.map(([group, ofGroup]) => (
        <div key={group} className="pb-2">
          <div className="sticky top-0 z-[1] flex items-center gap-3 border-b border-line bg-surface px-3 py-1">
            <h3 className="font-mono text-sm text-text-2">{group || t('Kubernetes')}</h3>
            <GroupBar kinds={kinds.filter(kind => kind.group === group)} health={health} />
          </div>
          {ofGroup.map(kind => (
            <KindTrouble
              key={kind.resource}
              kind={kind}
              objects={objects.filter(object => resourceKey(object) === resourceKey(kind))}
              health={health[resourceKey(kind)]}
            />
          ))}
        </div>
      ))}
    </Panel>
  )
}

/** How all objects of a group do, also those of kinds where all is well. */
function GroupBar({ kinds, health }: { kinds: readonly HomeKind[]; health: HealthByKind }) {
  const t = useText()
  const counts = kinds.reduce((sum, kind) => addHealth(sum, health[resourceKey(kind)] ?? noHealth), noHealth)
  return (
    <span className="ml-auto">
      <HealthBar counts={counts} label={healthSentence(counts, t)} />
    </span>
  )
}

function KindTrouble({ kind, objects, health }: { kind: HomeKind; objects: readonly Troubled[]; health: KindCount['health'] | undefined }) {
  const t = useText()
  const all = (health?.failing ?? 0) + (health?.warning ?? 0) + (health?.progressing ?? 0)
  const beyond = all - objects.length
  return (
    <ul aria-label={kind.kind}>
      {objects.map(object => (
        <li key={`${object.namespace}/${object.name}`} className="attention-row">
          <HealthMark level={object.level} word={t.said(object.word)} />
          <span className="min-w-0">
            <AppLink
              href={objectPath({ ...kind, namespace: object.namespace || undefined, name: object.name })}
              className="font-mono font-medium hover:underline"
            >
              {object.name}
            </AppLink>{' '}
            <span className="text-sm text-text-3">
              {object.namespace ? t('{kind} in {namespace}', { kind: kind.kind, namespace: object.namespace }) : kind.kind}
            </span>
            <span className="block truncate text-sm text-text-2" title={t.said(object.detail)}>
              {t.said(object.detail)}
            </span>
          </span>
        </li>
      ))}
      {beyond > 0 && (
        <li className="px-3 py-1 text-sm">
          <AppLink href={`${listPath(kind)}?health=${worstOf(health)}`} className="link">
            {objects.length === 0 ? `${beyond} ${kind.kind}` : t('{count} more {kind}', { count: String(beyond), kind: kind.kind })}
          </AppLink>
        </li>
      )}
    </ul>
  )
}

function worstOf(health: KindCount['health'] | undefined): HealthLevel {
  if (!health || health.failing > 0) return 'failing'
  return health.warning > 0 ? 'warning' : 'progressing'
}
