import 'server-only'
import { cache } from 'react'
import { saidTexts } from '#domain/said-texts.ts'
import { createText, type Text } from '#domain/text.ts'
import { requestContext } from '#server/request-context.ts'
import { catalogueOf } from '#texts/catalogues.ts'

/** Words in the reader's language, for the page being made. */
export const requestText = cache((): Text => {
  const { language } = requestContext()
  return createText(language, catalogueOf(language), saidTexts)
})

/** The same for components: `#use-text` where React renders on the server alone. */
export function useText(): Text {
  return requestText()
}
