'use client'

import { Download } from 'lucide-react'

/** Saves `text` as a file, exactly as it is shown. */
export function DownloadButton({ text, fileName, mediaType, label }: { text: string; fileName: string; mediaType: string; label: string }) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([text], { type: mediaType }))
    const link = document.createElement('a')
    link.href = url
    link.download = fileName
    link.click()
    // Some browsers read the bytes only after the person has chosen a place.
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  }
  return (
    <button type="button" className="button button-quiet px-1.5" aria-label={label} title={label} onClick={save}>
      <Download size={14} strokeWidth={1.75} aria-hidden="true" />
    </button>
  )
}
