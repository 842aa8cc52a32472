'use client'

import { createContext, useContext, useState } from 'react'
import type { Language } from '#domain/language.ts'
import { saidTexts } from '#domain/said-texts.ts'
import { type Catalogue, createText, type Text } from '#domain/text.ts'

const TextContext = createContext<Text>(createText('en', {}))

/** The language of the document; pages fetched later come in the same. `catalogue` is empty for English. */
export function TextProvider({ language, catalogue, children }: { language: Language; catalogue: Catalogue; children: React.ReactNode }) {
  const [text] = useState(() => createText(language, catalogue, saidTexts))
  return <TextContext value={text}>{children}</TextContext>
}

/** Words in the reader's language: in the browser, and where React renders for it. In server components `#use-text` is app/_data/use-text.ts. */
export function useText(): Text {
  return useContext(TextContext)
}
