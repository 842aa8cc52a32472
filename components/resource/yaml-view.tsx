'use client'

import { useMemo, useState } from 'react'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { DownloadButton } from '#components/ui/download-button.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import { toYaml } from '#domain/object-yaml.ts'

/** The whole object as YAML, to read, copy and save. */
export function YamlView({ object }: { object: KubeObject }) {
  const [managedFields, setManagedFields] = useState(false)
  const text = useMemo(() => toYaml(object, { managedFields }), [object, managedFields])
  return (
    <section aria-label="YAML" className="panel">
      <header className="flex h-9 items-center gap-3 border-b border-line px-3">
        <label className="flex items-center gap-1.5 text-sm text-text-2">
          <input type="checkbox" className="accent-accent-fill" checked={managedFields} onChange={event => setManagedFields(event.target.checked)} />
          Show managedFields
        </label>
        <div className="ml-auto flex items-center">
          <DownloadButton
            text={text}
            fileName={`${object.kind?.toLowerCase() ?? 'object'}-${object.metadata.name}.yaml`}
            mediaType="application/yaml"
            label="Download"
          />
          <CopyButton text={text} label="Copy YAML" />
        </div>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long text scrolls, by keyboard too. */}
      <pre className="code-block max-h-[70vh] px-3 py-2" tabIndex={0}>
        {text.split('\n').map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
          <YamlLine key={index} line={line} />
        ))}
      </pre>
    </section>
  )
}

const keyLine = /^(\s*(?:- )*)("[^"]*"|'[^']*'|[^\s:#"'-][^:]*):(?=\s|$)(.*)$/

function YamlLine({ line }: { line: string }) {
  const match = keyLine.exec(line)
  if (!match) return <span>{`${line}\n`}</span>
  return (
    <span>
      <span className="text-text-3">{match[1]}</span>
      <span className="text-accent">{match[2]}</span>
      <span className="text-text-3">:</span>
      {`${match[3]}\n`}
    </span>
  )
}
