import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Recipe } from '../../../../shared/domain/recipe.ts';

/** SHA-256 over the RFC 8785 canonical JSON of a recipe, hexadecimal. */
export function recipeSha256(recipe: Recipe): string {
  return createHash('sha256').update(canonicalize(recipe)!).digest('hex');
}
