'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useText } from '#use-text'

/** Copies `text`; says so in its name for two seconds. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useText()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const Icon = copied ? Check : Copy
  const name = copied ? t('Copied') : label
  return (
    <button
      type="button"
      className="button button-quiet px-1.5"
      aria-label={name}
      title={name}
      onClick={() =>
        navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          () => setCopied(false),
        )
      }
    >
      <Icon size={14} strokeWidth={1.75} aria-hidden="true" />
    </button>
  )
}
