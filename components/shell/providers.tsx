'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { RenderedAtContext } from '#client/use-now.ts'
import { TextProvider } from '#client/use-text.tsx'
import { TooltipProvider } from '#components/ui/tooltip.tsx'
import { isAppError } from '#domain/failure.ts'
import type { Language } from '#domain/language.ts'
import type { Catalogue } from '#domain/text.ts'
import { NonceContext } from './nonce.ts'

type Props = { nonce: string; renderedAtMs: number; language: Language; catalogue: Catalogue; children: React.ReactNode }

/** What every page's browser side stands on. `nonce` stays that of the document: pages fetched later carry others, which the browser does not accept. */
export function Providers({ nonce, renderedAtMs, language, catalogue, children }: Props) {
  const [documentNonce] = useState(nonce)
  const [firstRenderMs] = useState(renderedAtMs)
  const [client] = useState(createQueryClient)
  return (
    <QueryClientProvider client={client}>
      <NonceContext value={documentNonce}>
        <RenderedAtContext value={firstRenderMs}>
          <TextProvider language={language} catalogue={catalogue}>
            <TooltipProvider>{children}</TooltipProvider>
          </TextProvider>
        </RenderedAtContext>
      </NonceContext>
    </QueryClientProvider>
  )
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A tunnel on this machine answers also where the browser takes itself for offline; and what cannot be read has to be said.
        networkMode: 'always',
        refetchOnWindowFocus: false,
        // A refusal stays one; only what may pass is tried again.
        retry: (count, error) => count < 2 && isAppError(error) && (error.status >= 500 || error.status === 429),
      },
    },
  })
}
