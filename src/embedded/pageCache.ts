/**
 * Answers to reads of lists, kept as text until somebody writes: so that a second reading of a large tenant measures the
 * reader and not this tenant. Bounded; what does not fit is made anew each time.
 */
const mostBytes = 3 * 1024 ** 3;

export interface KeptPage {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export class PageCache {
  readonly #pages = new Map<string, KeptPage>();
  #bytes = 0;

  get(key: string): KeptPage | undefined {
    return this.#pages.get(key);
  }

  keep(key: string, page: KeptPage): void {
    // Texts of Latin letters take one byte a character, others two.
    const bytes = page.text.length * 2;
    if (this.#bytes + bytes > mostBytes) return;
    this.#bytes += bytes;
    this.#pages.set(key, page);
  }

  forget(): void {
    this.#pages.clear();
    this.#bytes = 0;
  }
}
