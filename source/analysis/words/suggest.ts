/** "Did you mean": the known word that a mistyped one most likely stands for. */

/** The nearest of `known` within two typing mistakes (one for short words); undefined when none is near. */
export function suggest(word: string, known: readonly string[]): string | undefined {
	const mistakesMax = word.length <= 3 ? 1 : 2;
	let best: string | undefined;
	let fewest = mistakesMax + 1;
	for (const candidate of known) {
		const mistakes = typingMistakes(word, candidate);
		if (mistakes < fewest) {
			fewest = mistakes;
			best = candidate;
		}
	}

	return best;
}

/** The end of an error sentence: ` Did you mean "tree"?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
	const suggestion = suggest(word, known);
	return suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
}

/** Letters to insert, delete, replace, or swap with their neighbour to get from one word to the other. */
function typingMistakes(from: string, to: string): number {
	let beforePrevious: number[] = [];
	let previous = Array.from({length: to.length + 1}, (_, column) => column);
	for (let row = 1; row <= from.length; row++) {
		const current = [row];
		for (let column = 1; column <= to.length; column++) {
			const isSame = from[row - 1] === to[column - 1];
			const replaced = previous[column - 1] + (isSame ? 0 : 1);
			current[column] = Math.min(replaced, previous[column] + 1, current[column - 1] + 1);
			if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
				current[column] = Math.min(current[column], beforePrevious[column - 2] + 1);
			}
		}

		beforePrevious = previous;
		previous = current;
	}

	return previous[to.length];
}
