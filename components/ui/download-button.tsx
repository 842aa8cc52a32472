'use client'

import { Download } from 'lucide-react'
import { saveFile } from './save-file.ts'

/** Saves `text` as a file, exactly as it is shown. */
export function DownloadButton({ text, fileName, mediaType, label }: { text: string; fileName: string; mediaType: string; label: string }) {
  return (
    <button type="button" className="button button-quiet px-1.5" aria-label={label} title={label} onClick={() => saveFile(text, fileName, mediaType)}>
      <Download size={14} strokeWidth={1.75} aria-hidden="true" />
    </button>
  )
}
