'use client'

import { useEffect, useMemo } from 'react'
import { useAddressState } from '#client/use-address-state.ts'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { toFailure } from '#domain/failure.ts'
import { type LogSource, matchingLines } from '#domain/log-lines.ts'
import { everyContainer, parseLogQuery, withLogQuery } from '#domain/log-query.ts'
import { defaultContainer, podContainers } from '#domain/pod-containers.ts'
import { useText } from '#use-text'
import { LogControls } from './log-controls.tsx'
import { LogDownloads } from './log-downloads.tsx'
import { LogLines } from './log-lines.tsx'
import { type LogPods, type LogTarget, useLogPods } from './use-log-pods.ts'
import { useLogs } from './use-logs.ts'

const noPods: LogPods = { pods: [], isCut: false }
const writing = { parse: parseLogQuery, write: withLogQuery, typed: 'filter' as const }

/** Logs of a pod, or of all pods of a workload together: followed, of the run before, searched, saved. How they are looked at is in the address. */
export function LogView({ target, title }: { target: LogTarget; title: string }) {
  const t = useText()
  const { data: { pods, isCut } = noPods, error, isPending } = useLogPods(target)
  const [inAddress, change] = useAddressState(writing)
  const onePod = 'pod' in target ? '' : inAddress.pod
  const { container, follow, tailLines, filter, timestamps, wrap } = inAddress
  const shownPods = onePod === '' ? pods : pods.filter(({ metadata }) => metadata.name === onePod)
  const names = [...new Set(pods.flatMap(pod => podContainers(pod).map(({ name }) => name)))]
  const sources = shownPods.flatMap((pod): LogSource[] => {
    const has = podContainers(pod)
    const wanted = container === '' ? defaultContainer(pod) : container
    return has.filter(({ name }) => wanted === everyContainer || name === wanted).map(({ name }) => ({ pod: pod.metadata.name, container: name }))
  })
  const hasPrevious = shownPods.some(pod => podContainers(pod).some(each => each.hasPrevious))
  const previous = inAddress.previous && hasPrevious
  const log = { ...inAddress, pod: onePod, previous }
  const { lines, states } = useLogs(target.namespace, { sources, chosen: `${onePod}/${container}`, previous, follow, tailLines })
  const shown = useMemo(() => matchingLines(lines, filter), [lines, filter])
  const isNamed = sources.length > 1
  const isWithoutPrevious = shownPods.length > 0 && !hasPrevious && inAddress.previous
  useEffect(() => {
    if (isWithoutPrevious) change({ previous: false })
  }, [isWithoutPrevious, change])
  if (error && pods.length === 0) return <InlineFailure title={t('The pods could not be read')} failure={toFailure(error)} />
  if (!isPending && pods.length === 0) return <p className="text-text-2">{t('No pod is there that could have written a log.')}</p>
  const gone = pods.length > 0 && sources.length === 0
  return (
    <section aria-label={t('Logs')} className="panel flex min-h-0 flex-col">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-3 py-2">
        <LogControls
          log={log}
          onChange={change}
          pods={pods.map(({ metadata }) => metadata.name)}
          containers={names}
          defaultContainer={pods[0] ? defaultContainer(pods[0]) : ''}
          isCut={isCut}
          hasPrevious={hasPrevious}
        />
        <span className="ml-auto flex items-center gap-2 text-sm text-text-2">
          <span role="status">
            {filter.trim() === ''
              ? t.count(lines.length, '{count} line', '{count} lines')
              : t('{shown} of {count} lines', { shown: String(shown.length), count: String(lines.length) })}
          </span>
          <LogDownloads namespace={target.namespace} title={title} lines={shown} sources={sources} previous={previous} />
        </span>
      </header>
      {isCut && <p className="border-b border-line px-3 py-1 text-sm text-text-2">{t('{count} pods are shown; there are more.', { count: pods.length })}</p>}
      {gone && (
        <p className="border-b border-line px-3 py-1.5 text-sm text-warning">
          {shownPods.length === 0
            ? isCut
              ? t('Pod {name} is not among those whose logs are read here. Its own page has its log.', { name: onePod })
              : t('Pod {name} is not there any more. Choose another to read its log.', { name: onePod })
            : t('No container here is called {name}. Choose another to read its log.', { name: container })}
        </p>
      )}
      {error && (
        <p className="border-b border-line px-3 py-1.5 text-sm text-warning">
          {t('The pods could not be read again: {reason}', { reason: t.said(toFailure(error).message) })}
        </p>
      )}
      <LogStates states={states} />
      <LogLines lines={shown} isNamed={isNamed} times={timestamps} wrap={wrap} search={filter} follow={follow && !previous} />
    </section>
  )
}

/** What is wrong with some of the logs; one that is read says nothing. */
function LogStates({ states }: { states: ReturnType<typeof useLogs>['states'] }) {
  const t = useText()
  const failed = [...states].filter(([, state]) => state.kind === 'failed')
  if (failed.length === 0) return null
  return (
    <ul className="border-b border-line px-3 py-1.5 text-sm text-warning">
      {failed.map(([source, state]) => (
        <li key={source}>
          <span className="font-mono">{source}</span>: {state.kind === 'failed' && t.said(state.message)}
        </li>
      ))}
    </ul>
  )
}
