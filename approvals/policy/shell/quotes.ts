// Quotes inside of `${…}`: between double quotes and in a document some are letters to some shells, and bash expands what `$'…'` came to. Pure.
import { forEachChild, type SyntaxNode } from 'unbash';

/** Does a quote stand there? What a substitution in it holds is a line of its own. */
export function hidesQuotes(node: SyntaxNode): boolean {
  switch (node.type) {
    case 'DoubleQuoted':
    case 'HereDocBody':
    case 'LocaleString':
      return (node.parts ?? []).some(
        (part) => part.type === 'ParameterExpansion' && left(part).includes("'"),
      );
    // Double quotes may stand around it from afar.
    case 'ParameterExpansion':
      return left(node).includes("$'");
    default:
      return false;
  }
}

/**
 * Does a document end by more than a plain word? Of `<<-` bash takes the tabs in front of each line away, and so never or too early finds an
 * end that begins with one: what follows are commands to it.
 */
export const endsOddly = (node: SyntaxNode): boolean =>
  node.type === 'HereDoc' && !/^[\w.!@%+:=,/-]+$/.test(node.delimiter?.value ?? '');

/** A line break or a tab is the same to all who know it, and hides nothing from the others. */
const left = (node: Extract<SyntaxNode, { readonly text: string }>): string =>
  withoutCommands(node, node.text).replaceAll(/\$'\\[nrt]'/g, '');

function withoutCommands(node: SyntaxNode, text: string): string {
  let rest = text;
  forEachChild(node, (child) => {
    rest = child.type === 'CommandExpansion' ? rest.replace(child.text, '') : withoutCommands(child, rest);
  });
  return rest;
}
