import { expect, it } from 'vitest'
import { productionStack, resourcesOf, templateOf } from './template.ts'

const template = templateOf(productionStack())

it('tells the page whose tokens count and where to sign in, and nothing secret', () => {
  const [[, fn] = []] = resourcesOf(template, 'AWS::Lambda::Function').filter(([id]) =>
    id.startsWith('ConsoleFunction'),
  )
  const text = JSON.stringify(fn?.Properties['Environment'])

  for (const name of ['SIGN_IN_ISSUER', 'SIGN_IN_URL', 'CONSOLE_CLIENT_ID', 'CONSOLE_URL']) expect(text).toContain(name)
  expect(text).not.toMatch(/secret/i)
})

it('lets people sign out to the console only, and gives the page no secret', () => {
  template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
    GenerateSecret: false,
    LogoutURLs: [{ 'Fn::GetAtt': [resourcesOf(template, 'AWS::ApiGatewayV2::Api')[0]?.[0], 'ApiEndpoint'] }],
  })
})
