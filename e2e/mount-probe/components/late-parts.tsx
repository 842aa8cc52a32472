'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'

const LazyBox = dynamic(() => import('./lazy-box.tsx').then(module => module.LazyBox), { ssr: false })

/** Chunks, workers and streams that a page asks for after it runs. */
export function LateParts() {
  const [results, setResults] = useState<Readonly<Record<string, string>>>({})
  const show = (name: string, value: unknown): void => setResults(before => ({ ...before, [name]: String(value) }))
  return (
    <section>
      <LazyBox />
      <button type="button" onClick={() => void import('./late.ts').then(({ late }) => show('import', late()))}>
        Import
      </button>
      <button type="button" onClick={() => askWorker(value => show('worker', value))}>
        Worker
      </button>
      <button type="button" onClick={() => askSharedWorker(value => show('shared worker', value))}>
        Shared worker
      </button>
      <button type="button" onClick={() => listen(value => show('events', value))}>
        Events
      </button>
      <output>{JSON.stringify(results)}</output>
    </section>
  )
}

function askWorker(show: (value: unknown) => void): void {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { name: 'probe' })
  worker.onmessage = event => show(event.data)
  worker.onerror = event => show(`failed: ${event.message}`)
  worker.postMessage(20)
}

function askSharedWorker(show: (value: unknown) => void): void {
  const worker = new SharedWorker(new URL('./shared-worker.ts', import.meta.url))
  worker.onerror = () => show('failed')
  worker.port.onmessage = event => show(event.data)
  worker.port.postMessage(30)
}

function listen(show: (value: unknown) => void): void {
  const heard: string[] = []
  const events = new EventSource('events')
  events.onmessage = event => {
    heard.push(event.data)
    show(heard.join(','))
    if (heard.length === 3) events.close()
  }
}
