/** A catalogue with the same keys as another: a missing or a superfluous one does not compile. */
export type Words<Catalogue> = { readonly [Key in keyof Catalogue]: Catalogue[Key] extends string ? string : Words<Catalogue[Key]> };
