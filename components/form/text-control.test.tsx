import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { TextControl } from './text-control.tsx'

const control = { id: 'field', 'aria-describedby': undefined, 'aria-required': undefined }

test.each(['', 'a name', 'a'.repeat(101), 'of\nlines\n'])('the same element takes %j as any other text: it keeps the focus, and lines', text => {
  const html = renderToStaticMarkup(<TextControl control={control} text={text} placeholder={undefined} onText={() => undefined} />)
  expect(html).toMatch(/^<textarea [^>]*id="field"/)
})
