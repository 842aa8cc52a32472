'use client'

import { BookOpen, Download, Play, Square } from 'lucide-react'
import { useMemo, useState } from 'react'
import { type PastRun, readHistory, remember } from '#client/explorer-history.ts'
import type { WrittenOperation } from '#client/operation-link.ts'
import { useGraphqlRun } from '#client/use-graphql-run.ts'
import { Callout } from '#components/ui/callout.tsx'
import { readOperations } from '#domain/graphql-operations.ts'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'
import { CodeEditor } from './code-editor.tsx'
import { examples } from './examples.ts'
import { ExplorerMenu } from './explorer-menu.tsx'
import { ResultPane } from './result-pane.tsx'
import { SchemaDocs } from './schema-docs.tsx'
import { useOperationInAddress } from './use-operation-in-address.ts'

const noVariables = '{}'
const runKeys = 'Control+Enter Meta+Enter'
const first: WrittenOperation = { query: examples[0]?.query ?? '', variables: toText(examples[0]?.variables ?? {}), operationName: '' }

/** Writing and running operations of the API, with what it offers beside. Everything runs as the signed-in identity. */
export function ApiExplorer() {
  const t = useText()
  const [query, setQuery] = useState(first.query)
  const [variables, setVariables] = useState(first.variables)
  const [chosen, setChosen] = useState(first.operationName)
  const [history, setHistory] = useState<PastRun[]>([])
  const [docsOpen, setDocsOpen] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const { result, run, stop } = useGraphqlRun()
  const operations = useMemo(() => readOperations(query), [query])
  const operation = operations.find(({ name }) => name === chosen) ?? operations[0]
  const isRunning = result.state === 'running'

  const start = () => {
    const parsed = readVariables(variables, t)
    setProblem(parsed.problem)
    if (parsed.problem !== null || !operation) return
    setHistory(remember({ query, variables, atMs: Date.now() }))
    run({ query, variables: parsed.value, ...(operation.name === '' ? {} : { operationName: operation.name }) }, operation.type)
  }
  const take = (past: Pick<PastRun, 'query' | 'variables'>) => {
    setQuery(past.query)
    setVariables(past.variables)
    setProblem(null)
  }
  const isBrought = useOperationInAddress({ query, variables, operationName: chosen }, first, ({ operationName, ...written }) => {
    take(written)
    setChosen(operationName)
  })
  return (
    <div className="flex h-full min-w-0 flex-col">
      <header className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2.5">
        <h1 className="mr-2 text-xl font-semibold">{t('API explorer')}</h1>
        {isRunning ? (
          <button type="button" className="button" onClick={stop}>
            <Square size={13} strokeWidth={1.75} aria-hidden="true" />
            {t('Stop')}
          </button>
        ) : (
          <button type="button" className="button button-primary" onClick={start} disabled={!operation} aria-keyshortcuts={runKeys}>
            <Play size={13} strokeWidth={1.75} aria-hidden="true" />
            {t('Run')}
          </button>
        )}
        {operations.length > 1 && (
          <select aria-label={t('Operation to run')} className="field" value={operation?.name ?? ''} onChange={event => setChosen(event.target.value)}>
            {operations.map(({ type, name }) => (
              <option key={name} value={name}>
                {type} {name}
              </option>
            ))}
          </select>
        )}
        <ExplorerMenu
          label={t('Examples')}
          items={examples.map(({ title, ...example }) => ({
            title: t(title),
            take: () => take({ query: example.query, variables: toText(example.variables) }),
          }))}
        />
        <ExplorerMenu
          label={t('History')}
          empty={t('What you run in this tab is kept here, until it closes.')}
          onOpen={() => setHistory(readHistory())}
          items={history.map(past => ({ title: titleOf(past.query), at: past.atMs, take: () => take(past) }))}
        />
        <div className="ml-auto flex items-center gap-1">
          <a href="api/graphql/schema" download="schema.graphql" className="button button-quiet">
            <Download size={14} strokeWidth={1.75} aria-hidden="true" />
            {t('Schema')}
          </a>
          <button type="button" className={`button ${docsOpen ? 'bg-selected' : ''}`} aria-pressed={docsOpen} onClick={() => setDocsOpen(!docsOpen)}>
            <BookOpen size={14} strokeWidth={1.75} aria-hidden="true" />
            {t('Types')}
          </button>
        </div>
      </header>
      {isBrought && operations.some(({ type }) => type === 'mutation') && (
        <div className="px-4 py-2">
          <Callout tone="warning" title={t('The operation came with the address and changes something once it is run. It runs as you: look at it before.')} />
        </div>
      )}
      <div className="explorer" data-docs={docsOpen ? 'open' : 'closed'}>
        <section aria-label={t('Operation')} className="flex min-h-0 min-w-0 flex-col border-r border-line">
          <div className="min-h-0 flex-1">
            <CodeEditor label={t('Operation')} language="graphql" text={query} onChange={setQuery} onRun={start} />
          </div>
          <h2 className="section-title flex h-8 items-center border-y border-line bg-sunken px-3">{t('Variables')}</h2>
          <div className="h-[26%] min-h-24">
            <CodeEditor label={t('Variables')} language="json" text={variables} onChange={setVariables} onRun={start} />
          </div>
          {problem !== null && (
            <p role="alert" className="border-t border-line bg-danger px-3 py-1.5 text-failing">
              {problem}
            </p>
          )}
        </section>
        <ResultPane result={result} isSubscription={operation?.type === 'subscription'} onRun={start} />
        {docsOpen && <SchemaDocs />}
      </div>
    </div>
  )
}

function toText(variables: Record<string, unknown>): string {
  return JSON.stringify(variables, null, 2)
}

function readVariables(text: string, t: Text): { value: Record<string, unknown>; problem: null } | { value: null; problem: string } {
  try {
    const value: unknown = JSON.parse(text.trim() === '' ? noVariables : text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value: value as Record<string, unknown>, problem: null }
    return { value: null, problem: t('Variables are one JSON object.') }
  } catch (thrown) {
    return { value: null, problem: t('Variables are not JSON: {reason}', { reason: (thrown as Error).message }) }
  }
}

/** What names an operation in the menu: its head, or its first words. */
function titleOf(query: string): string {
  const [operation] = readOperations(query)
  return operation?.name ? `${operation.type} ${operation.name}` : query.replace(/\s+/g, ' ').slice(0, 60)
}
