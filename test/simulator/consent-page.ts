import type { Control } from './control.ts'

/**
 * Where a person in a browser says which company to connect, as on Intuit's page; a program is answered at once. Undefined
 * when the address says it already.
 */
export function consentPage(url: string, control: Pick<Control, 'realms' | 'state'>): string | undefined {
  const { pathname, searchParams } = new URL(url, 'http://intuit.invalid')
  if (searchParams.has('realmId') || searchParams.has('deny')) return undefined
  const choice = (name: string, value: string, text: string) => {
    const query = new URLSearchParams(searchParams)
    query.set(name, value)
    return `<p><a href="${escaped(`${pathname}?${query}`)}">${escaped(text)}</a></p>`
  }
  const realms = control
    .realms()
    .map((realmId) => choice('realmId', realmId, `${control.state(realmId).name} (${realmId})`))
  return `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Simulated Intuit</title>
<style>body { font: 16px/1.5 sans-serif; max-width: 32rem; margin: 12vh auto; padding: 1rem }</style>
<h1>Connect a QuickBooks company</h1><p>This is the simulated Intuit. Which company may the product work in?</p>
${realms.join('\n')}
${choice('deny', '', 'None: cancel')}
</html>`
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
