'use client'

import { useEffect, useMemo, useState } from 'react'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { toFailure } from '#domain/failure.ts'
import { type LogSource, matchingLines } from '#domain/log-lines.ts'
import { defaultContainer, podContainers } from '#domain/pod-containers.ts'
import { useText } from '#use-text'
import { LogDownloads } from './log-downloads.tsx'
import { LogLines } from './log-lines.tsx'
import { type LogPods, type LogTarget, useLogPods } from './use-log-pods.ts'
import { useLogs } from './use-logs.ts'

const noPods: LogPods = { pods: [], isCut: false }
const tails = [100, 500, 2_000, 10_000]

/** Logs of a pod, or of all pods of a workload together: followed, of the run before, searched, saved. */
export function LogView({ target, title }: { target: LogTarget; title: string }) {
  const t = useText()
  const { data: { pods, isCut } = noPods, error, isPending } = useLogPods(target)
  const [container, setContainer] = useState<string | null>(null)
  const [onePod, setOnePod] = useState<string | null>(null)
  const [previous, setPrevious] = useState(false)
  const [follow, setFollow] = useState(true)
  const [tailLines, setTailLines] = useState(500)
  const [search, setSearch] = useState('')
  const [times, setTimes] = useState(false)
  const [wrap, setWrap] = useState(false)
  const shownPods = onePod === null ? pods : pods.filter(({ metadata }) => metadata.name === onePod)
  const names = [...new Set(pods.flatMap(pod => podContainers(pod).map(({ name }) => name)))]
  const sources = shownPods.flatMap((pod): LogSource[] => {
    const has = podContainers(pod)
    const wanted = container ?? defaultContainer(pod)
    return has.filter(({ name }) => wanted === everyContainer || name === wanted).map(({ name }) => ({ pod: pod.metadata.name, container: name }))
  })
  const hasPrevious = shownPods.some(pod => podContainers(pod).some(each => each.hasPrevious))
  const { lines, states } = useLogs(target.namespace, { sources, chosen: `${onePod ?? ''}/${container ?? ''}`, previous, follow, tailLines })
  const shown = useMemo(() => matchingLines(lines, search), [lines, search])
  const isNamed = sources.length > 1
  useEffect(() => {
    if (!hasPrevious) setPrevious(false)
  }, [hasPrevious])
  if (error && pods.length === 0) return <InlineFailure title={t('The pods could not be read')} failure={toFailure(error)} />
  if (!isPending && pods.length === 0) return <p className="text-text-2">{t('No pod is there that could have written a log.')}</p>
  return (
    <section aria-label={t('Logs')} className="panel flex min-h-0 flex-col">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-3 py-2">
        {pods.length > 1 && (
          <Choice label={t('Pod')} value={onePod ?? ''} onChoose={value => setOnePod(value || null)}>
            <option value="">{t(isCut ? 'The {count} pods' : 'All {count} pods', { count: pods.length })}</option>
            {pods.map(({ metadata }) => (
              <option key={metadata.name}>{metadata.name}</option>
            ))}
          </Choice>
        )}
        {names.length > 1 && (
          <Choice label={t('Container')} value={container ?? ''} onChoose={value => setContainer(value || null)}>
            <option value="">{pods[0] ? t('{name} (default)', { name: defaultContainer(pods[0]) }) : t('Default')}</option>
            <option value={everyContainer}>{t('All containers')}</option>
            {names.map(name => (
              <option key={name}>{name}</option>
            ))}
          </Choice>
        )}
        <Choice label={t('Lines')} value={String(tailLines)} onChoose={value => setTailLines(Number(value))}>
          {tails.map(count => (
            <option key={count} value={count}>
              {t('last {count}', { count: String(count) })}
            </option>
          ))}
        </Choice>
        <input
          type="search"
          className="field w-56"
          aria-label={t('Search the log')}
          placeholder={t('Search')}
          data-shortcut="/"
          spellCheck={false}
          value={search}
          onChange={event => setSearch(event.target.value)}
        />
        <Toggle label={t('Follow')} on={follow && !previous} disabled={previous} onToggle={setFollow} />
        <Toggle label={t('Previous run')} on={previous} disabled={!hasPrevious} onToggle={setPrevious} />
        <Toggle label={t('Times')} on={times} onToggle={setTimes} />
        <Toggle label={t('Wrap')} on={wrap} onToggle={setWrap} />
        <span className="ml-auto flex items-center gap-2 text-sm text-text-2">
          <span role="status">
            {search.trim() === ''
              ? t.count(lines.length, '{count} line', '{count} lines')
              : t('{shown} of {count} lines', { shown: String(shown.length), count: String(lines.length) })}
          </span>
          <LogDownloads namespace={target.namespace} title={title} lines={shown} sources={sources} previous={previous} />
        </span>
      </header>
      {isCut && <p className="border-b border-line px-3 py-1 text-sm text-text-2">{t('{count} pods are shown; there are more.', { count: pods.length })}</p>}
      {error && (
        <p className="border-b border-line px-3 py-1.5 text-sm text-warning">
          {t('The pods could not be read again: {reason}', { reason: t.said(toFailure(error).message) })}
        </p>
      )}
      <LogStates states={states} />
      <LogLines lines={shown} isNamed={isNamed} times={times} wrap={wrap} search={search} follow={follow && !previous} />
    </section>
  )
}

const everyContainer = '*'

function Choice({ label, value, onChoose, children }: { label: string; value: string; onChoose: (value: string) => void; children: React.ReactNode }) {
  return (
    <label className="flex items-center gap-1.5 text-text-2">
      <span className="sr-only">{label}</span>
      <select className="field max-w-64 text-text" value={value} onChange={event => onChoose(event.target.value)}>
        {children}
      </select>
    </label>
  )
}

function Toggle({ label, on, disabled = false, onToggle }: { label: string; on: boolean; disabled?: boolean; onToggle: (on: boolean) => void }) {
  return (
    <label className={`flex items-center gap-1.5 ${disabled ? 'text-text-3' : 'text-text-2'}`}>
      <input type="checkbox" className="accent-accent-fill" checked={on} disabled={disabled} onChange={event => onToggle(event.target.checked)} />
      {label}
    </label>
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
