/** As much of node-quickbooks as the benchmark drives; the package brings no types. */
declare module 'node-quickbooks' {
  export default class QuickBooks {
    constructor(
      consumerKey: string,
      consumerSecret: string,
      token: string,
      tokenSecret: false,
      realmId: string,
      useSandbox: boolean,
      debug: boolean,
      minorVersion: number,
      oauthVersion: '2.0',
    )
    /** Where the company's addresses begin. */
    endpoint: string
    batch(items: readonly object[], done: (error: unknown, answer: unknown) => void): void
  }
}
