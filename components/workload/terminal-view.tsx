'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { requestServer } from '#client/request.ts'
import { useAddressState } from '#client/use-address-state.ts'
import { WhichRole } from '#components/access/which-role.tsx'
import { ActionButton } from '#components/ui/action-button.tsx'
import { SkeletonLines } from '#components/ui/skeleton-lines.tsx'
import type { AccessQuestion, AccessResponse } from '#contract/access.ts'
import type { KubeObject } from '#contract/kubernetes.ts'
import { commandWords } from '#domain/command-words.ts'
import { parseExecQuery, withExecQuery } from '#domain/exec-query.ts'
import { type Failure, toFailure } from '#domain/failure.ts'
import { podContainers, runningContainer } from '#domain/pod-containers.ts'
import { useText } from '#use-text'

const TerminalScreen = dynamic(() => import('./terminal-screen.tsx').then(({ TerminalScreen }) => TerminalScreen), {
  loading: Loading,
})

const writing = { parse: parseExecQuery, write: withExecQuery, typed: 'command' as const }
const shells = ['sh', 'bash', 'ash']
// Over a WebSocket the kube-apiserver asked for `get` for years, and since 1.35 for `create` as well (kubernetes#136550).
const verbs = ['create', 'get']
const againMs = 5_000

function Loading() {
  const t = useText()
  return (
    <div className="terminal-pane">
      <SkeletonLines label={t('Loading…')} lines={1} />
    </div>
  )
}

/** `failure`: why nobody told; `denied`: what is missing, null where it may run. */
type MayExec = { failure: Failure | null; denied: { reason: string; verb: string } | null }

/** An outcome either way: while it is asked again, what was known stands. */
async function mayExec(question: Omit<AccessQuestion, 'verb'>, signal: AbortSignal): Promise<MayExec> {
  try {
    const answer = await requestServer('/api/v1/access', { method: 'POST', body: { questions: verbs.map(verb => ({ ...question, verb })) }, signal })
    const { answers } = (await answer.json()) as AccessResponse
    const at = answers.findIndex(({ allowed }) => !allowed)
    return { failure: null, denied: at < 0 ? null : { reason: answers[at]?.reason ?? '', verb: verbs[at] ?? 'create' } }
  } catch (thrown) {
    signal.throwIfAborted()
    return { failure: toFailure(thrown), denied: null }
  }
}

/** A shell, or another command, in a container of a pod. The address has which, as far as it may be told; it runs nothing by itself. */
export function TerminalView({ pod }: { pod: KubeObject }) {
  const t = useText()
  const { name, namespace = '' } = pod.metadata
  const containers = podContainers(pod).filter(({ isRunning }) => isRunning)
  const [{ container: wanted, command }, change] = useAddressState(writing)
  const container = runningContainer(pod, wanted)
  const { words, isOpen } = commandWords(command)
  const mayStart = !isOpen && words.length > 0
  const [run, setRun] = useState<{ id: number; container: string; command: string[] } | null>(null)
  const question: Omit<AccessQuestion, 'verb'> = { group: '', resource: 'pods', subresource: 'exec', namespace, name }
  const { data: verdict } = useQuery({
    queryKey: ['may-exec', namespace, name],
    queryFn: ({ signal }) => mayExec(question, signal),
    // Until somebody says, the button stays closed.
    refetchInterval: ({ state }) => (state.data?.failure ? againMs : false),
    retry: false,
  })
  const denied = verdict?.denied ?? null
  if (containers.length === 0) return <p className="text-text-2">{t('No container of this pod runs, so there is nothing to run a command in.')}</p>
  const whyNot =
    verdict === undefined
      ? t('Asking what you may do…')
      : verdict.failure
        ? t.said(verdict.failure.message)
        : denied !== null
          ? t.said(denied.reason)
          : isOpen
            ? t('A quote of the command is not closed.')
            : null
  const start = () => setRun({ id: (run?.id ?? 0) + 1, container, command: words })
  return (
    <section aria-label={t('Terminal')} className="panel">
      <form
        className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2"
        onSubmit={event => {
          event.preventDefault()
          if (whyNot === null && mayStart) start()
        }}
      >
        <label className="flex items-center gap-1.5 text-text-2">
          {t('Container')}
          <select className="field max-w-56 text-text" value={container} onChange={event => change({ container: event.target.value })}>
            {containers.map(each => (
              <option key={each.name}>{each.name}</option>
            ))}
          </select>
        </label>
        <label className="flex items-center gap-1.5 text-text-2">
          {t('Command')}
          <input
            className="field w-64 font-mono text-text"
            list="shells"
            autoComplete="off"
            spellCheck={false}
            aria-invalid={isOpen}
            value={command}
            onChange={event => change({ command: event.target.value })}
          />
          <datalist id="shells">
            {shells.map(shell => (
              <option key={shell} value={shell} />
            ))}
          </datalist>
        </label>
        <ActionButton denied={whyNot} remedy={denied && <WhichRole question={{ ...question, verb: denied.verb }} />} onAct={() => mayStart && start()}>
          {t(run === null ? 'Run' : 'Run again')}
        </ActionButton>
      </form>
      {run ? (
        <TerminalScreen key={run.id} target={{ namespace, pod: name, container: run.container, command: run.command }} />
      ) : (
        <p className="px-3 py-6 text-center text-text-2">
          {t('What you type here runs in the container, as `kubectl exec -it` would run it; the cluster’s audit log has your name beside it.')}
        </p>
      )}
    </section>
  )
}
