/** What is checked out, where to, and how git gets at it. */
export interface CheckoutSource {
  repository: string;
  folder: string;
  url: string;
  env: Record<string, string>;
}
