/** Tags of a page that make a browser load a script, as React writes them, and the same for a browser to leave alone. */
const tags = [
  ['<script src="./_next/', '<script type="late" src="./_next/'],
  ['<link rel="preload" as="script"', '<link rel="late" as="script"'],
] as const

/**
 * Of the chunks of one page, makes chunks whose scripts wait for `lateScriptsLoader`. A browser fetches a script as soon as it sees it, and
 * compiles it beside the parser: on few cores that holds up what the HTML has already (docs/decisions/first-page-over-a-slow-way.md).
 * A tag may be cut by the end of a chunk, so that a chunk may come out shorter, and the next one longer; `last` gives all there is.
 */
export function createScriptDelay(): (chunk: Buffer, last: boolean) => Buffer {
  let held = ''
  return (chunk, last) => {
    // One character for each byte: nothing but ASCII is looked for.
    let text = held + chunk.toString('latin1')
    held = last ? '' : begunTag(text)
    text = text.slice(0, text.length - held.length)
    for (const [eager, late] of tags) text = text.replaceAll(eager, late)
    return Buffer.from(text, 'latin1')
  }
}

/** What `text` ends with that may become one of the tags. */
function begunTag(text: string): string {
  const at = text.lastIndexOf('<')
  const end = at < 0 ? '' : text.slice(at)
  return tags.some(([eager]) => eager.startsWith(end)) ? end : ''
}

/**
 * The script that loads a page's scripts, to be run before the first of them is parsed: once the page is parsed, so that the `load` event still
 * waits for them; soon after the first paint, where a part of the page is yet to come; at once for whoever acts; and by a timer where nothing
 * is painted, as in a hidden tab. What comes after that is loaded as it comes. It needs the nonce of its own element and `strict-dynamic`.
 */
export const lateScriptsLoader = [
  '{const d=document,n=d.currentScript.nonce;let o;',
  'const load=()=>{for(const s of d.querySelectorAll("script[type=late]:not([nomodule])")){const t=d.createElement("script");t.nonce=n;t.async=true;t.setAttribute("src",s.getAttribute("src"));s.replaceWith(t)}};',
  'const begin=()=>{if(o)return;o=new MutationObserver(load);o.observe(d,{childList:true,subtree:true});load()};',
  'd.addEventListener("DOMContentLoaded",()=>{begin();load();o.disconnect()});',
  'requestAnimationFrame(()=>setTimeout(begin,250));setTimeout(begin,1500);',
  'for(const e of["pointerdown","keydown"])addEventListener(e,begin,{capture:true,once:true})}',
].join('')
